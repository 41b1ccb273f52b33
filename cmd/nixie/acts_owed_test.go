//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// A clerk runs nixie on the mailbox of a Dovecot that keeps access control lists.
type clerk struct {
	*testing.T
	server *dovecottest.Server
	dir    string
}

func newClerk(t *testing.T) *clerk {
	t.Helper()
	return &clerk{t, dovecottest.Start(t, dovecottest.Config{PlainText: true, Extra: `mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
`}), t.TempDir()}
}

// grant says what the user may do in a folder, named as Maildir++ names it.
func (c *clerk) grant(folder, rights string) {
	c.Helper()
	path := filepath.Join(c.server.Maildir(dovecottest.Account), folder, "dovecot-acl")
	if err := os.WriteFile(path, []byte("owner "+rights+"\n"), 0o644); err != nil {
		c.Fatal(err)
	}
}

// on writes the configuration. What is to become of messages stands in on.
func (c *clerk) on(on string) {
	c.Helper()
	text := fmt.Sprintf("[[accounts]]\nname = \"box\"\nurl = \"imap://%s@%s\"\nauth = { password_cmd = \"echo %s\" }\nmailbox_actions = \"apply\"\non = { %s }\n",
		dovecottest.Account, c.server.Plain, dovecottest.Password, on)
	if err := os.WriteFile(filepath.Join(c.dir, "nixie.toml"), []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
}

// nixie runs a command and checks its exit code and that it says all of want, and
// nothing of it that begins with "!".
func (c *clerk) nixie(code int, args string, want ...string) {
	c.Helper()
	c.Chdir(c.dir)
	var said bytes.Buffer
	got := run(c.Context(), append([]string{"-c", "nixie.toml"}, strings.Fields(args)...), append(os.Environ(), "NIXIE_PASSWORD="+dovecottest.Password),
		strings.NewReader(dovecottest.Password+"\n"), &said, &said)
	if got != code {
		c.Errorf("nixie %s: exit code %d, want %d", args, got, code)
	}
	for _, w := range want {
		if not, no := strings.CutPrefix(w, "!"); no == strings.Contains(said.String(), not) {
			c.Errorf("nixie %s: want %q", args, w)
		}
	}
	if c.Failed() {
		c.Fatalf("nixie %s says:\n%s", args, &said)
	}
}

// lie checks how many messages lie in a folder.
func (c *clerk) lie(folder string, want int) {
	c.Helper()
	n := 0
	for _, part := range []string{"new", "cur"} {
		files, _ := os.ReadDir(filepath.Join(c.server.Maildir(dovecottest.Account), folder, part))
		n += len(files)
	}
	if n != want {
		c.Fatalf("%d messages lie in %q, want %d", n, folder, want)
	}
}

// TestDovecotOwedDelete: what was to be deleted and could not be is not deleted
// once the configuration says that it is to be left alone.
func TestDovecotOwedDelete(t *testing.T) {
	c := newClerk(t)
	c.server.Deliver(t, "", bounce(0))
	c.grant("", "lrwsipk")
	c.on(`bounce = "delete"`)
	c.nixie(exitDone, "check", `1 bounce → delete`, "In INBOX this user lacks the right t (mark as deleted) and e (expunge)")
	c.nixie(exitPartly, "scan", "Acts that the mailbox refused")
	c.nixie(exitDone, "check", "owed: delete to 1 message, refused for 1: the server says that it has removed the message, and it is still there", `"delete" was refused for 1 message of box`)
	c.nixie(exitDone, "state show", "delete")

	c.grant("", "lrwstipekxa")
	c.on(`bounce = "leave"`)
	c.nixie(exitDone, "check", "owed, and no longer wanted by the configuration: delete to 1 message; the next scan leaves them alone", "!2. box")
	c.nixie(exitDone, "scan --dry-run", "no longer wanted by the configuration: delete: 1.", "!Acts owed")
	c.nixie(exitDone, "scan", "no longer wanted by the configuration: delete: 1.", "!Done in the mailbox")
	c.lie("", 1)
	c.nixie(exitDone, "scan", "!no longer wanted", "!Done in the mailbox")
	c.nixie(exitDone, "check", "!owed")
	c.lie("", 1)
}

// TestDovecotOwedMove: a move that was refused goes where the configuration says
// today.
func TestDovecotOwedMove(t *testing.T) {
	c := newClerk(t)
	for n := range 12 {
		c.server.Deliver(t, "", bounce(n))
	}
	c.server.Folder(t, ".NoInsert")
	c.grant(".NoInsert", "lrws")
	c.on(`bounce = "move:NoInsert"`)
	c.nixie(exitDone, "check", `In NoInsert this user lacks the right i (insert messages), so that the server will refuse "move:NoInsert" for each bounce`)
	c.nixie(exitPartly, "scan", "Acts that the mailbox refused")
	c.nixie(exitPartly, "scan", "Acts that the mailbox refused")
	c.nixie(exitDone, "scan --dry-run", "Acts owed from an earlier run: 12")
	c.nixie(exitDone, "state show", "move:NoInsert")
	c.on(`bounce = "move:Good"`)
	c.nixie(exitDone, "check", "move:NoInsert to 12 messages; the next scan does move:Good instead", "!2. box")
	c.nixie(exitDone, "scan", "no longer wanted by the configuration: move to NoInsert: 12.", "Done in the mailbox: move to Good: 12.")
	c.lie("", 0)
	c.lie(".NoInsert", 0)
	c.lie(".Good", 12)
	c.nixie(exitDone, "check", "!owed")
}

// TestDovecotRestoredLedger goes back to a backup, as nixie help state says: what
// was moved away meanwhile is read where it lies now, and counts once.
func TestDovecotRestoredLedger(t *testing.T) {
	c := newClerk(t)
	c.on(`bounce = "move:Done"`)
	deliver := func(from, to int) {
		for n := from; n < to; n++ {
			c.server.Deliver(t, "", bounce(n))
		}
	}
	deliver(0, 3)
	c.nixie(exitDone, "scan", "Done in the mailbox: move to Done: 3.")
	c.nixie(exitDone, "state backup yesterday.db")
	deliver(3, 5)
	c.nixie(exitDone, "scan", "Done in the mailbox: move to Done: 2.", "!This ledger is the backup")

	for _, companion := range []string{"", "-wal", "-shm"} {
		os.Remove(filepath.Join(c.dir, "nixie.db"+companion))
	}
	if err := os.Rename(filepath.Join(c.dir, "yesterday.db"), filepath.Join(c.dir, "nixie.db")); err != nil {
		t.Fatal(err)
	}
	deliver(5, 6)
	c.nixie(exitDone, "scan --dry-run", "This ledger is the backup of 20")
	c.nixie(exitDone, "scan", "This ledger is the backup of 20", "nixie help state", "Done in the mailbox: move to Done: 1.")
	c.nixie(exitDone, "state show --format json", `"events":4,`)
	done := "imap://" + dovecottest.Account + "@" + c.server.Plain + "/Done"
	c.nixie(exitDone, "scan --password-stdin "+done, "6 messages read", "Events known already, and not counted again: 4", "!Done in the mailbox")
	c.nixie(exitDone, "state show --format json", `"events":6,`)
	c.lie(".Done", 6)
	c.nixie(exitDone, "scan", "Nothing new", "!Acts owed", "!This ledger is the backup")
}
