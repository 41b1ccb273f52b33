//go:build !unix

package config

import "os/exec"

// endTogether does nothing here: the standard library cannot end what a command
// has started, only the command.
func endTogether(*exec.Cmd) {}
