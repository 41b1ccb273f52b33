package mailbox_test

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

func ExampleOpen() {
	src, err := mailbox.Open(filepath.Join("..", "..", "testdata", "mailboxes", "mboxrd.mbox"), nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for res, err := range scanner.Scan(context.Background(), src, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, o := range res.Outcomes {
			fmt.Println(filepath.Base(o.Location), o.Recipient.Address, o.Verdict.Cause, o.Verdict.Advice)
		}
	}
	// Output:
	// mboxrd.mbox#1 jane@example.com user-unknown remove
	// mboxrd.mbox#2 joe@example.net mailbox-full watch
	// mboxrd.mbox#3 kim@example.com policy-rejected keep
}
