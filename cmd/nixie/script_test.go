package main

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// TestMain makes this test binary be nixie where a test runs "nixie".
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "nixie" { // the tests expect English, whatever who runs them speaks
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"} {
			os.Unsetenv(name)
		}
	}
	testscript.Main(m, map[string]func(){"nixie": main})
}

// TestScripts runs testdata/script/*.txtar: what people type, and what they
// see.
func TestScripts(t *testing.T) {
	inbox, err := filepath.Abs("../../testdata/inbox.mbox")
	if err != nil {
		t.Fatal(err)
	}
	recent := recentInbox(t)
	port := serveIMAP(t, "bounces", "secret", inbox)
	changed := serveIMAP(t, "bounces", "secret", inbox) // that a test changes
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("INBOX", inbox)
			env.Setenv("RECENT", recent) // for what looks back from today
			env.Setenv("IMAP", "imap://bounces@127.0.0.1:"+strconv.Itoa(port))
			env.Setenv("BOX", "imap://bounces@127.0.0.1:"+strconv.Itoa(changed))
			env.Setenv("CLOSED", "imap://bounces@127.0.0.1:"+strconv.Itoa(closedPort(t)))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a program that must end with a certain exit code:
//
//	exits 2 nixie analyze --frmat json
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	err = ts.Exec(args[1], args[2:]...)
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// closedPort returns a port on loopback where nobody listens.
func closedPort(t *testing.T) int {
	t.Helper()
	port, err := strconv.Atoi(dovecottest.FreePort(t))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// serveIMAP starts a server in this process with the messages of an mbox in
// the INBOX of one user, and returns its port.
func serveIMAP(t *testing.T, user, password, mbox string) int {
	t.Helper()
	u := imapmemserver.NewUser(user, password)
	if err := u.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	for _, raw := range messagesOf(t, mbox) {
		if _, err := u.Append("INBOX", literal(raw), &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	memory := imapmemserver.New()
	memory.AddUser(u)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}},
		InsecureAuth: true,
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

// TestInterruptedBeforeTheFirstMessage: a signal that comes early is obeyed, too.
func TestInterruptedBeforeTheFirstMessage(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopSignal{sig: os.Interrupt})
	args := []string{"scan", "--no-progress", "--ledger", "sqlite:" + filepath.Join(dir, "n.db"),
		"-o", filepath.Join(dir, "recipients.csv"), "../../testdata/inbox.mbox"}
	if code := run(ctx, args, nil, nil, os.Stdout, os.Stderr); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}
