//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestSecretsOfAProcess: a password that comes from a command, from a file and
// from the environment stands nowhere but there: not in the arguments of nixie
// or of a process that it starts, not in what it says at -vv, even as its last
// words (SIGQUIT, which prints all goroutines), not in a file that it writes, and
// not in its configuration, however that is printed.
func TestSecretsOfAProcess(t *testing.T) {
	const word, wrong = "pa55-word-of-the-day", "wr0ng-word-of-the-day"
	port := serveIMAP(t, "bounces", word, "../../testdata/inbox.mbox")
	home := t.TempDir()
	must(os.Mkdir(filepath.Join(home, "kept"), 0o700))
	for name, word := range map[string]string{"good": word, "bad": wrong} {
		must(os.WriteFile(filepath.Join(home, "kept", name), []byte(word+"\n"), 0o600))
	}
	t.Setenv("NIXIE_ACCOUNTS_ENV_PASSWORD", word)
	conf := "[watch]\nhealth = \"health.json\"\n"
	for name, auth := range map[string]string{
		"file": `auth = { password_file = "kept/good" }`, "env": "",
		"cmd": `auth = { password_cmd = "until [ -e seen ]; do sleep 0.1; done; cat kept/good" }`,
		"bad": `auth = { password_file = "kept/bad" }`,
	} {
		conf += fmt.Sprintf("[[accounts]]\nname = %q\nurl = \"imap://bounces@127.0.0.1:%d/%s\"\n%s\n", name, port, "INBOX", auth)
	}
	p := startWatch(t, home, conf, "-vv", "--log-format", "json")
	var arguments strings.Builder
	p.until("all folders, and the list", func() bool {
		arguments.WriteString(commandLines(t, p.cmd.Process.Pid))
		if strings.Contains(arguments.String(), "cat kept/good") {
			must(os.WriteFile(filepath.Join(home, "seen"), nil, 0o600)) // the command may go on
		}
		h := p.health()
		done := 0
		for _, f := range h.Folders {
			if f.LastError != "" || !f.LastSuccess.IsZero() {
				done++
			}
		}
		return done == 4 && p.list() != ""
	})
	if !strings.Contains(arguments.String(), "nixie") || !strings.Contains(arguments.String(), "cat kept/good") {
		t.Errorf("the arguments of processes were %q; want those of nixie and of its command", arguments.String())
	}
	p.signal(syscall.SIGQUIT)
	<-p.done
	if !strings.Contains(p.said(), "goroutine ") {
		t.Error("nixie says nothing of its goroutines")
	}
	loaded, err := config.Load(filepath.Join(home, "nixie.toml"), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]string{
		"arguments": arguments.String(), "what nixie says": p.said(), "what systemd hears": p.told(),
		"configuration": fmt.Sprintf("%v %+v %#v %+v", loaded, *loaded, loaded, loaded.Accounts),
	}
	for path, text := range filesBelow(t, home) {
		places[path] = text
	}
	for place, text := range places {
		for _, secret := range []string{word, wrong} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s tells a secret: …%q", place, text[max(0, at-80):at])
			}
		}
	}
	for _, name := range []string{"health.json", "nixie.db", "recipients.csv"} {
		if places[name] == "" {
			t.Errorf("there is no %s to look at", name)
		}
	}
}

// TestOddPasswords: characters that mean something to a shell, to TOML, to a URL
// or to IMAP mean nothing in a password.
func TestOddPasswords(t *testing.T) {
	const word = `$HOME "a" \b %41 'c' {3} #d ü`
	port := serveIMAP(t, "bounces", word, "../../testdata/inbox.mbox")
	home := t.TempDir()
	must(os.WriteFile(filepath.Join(home, "word"), []byte(word+"\r\n"), 0o600))
	t.Setenv("WORD", word)
	for _, auth := range []string{`password_file = "word"`, `password_env = "WORD"`, `password_cmd = "cat word"`, `password_cmd = 'printf "%s\n" "$WORD"'`} {
		conf := fmt.Sprintf("[[accounts]]\nname = \"box\"\nurl = \"imap://bounces@127.0.0.1:%d\"\nauth = { %s }\n", port, auth)
		must(os.WriteFile(filepath.Join(home, "nixie.toml"), []byte(conf), 0o600))
		cmd := exec.Command("nixie", "scan", "--rescan", "box")
		cmd.Dir = home
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", auth, err, out)
		}
	}
}

// commandLines returns the arguments of a process and of its children.
func commandLines(t *testing.T, pid int) string {
	t.Helper()
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	all := string(text) + "\n"
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for child := range strings.FieldsSeq(string(children)) {
			var n int
			if _, err := fmt.Sscan(child, &n); err == nil {
				all += commandLines(t, n)
			}
		}
	}
	return all
}

// filesBelow reads all files of a folder, but those in which a secret is kept.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(filepath.Dir(path)) == "kept" {
			return err
		}
		text, err := os.ReadFile(path)
		all[filepath.Base(path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
