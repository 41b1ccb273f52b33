//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
)

// patience is how long a test waits for something that must happen. It guards
// against a hang: a machine may be ten times slower than ours.
const patience = time.Minute

// A watchProcess is a running `nixie watch` with what systemd hears of it.
type watchProcess struct {
	t      *testing.T
	home   string
	cmd    *exec.Cmd
	mu     sync.Mutex
	stderr bytes.Buffer
	heard  bytes.Buffer
	done   chan struct{}
}

// Write keeps what nixie says.
func (p *watchProcess) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.Write(b)
}

// startWatch runs nixie watch in a folder with this configuration.
func startWatch(t *testing.T, home, conf string, args ...string) *watchProcess {
	t.Helper()
	p := &watchProcess{t: t, home: home, done: make(chan struct{})}
	p.write("nixie.toml", conf)
	socket := filepath.Join(t.TempDir(), "s")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	var listener sync.WaitGroup
	listener.Go(func() {
		buf := make([]byte, 1000)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			p.mu.Lock()
			p.heard.Write(append(buf[:n:n], '\n'))
			p.mu.Unlock()
		}
	})
	p.cmd = exec.Command("nixie", append([]string{"watch"}, args...)...)
	p.cmd.Dir, p.cmd.Stderr = home, p
	p.cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=200000", "HOME="+home)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.cmd.Wait(); close(p.done) }()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.done
		conn.Close()
		listener.Wait()
		if t.Failed() {
			t.Logf("nixie says:\n%s\nsystemd hears:\n%s", p.said(), p.told())
		}
	})
	return p
}

func (p *watchProcess) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.home, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *watchProcess) said() string { p.mu.Lock(); defer p.mu.Unlock(); return p.stderr.String() }
func (p *watchProcess) told() string { p.mu.Lock(); defer p.mu.Unlock(); return p.heard.String() }

// until waits until something is true.
func (p *watchProcess) until(what string, is func() bool) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	p.t.Fatalf("%s: not within %v", what, patience)
}

// signal sends a signal.
func (p *watchProcess) signal(sig syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// health reads the health file.
func (p *watchProcess) health() (s watch.Status) {
	text, err := os.ReadFile(filepath.Join(p.home, "health.json"))
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil && !os.IsNotExist(err) {
		p.t.Errorf("health file: %v: %s", err, text)
	}
	return s
}

// list returns the list-cleanup file.
func (p *watchProcess) list() string {
	text, _ := os.ReadFile(filepath.Join(p.home, "recipients.csv"))
	return string(text)
}

const watchConf = `
[watch]
health = "health.json"
[[accounts]]
name = "paper"
url = "mail"
[[accounts]]
name = "server"
url = "imap://bounces@127.0.0.1:%d"
auth = { password_cmd = "echo secret" }
mailbox_actions = "apply"
on = { bounce = "move:Done", complaint = "flag:Seen-by-nixie" }
`

// TestWatch: mail is read as it comes, SIGHUP reads the configuration again and
// keeps the old one if the new is wrong, a server that is away does not disturb
// the others, and SIGTERM ends it all, saved.
func TestWatch(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	away := closedPort(t)
	p := startWatch(t, home, fmt.Sprintf(watchConf, away), "--log-format", "json")
	p.write("mail/1.eml", bounce(0))
	p.until("the list", func() bool { return strings.Contains(p.list(), recipient(0)) })
	p.until("READY", func() bool { return strings.Contains(p.told(), "READY=1") })
	p.until("WATCHDOG", func() bool { return strings.Contains(p.told(), "WATCHDOG=1") })
	p.until("health", func() bool {
		h := p.health()
		return !h.Healthy && !h.Folders["paper"].LastSuccess.IsZero() && strings.Contains(h.Folders["server"].LastError, "cannot connect")
	})

	p.write("nixie.toml", "[[accounts]]\nnmae = \"x\"\n")
	p.write("mail/2.eml", bounce(1))
	p.signal(syscall.SIGHUP)
	p.until("the complaint", func() bool { return strings.Contains(p.said(), "the old one stays") })

	port := serveIMAP(t, "bounces", "secret", "../../testdata/inbox.mbox")
	p.write("nixie.toml", fmt.Sprintf(watchConf, port))
	p.signal(syscall.SIGHUP)
	p.until("RELOADING", func() bool { return strings.Contains(p.told(), "RELOADING=1") })
	p.until("health after the reload", func() bool {
		h := p.health()
		return h.Healthy && !h.Folders["server"].LastSuccess.IsZero() && !h.Folders["paper"].LastSuccess.IsZero()
	})
	p.signal(syscall.SIGTERM)
	p.until("the end", func() bool {
		select {
		case <-p.done:
			return true
		default:
			return false
		}
	})
	if code := p.cmd.ProcessState.ExitCode(); code != exitTerminated {
		t.Errorf("exit code %d, want %d", code, exitTerminated)
	}
	if h := p.health(); h.State != watch.Stopped || h.Healthy {
		t.Errorf("health at the end: %q, healthy %v; want it stopped", h.State, h.Healthy)
	}
	p.until("STOPPING", func() bool { return strings.Contains(p.told(), "STOPPING=1") })
	for _, who := range []string{recipient(0), recipient(1), "martin.okafor@example.org"} {
		if !strings.Contains(p.list(), who) {
			t.Errorf("%s is not in the list", who)
		}
	}
	if !strings.Contains(p.said(), "Done in the mailbox: flag with Seen-by-nixie: 1, move to Done: 31") {
		t.Error("nothing is said of what was done in the mailbox")
	}
	for line := range strings.Lines(p.said()) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil || object["msg"] == "" || object["level"] == "" {
			t.Errorf("line of the log %q: %v", line, err)
		}
	}
}

// TestWatchKilled: after kill -9, the next one begins at once.
func TestWatchKilled(t *testing.T) {
	home := t.TempDir()
	conf := fmt.Sprintf(watchConf, serveIMAP(t, "bounces", "secret", "../../testdata/inbox.mbox"))
	if err := os.Mkdir(filepath.Join(home, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	first := startWatch(t, home, conf)
	first.until("health", func() bool { return first.health().Healthy && !first.health().Folders["server"].LastSuccess.IsZero() })
	second := exec.Command("nixie", "scan", "server")
	second.Dir = home
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "another nixie is at work") {
		t.Errorf("a scan beside the watcher: %v\n%s", err, out)
	}
	first.signal(syscall.SIGKILL)
	<-first.done
	second = exec.Command("nixie", "scan", "server")
	second.Dir = home
	if out, err := second.CombinedOutput(); err != nil || !strings.Contains(string(out), "taken over from process") || !strings.Contains(string(out), "Nothing new") {
		t.Errorf("a scan after the watcher was killed: %v\n%s", err, out)
	}
}
