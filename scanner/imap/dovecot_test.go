package imap_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

func optionsFor(d *dovecottest.Server) *imap.Options {
	return &imap.Options{Password: password(dovecottest.Password), TLSConfig: d.Trust}
}

func TestDovecot(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{})
	for i := range 500 {
		d.Deliver(t, "", report(fmt.Sprint("m", i), 2000))
	}
	large, behind := report("large", 600<<10), late("late", 600<<10)
	d.Deliver(t, "", large)
	total := d.Deliver(t, "", behind)

	for scheme, address := range map[string]string{"imaps": d.TLS, "imap": d.Plain} {
		t.Run(scheme, func(t *testing.T) {
			url := fmt.Sprintf("%s://%s@%s/INBOX", scheme, account, address)
			memory := positions{}
			r := read(t, url, memory, optionsFor(d))
			r.warned(t, "")
			if r.err != nil || len(r.messages) != total {
				t.Fatalf("%d messages and error %v, want %d", len(r.messages), r.err, total)
			}
			for i, m := range r.messages[:500] {
				if want := report(fmt.Sprint("m", i), 2000); string(m.Raw) != want || m.Received.IsZero() {
					t.Fatalf("message %d is %q, received %v; want %q", i, m.Raw, m.Received, want)
				}
			}
			if got := string(r.messages[500].Raw); got != large[:256<<10] {
				t.Errorf("%d bytes of the large message, want the first %d", len(got), 256<<10)
			}
			if got := string(r.messages[501].Raw); got != behind {
				t.Errorf("%d bytes of the message with a late report, want all %d", len(got), len(behind))
			}
			read(t, url, memory, optionsFor(d)).want(t, "")
			total = d.Deliver(t, "", note("new"))
			read(t, url, memory, optionsFor(d)).want(t, "new")
			read(t, url, memory, optionsFor(d)).want(t, "")
		})
	}
	d.Untouched(t)
}

func TestDovecotFolders(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{})
	d.Folder(t, ".Lists.R&APw-ckl&AOQ-ufer")
	d.Deliver(t, ".Lists.R&APw-ckl&AOQ-ufer", note("one"))
	url := func(folder string) string { return fmt.Sprintf("imaps://%s@%s/%s", account, d.TLS, folder) }
	r := read(t, url("Lists/R%C3%BCckl%C3%A4ufer"), nil, optionsFor(d))
	r.want(t, "one")

	err := read(t, url("Lists/Other"), nil, optionsFor(d)).err
	if err == nil || !strings.Contains(err.Error(), "Lists/Rückläufer") {
		t.Errorf("wrong folder: %v; want the names of those that exist", err)
	}
	o := optionsFor(d)
	o.Password = password("wrong")
	if err := read(t, url("INBOX"), nil, o).err; !errors.Is(err, scanner.ErrAuth) {
		t.Errorf("wrong password: %v, want ErrAuth", err)
	}
	d.Untouched(t)
}

// A message that disappears after Dovecot has listed it, and before it is asked
// for it, is left out. That is known of no range before the third: when the
// first message is handed on, the second one may be on its way.
func TestDovecotVanished(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{})
	for i := range 10 {
		d.Deliver(t, "", note(fmt.Sprint("m", i)))
	}
	o := optionsFor(d)
	o.Batch = 2
	o.Progress = func(done, _ int) {
		if done != 1 {
			return
		}
		d.Remove(t, 5) // m4 and m5, the whole of the third range
		d.Remove(t, 6)
		d.Remove(t, 9) // m8, half of the fifth
	}
	read(t, fmt.Sprintf("imaps://%s@%s/", account, d.TLS), nil, o).want(t, "m0 m1 m2 m3 m6 m7 m9")
	d.Untouched(t)
}
