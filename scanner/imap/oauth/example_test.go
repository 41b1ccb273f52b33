package oauth_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// A person signs in once; after that the mailbox is read for years without one.
func Example() {
	ctx := context.Background()
	client, err := oauth.New(oauth.Config{
		Provider: oauth.Microsoft,
		ClientID: "00000000-0000-0000-0000-000000000000", // of the app registration
		User:     "bounces@example.org",
	}, oauth.NewFile("/var/lib/nixie/bounces.json"))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Status(); err != nil {
		_, err := client.Login(ctx, oauth.Prompt{Browse: func(url string) { fmt.Fprintln(os.Stderr, "Open", url) }})
		if err != nil {
			log.Fatal(err)
		}
	}
	src, err := imap.Dial(ctx, "imaps://bounces@example.org@outlook.office365.com/INBOX", nil, &imap.Options{Token: client.Token})
	if err != nil {
		log.Fatal(err)
	}
	defer src.Close()
}
