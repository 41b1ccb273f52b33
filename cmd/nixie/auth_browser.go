package main

import (
	"os/exec"
	"runtime"
)

// browserCommand returns the command that opens an address in the person's
// browser, nil where there is no screen to show one.
func (a *app) browserCommand() []string {
	remote := a.env.get("SSH_CONNECTION") != ""
	switch {
	case runtime.GOOS == "windows" && !remote:
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case runtime.GOOS == "darwin" && !remote:
		return []string{"open"}
	case a.env.get("DISPLAY") == "" && a.env.get("WAYLAND_DISPLAY") == "":
		return nil
	}
	if _, err := exec.LookPath("xdg-open"); err != nil {
		return nil
	}
	return []string{"xdg-open"}
}

// openBrowser runs the command and leaves it alone: the address, which holds no
// secret, is shown as well.
func openBrowser(command []string, url string) {
	cmd := exec.Command(command[0], append(command[1:], url)...)
	if cmd.Start() == nil {
		go cmd.Wait()
	}
}
