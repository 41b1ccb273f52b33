package imap_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// special marks folders of a Dovecot as RFC 6154 knows them.
const special = `namespace inbox {
  mailbox "Deleted Items" {
    auto = create
    special_use = \Trash
  }
}
`

// without makes a Dovecot that does not announce some capabilities.
func without(names ...string) string {
	all := strings.Fields("IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED ESEARCH MOVE SPECIAL-USE")
	left := slices.DeleteFunc(all, func(c string) bool { return slices.Contains(names, c) })
	return "imap_capability = " + strings.Join(left, " ") + "\n"
}

// Real moves, on servers that write names of folders in different ways and can
// do more or less. The message of somebody who marked it as deleted stays.
func TestDovecotSettle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config dovecottest.Config
		inbox  string // what stays, with its flags as Maildir writes them
	}{
		{"as it comes", dovecottest.Config{}, "m5 m6:T m7:F"},
		{"no MOVE", dovecottest.Config{Extra: without("MOVE")}, "m5 m6:T m7:F"},
		{"no MOVE and no UIDPLUS", dovecottest.Config{Extra: without("MOVE", "UIDPLUS")}, "m1:T m2:T m3:T m4:T m5 m6:T m7:F"},
		{"dots", dovecottest.Config{Separator: "."}, "m5 m6:T m7:F"},
		{"everything in the INBOX", dovecottest.Config{Separator: ".", Prefix: "INBOX."}, "m5 m6:T m7:F"},
		{"in the INBOX, no NAMESPACE", dovecottest.Config{Separator: ".", Prefix: "INBOX.", Extra: without("NAMESPACE", "MOVE")}, "m5 m6:T m7:F"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.config.Extra += special
			d := dovecottest.Start(t, tt.config)
			for i := range 7 {
				d.Deliver(t, "", note(fmt.Sprint("m", i+1)))
			}
			url := d.URL("INBOX")
			validity := dovecotValidity(t, d, url)
			position := func(uid int, act string) string { return fmt.Sprintf("%d:%d %s", validity, uid, act) }
			o := optionsFor(d)

			pay := func(acts ...string) {
				t.Helper()
				b := owing(t, key(t, url), acts...)
				if _, err := b.pay(context.Background(), t, url, o); err != nil || len(b.owed()) > 0 {
					t.Fatalf("error %v, left %v", err, b.owed())
				}
			}
			pay(position(6, `flag:$label`), position(7, `flag:\Flagged`))
			markDeleted(t, d, 6)
			pay(position(1, "move:Processed/Bounces"), position(2, `move:\Trash`), position(3, "move:INBOX/Old/Rückläufer"),
				position(4, "delete"), position(5, "copy:Processed/Bounces"))

			want := map[string]string{
				"": tt.inbox, ".Processed.Bounces": "m1 m5", ".Deleted Items": "m2", dovecotFolder(tt.config, "Old.R&APw-ckl&AOQ-ufer"): "m3",
			}
			got := map[string]string{}
			for folder := range want {
				got[folder] = shelfOf(t, d, folder)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("wrong places (-want +got):\n%s", diff)
			}
			checkSource(t, d, tt.config)
		})
	}
}

// dovecotFolder is where a folder lies that was written with INBOX before it:
// below the INBOX only where that is a name for the root.
func dovecotFolder(c dovecottest.Config, name string) string {
	if c.Prefix != "" {
		return "." + name
	}
	return ".INBOX." + name
}

// checkSource reads folders by the names that acts and people give them.
func checkSource(t *testing.T, d *dovecottest.Server, c dovecottest.Config) {
	t.Helper()
	names := []string{"Processed/Bounces", "%5CTrash"}
	if c.Prefix != "" {
		names = append(names, "INBOX/Processed/Bounces")
	}
	for _, name := range names {
		want := "m1 m5"
		if name == "%5CTrash" {
			want = "m2"
		}
		read(t, d.URL(name), nil, optionsFor(d)).want(t, want)
	}
}

// dovecotValidity is the UIDVALIDITY of the INBOX.
func dovecotValidity(t *testing.T, d *dovecottest.Server, url string) (validity int) {
	t.Helper()
	r := read(t, url, nil, optionsFor(d))
	if r.err != nil || len(r.messages) == 0 {
		t.Fatalf("%d messages, error %v", len(r.messages), r.err)
	}
	fmt.Sscan(r.messages[0].Generation, &validity)
	if want := fmt.Sprintf("%d:1", validity); validity == 0 || r.messages[0].Position != want {
		t.Fatalf("position %q, generation %q", r.messages[0].Position, r.messages[0].Generation)
	}
	return validity
}

// markDeleted marks the n-th message of the INBOX as a mail program does, and
// takes the keyword off it.
func markDeleted(t *testing.T, d *dovecottest.Server, n int) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(d.Maildir(dovecottest.Account), "cur", fmt.Sprintf("*.M%06dP1.*", n)))
	if len(paths) != 1 || !strings.HasSuffix(paths[0], ":2,a") {
		t.Fatalf("message %d lies in %q, want one file with a keyword", n, paths)
	}
	if err := os.Rename(paths[0], strings.TrimSuffix(paths[0], "a")+"T"); err != nil {
		t.Fatal(err)
	}
}

// shelfOf lists the subjects of a folder with the flags of Maildir.
func shelfOf(t *testing.T, d *dovecottest.Server, folder string) string {
	t.Helper()
	var all []string
	for _, sub := range []string{"new", "cur"} {
		paths, _ := filepath.Glob(filepath.Join(d.Maildir(dovecottest.Account), folder, sub, "*"))
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, after, _ := strings.Cut(string(text), "Subject: ")
			subject, _, _ := strings.Cut(after, "\n")
			if _, flags, _ := strings.Cut(path, ":2,"); flags != "" {
				subject += ":" + flags
			}
			all = append(all, subject)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestDovecotFoldersAndCapabilities(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{Separator: ".", Prefix: "INBOX.", Extra: special})
	d.Folder(t, ".Lists.R&APw-ckl&AOQ-ufer")
	d.Deliver(t, ".Lists.R&APw-ckl&AOQ-ufer", note("one"))
	d.Deliver(t, "", note("two"))
	d.Deliver(t, "", note("three"))
	src, err := imap.Dial(context.Background(), d.URL("INBOX"), nil, optionsFor(d))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	folders, err := src.Folders(context.Background())
	want := []imap.Folder{
		{Name: "INBOX", Messages: 2}, {Name: "INBOX/Deleted Items", Use: `\Trash`}, {Name: "INBOX/Lists/Rückläufer", Messages: 1},
	}
	if diff := cmp.Diff(want, folders); diff != "" || err != nil {
		t.Errorf("error %v, folders (-want +got):\n%s", err, diff)
	}
	caps, err := src.Capabilities(context.Background())
	for _, c := range []string{"IDLE", "MOVE", "UIDPLUS"} {
		if !slices.Contains(caps, c) || err != nil {
			t.Errorf("error %v, capabilities %v; want %s among them", err, caps, c)
		}
	}
}
