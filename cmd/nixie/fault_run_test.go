//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// renumber makes Dovecot give folders another UIDVALIDITY, as after a restored
// backup: it forgets which message had which number.
func renumber(t *testing.T, d *dovecottest.Server, trials ...*faultTrial) {
	t.Helper()
	d.Stop(t) // a session that has not noticed its end would know
	defer d.Run(t)
	for _, tr := range trials {
		folder := filepath.Join(d.Maildir(dovecottest.Account), "."+tr.folder)
		for _, pattern := range []string{"dovecot-uidlist", "dovecot.index*"} {
			paths, _ := filepath.Glob(filepath.Join(folder, pattern))
			for _, path := range paths {
				must(os.Remove(path))
			}
		}
	}
}

// TestFaultRenumbered: a scan is killed, and before the next one the server has
// given the messages new numbers. What was read is not counted again, and what
// was owed is done, once.
func TestFaultRenumbered(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true})
	whole := newFaultTrial(t, d, "whole")
	if code, said := whole.scan(t.Context()); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	whole.finished(t)
	const moments = 10
	trials := []*faultTrial{whole}
	length := whole.bytes() - 1000 // behind that, only the farewell
	for i := range moments {
		tr := newFaultTrial(t, d, fmt.Sprint("t", i))
		trials = append(trials, tr)
		if !tr.killAt(t, length*int64(i+1)/moments, 0) {
			t.Errorf("the %d. scan was not killed in time: the test has missed", i)
		}
	}
	renumber(t, d, trials...)
	for _, tr := range trials {
		t.Run(tr.folder, func(t *testing.T) {
			code, said := tr.scan(t.Context())
			if code != exitDone || tr == whole && !strings.Contains(said, "has renumbered the folder") {
				t.Errorf("exit code %d\n%s", code, said)
			}
			tr.finished(t)
		})
	}
}

// TestFaultLeaseLost: in the middle of a scan, while its server is slow, another
// nixie takes the lease and does the whole work. The first one goes on, and
// nothing is counted or done twice.
func TestFaultLeaseLost(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true})
	whole := newFaultTrial(t, d, "whole")
	if code, said := whole.scan(t.Context()); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	const moments = 8
	for i := range moments {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			tr := newFaultTrial(t, d, fmt.Sprint("t", i))
			tr.at(whole.bytes()*int64(i+1)/(moments+1), func() {
				// As if the first had slept longer than its lease lasts.
				if _, err := tr.book(t).Exec("UPDATE lease SET until = 0"); err != nil {
					t.Error(err)
				}
				if code, said := tr.scan(context.Background()); code != exitDone {
					t.Errorf("the second: exit code %d\n%s", code, said)
				}
			})
			code, said := tr.scan(t.Context())
			if code != exitDone {
				t.Errorf("the first: exit code %d\n%s", code, said)
			}
			if code, said := tr.scan(t.Context()); code != exitDone {
				t.Errorf("afterwards: exit code %d\n%s", code, said)
			}
			tr.finished(t)
		})
	}
}
