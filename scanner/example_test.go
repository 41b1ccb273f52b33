package scanner_test

import (
	"context"
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// A whole mbox, on all cores, in order.
func ExampleScan() {
	f, err := os.Open("../testdata/inbox.mbox")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	causes := map[rules.Cause]int{}
	for res, err := range scanner.Scan(context.Background(), mailbox.Mbox{Name: "inbox.mbox", R: f}, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, o := range res.Outcomes {
			causes[o.Verdict.Cause]++
		}
	}
	for _, c := range []rules.Cause{rules.AuthFailed, rules.MailboxFull, rules.UserUnknown} {
		fmt.Println(c, causes[c])
	}
	// Output:
	// auth-failed 3
	// mailbox-full 5
	// user-unknown 8
}
