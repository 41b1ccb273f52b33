//go:build unix

package config_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestSecretEndsTogether: when a command is called off, what it has started ends,
// too. The test runs itself without a terminal, as a service does.
func TestSecretEndsTogether(t *testing.T) {
	if path := os.Getenv("NIXIE_TEST_CHILD"); path != "" {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil {
				if text, err := os.ReadFile(path); err == nil && strings.HasSuffix(string(text), "\n") {
					cancel()
				}
				time.Sleep(10 * time.Millisecond)
			}
		}()
		if _, err := (config.Secret{Key: "password", Cmd: "sleep 1000 & echo $! > '" + path + "'; wait"}).Read(ctx, os.Getenv); err == nil {
			t.Error("a command that was called off gave a password")
		}
		return
	}
	path := filepath.Join(t.TempDir(), "pid")
	child := exec.Command(os.Args[0], "-test.run=^TestSecretEndsTogether$", "-test.timeout=1m")
	child.Env = append(os.Environ(), "NIXIE_TEST_CHILD="+path)
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); alive(pid); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			syscall.Kill(pid, syscall.SIGKILL)
			t.Fatal("what the command has started lives on")
		}
	}
}

// alive reports whether the process runs; one that nobody has waited for yet does
// not.
func alive(pid int) bool {
	if stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && strings.Contains(string(stat), ") Z ") {
		return false
	}
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
