package imap_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

func TestDovecot(t *testing.T) {
	d := startDovecot(t)
	for i := range 500 {
		d.deliver(t, "", report(fmt.Sprint("m", i), 2000))
	}
	large, behind := report("large", 600<<10), late("late", 600<<10)
	d.deliver(t, "", large)
	d.deliver(t, "", behind)

	for scheme, address := range map[string]string{"imaps": d.imaps, "imap": d.starttls} {
		t.Run(scheme, func(t *testing.T) {
			url := fmt.Sprintf("%s://%s@%s/INBOX", scheme, account, address)
			memory := positions{}
			r := read(t, url, memory, d.options())
			r.warned(t, "")
			if r.err != nil || len(r.messages) != d.delivered {
				t.Fatalf("%d messages and error %v, want %d", len(r.messages), r.err, d.delivered)
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
			read(t, url, memory, d.options()).want(t, "")
			d.deliver(t, "", note("new"))
			read(t, url, memory, d.options()).want(t, "new")
			read(t, url, memory, d.options()).want(t, "")
		})
	}
	d.untouched(t)
}

func TestDovecotFolders(t *testing.T) {
	d := startDovecot(t)
	d.folder(t, ".Lists.R&APw-ckl&AOQ-ufer")
	d.deliver(t, ".Lists.R&APw-ckl&AOQ-ufer", note("one"))
	url := func(folder string) string { return fmt.Sprintf("imaps://%s@%s/%s", account, d.imaps, folder) }
	r := read(t, url("Lists/R%C3%BCckl%C3%A4ufer"), nil, d.options())
	r.want(t, "one")

	err := read(t, url("Lists/Other"), nil, d.options()).err
	if err == nil || !strings.Contains(err.Error(), "Lists/Rückläufer") {
		t.Errorf("wrong folder: %v; want the names of those that exist", err)
	}
	o := d.options()
	o.Password = password("wrong")
	if err := read(t, url("INBOX"), nil, o).err; !errors.Is(err, scanner.ErrAuth) {
		t.Errorf("wrong password: %v, want ErrAuth", err)
	}
	d.untouched(t)
}

// A message that disappears while Dovecot is asked for it is left out, and one
// that another program moves to another folder, too.
func TestDovecotVanished(t *testing.T) {
	d := startDovecot(t)
	for i := range 6 {
		d.deliver(t, "", note(fmt.Sprint("m", i)))
	}
	o := d.options()
	o.Batch = 2
	o.Progress = func(done, _ int) {
		if done != 1 {
			return
		}
		for _, n := range []int{3, 4} { // m2 and m3, the whole of the second range
			paths, _ := filepath.Glob(filepath.Join(d.maildir, "*", fmt.Sprintf("*.M%06dP1.*", n)))
			if len(paths) != 1 || os.Remove(paths[0]) != nil {
				t.Errorf("message %d is not where it was: %q", n, paths)
			}
			d.delivered--
		}
	}
	read(t, fmt.Sprintf("imaps://%s@%s/", account, d.imaps), nil, o).want(t, "m0 m1 m4 m5")
	d.untouched(t)
}
