package imap_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	_ "modernc.org/sqlite"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// An IMAP folder into a ledger. It may be killed at any moment: what was
// recorded is known, and the rest is read by the next run.
func Example_intoLedger() {
	ctx := context.Background()
	url, stop, err := exampleServer("../../testdata/reports/01-user-unknown.eml", "../../testdata/reports/05-delay.eml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stop()
	book, done, err := exampleLedger(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	for range 2 { // the second run finds nothing new
		src, err := imap.Dial(ctx, url, book, &imap.Options{
			Password: func(context.Context) (string, error) { return "secret", nil },
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		n := 0
		for res, err := range scanner.Scan(ctx, src, nil) {
			if err != nil {
				fmt.Println(err)
				return
			}
			recorded, err := book.Record(ctx, res)
			if err != nil {
				fmt.Println(err)
				return
			}
			n += recorded.New
		}
		fmt.Println("new:", n)
		if err := src.Close(); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// new: 2
	// new: 0
}

// exampleServer serves the files as the INBOX of an account.
func exampleServer(files ...string) (url string, stop func(), err error) {
	user := imapmemserver.NewUser("bounces", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		return "", nil, err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return "", nil, err
		}
		if _, err := user.Append("INBOX", literal{strings.NewReader(string(raw))}, &goimap.AppendOptions{}); err != nil {
			return "", nil, err
		}
	}
	mem := imapmemserver.New()
	mem.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		InsecureAuth: true, // on loopback
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	go server.Serve(l) //nolint:errcheck // ends with Close
	return "imap://bounces@" + l.Addr().String() + "/INBOX", func() { server.Close() }, nil
}

func exampleLedger(ctx context.Context) (book *ledger.Ledger, done func(), err error) {
	dir, err := os.MkdirTemp("", "nixie-example")
	if err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(dir, "nixie.db")))
	if err != nil {
		return nil, nil, err
	}
	book, err = ledger.Open(ctx, db)
	return book, func() { db.Close(); os.RemoveAll(dir) }, err
}
