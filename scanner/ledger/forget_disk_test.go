package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// wantNowhere fails if a file of the ledger holds the text, in whatever case.
func wantNowhere(t *testing.T, path, text string) {
	t.Helper()
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		raw, err := os.ReadFile(path + ending)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if n := bytes.Count(bytes.ToLower(raw), []byte(text)); n > 0 {
			t.Errorf("nixie.db%s holds %q %d times", ending, text, n)
		}
	}
}

// crowd records outcomes of which every third is about the victim, or names it.
func crowd(t *testing.T, book *ledger.Ledger) {
	t.Helper()
	for n := range 12 {
		var all []scanner.Outcome
		for i := range 100 {
			id := fmt.Sprintf("%02x-%d", (i*37+n*11)%251, n*100+i) // anywhere in the index
			o := bounce(id, fmt.Sprintf("reader%d@example.org", i*n), rules.UserUnknown, rules.Hard, day(1+n))
			switch i % 6 {
			case 0:
				o.Recipient.Address = "Victim1@Example.net"
			case 3:
				o.Recipient.Reply.Text = "550 forwarded to victim1@example.net: user unknown"
				o.OriginalFrom = "victim1@example.net"
			}
			all = append(all, o)
		}
		record(t, book, result(n, all...))
	}
	must(t, book.Block(t.Context(), "victim1@example.net", "asked"))
}

// Nothing of who was forgotten is left in the files, while another process has
// them open.
func TestForgetOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nixie.db")
	book := openLedger(t, openDB(t, path), ledger.Options{})
	other := openLedger(t, openDB(t, path), ledger.Options{}) // as nixie watch
	crowd(t, other)
	done, err := book.Forget(t.Context(), "victim1@example.net")
	if err != nil || done.Events != 204 || done.Masked != 204 || done.Waits != "" {
		t.Errorf("Forget = %+v, %v", done, err)
	}
	wantNowhere(t, path, "victim1")
	record(t, other, result(99, bounce("new", "eve@example.org", rules.UserUnknown, rules.Hard, day(1)))) // it goes on
	if found, err := other.Check(t.Context()); err != nil || len(found.Faults) > 0 {
		t.Errorf("Check = %+v, %v", found, err)
	}
}

// What somebody is reading must stay until he ends; that is said, and done the
// next time.
func TestForgetWhileRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nixie.db")
	book, db := openLedger(t, openDB(t, path), ledger.Options{}), openDB(t, path)
	crowd(t, book)
	rows, err := db.Query("SELECT id FROM outcome")
	must(t, err)
	defer rows.Close()
	if !rows.Next() {
		t.Fatal("no row", rows.Err())
	}
	before, err := book.Revision(t.Context())
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	go func() { // the patience of a person
		defer stop()
		for {
			if now, err := book.Revision(t.Context()); err != nil || now > before {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	done, err := book.Forget(ctx, "victim1@example.net")
	if err != nil || done.Events != 204 || done.Waits == "" {
		t.Errorf("Forget = %+v, %v; want to hear that something waits", done, err)
	}
	must(t, rows.Close())
	if done, err = book.Forget(t.Context(), "victim1@example.net"); err != nil || done.Waits != "" {
		t.Errorf("Forget again = %+v, %v", done, err)
	}
	wantNowhere(t, path, "victim1")
}

// Others who write meanwhile keep nobody from being forgotten, and what they have
// recorded of the address goes, too.
func TestForgetWhileWritten(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, other := d.open(t), d.open(t)
		crowd(t, book)
		ctx, stop := context.WithCancel(t.Context())
		written := make(chan error, 1)
		first := make(chan struct{})
		go func() {
			var err error
			for n := 0; err == nil && ctx.Err() == nil; n++ {
				_, err = other.Record(t.Context(), result(100+n, bounce(fmt.Sprint("w", n), "Victim1@example.net", rules.UserUnknown, rules.Hard, day(2))))
				if n == 0 {
					close(first)
				}
			}
			written <- err
		}()
		<-first
		_, err := book.Forget(t.Context(), "victim1@example.net")
		stop()
		if werr := <-written; err != nil || werr != nil {
			t.Fatal(err, werr)
		}
		if done, err := book.Forget(t.Context(), "victim1@example.net"); err != nil || done.Masked > 0 {
			t.Errorf("Forget again = %+v, %v; want what was recorded since", done, err)
		}
		if got := outcomes(t, book, ledger.Filter{Recipients: []string{"victim1@example.net"}}); len(got) > 0 {
			t.Errorf("%d events are left", len(got))
		}
	})
}
