package imap_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// Reads the bounces of the last 90 days; with a ledger in place of Forgetful,
// a later run would read only what is new.
func ExampleDial() {
	ctx := context.Background()
	src, err := imap.Dial(ctx, "imaps://bounces@example.org@imap.example.org/INBOX", scanner.Forgetful{}, &imap.Options{
		Password: func(context.Context) (string, error) { return os.Getenv("BOUNCES_PASSWORD"), nil },
		Since:    time.Now().AddDate(0, 0, -90),
		Warn:     func(line string) { log.Println(line) },
	})
	if err != nil {
		log.Fatal(err)
	}
	defer src.Close()
	for m, err := range src.Messages(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(m.Location, len(m.Raw), m.Err)
	}
}
