//go:build unix

package config

import (
	"os"
	"os/exec"
	"syscall"
)

// endTogether makes a command end with all that it has started: a shell that is
// killed alone leaves the program behind for which it waits.
//
// A person at the terminal may be asked by the command. Only a process of the
// terminal's own group may read there, and Ctrl-C ends that group; so where there
// is a terminal the command stays in it, and the shell is killed alone.
func endTogether(cmd *exec.Cmd) {
	if tty, err := os.Open("/dev/tty"); err == nil {
		tty.Close()
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
