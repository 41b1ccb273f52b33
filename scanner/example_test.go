package scanner_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// One message, whatever it tells: a bounce for one recipient and a delivery for
// the next, a complaint, an automatic reply.
func ExampleJudge() {
	raw, err := os.ReadFile("../testdata/reports/02-three-fates.eml")
	if err != nil {
		fmt.Println(err)
		return
	}
	res := scanner.Judge(&scanner.Message{Location: "02-three-fates.eml", Raw: raw}, nil)
	switch {
	case errors.Is(res.Err, dsn.ErrNotReport):
		return // ordinary mail
	case res.Err != nil:
		fmt.Println(res.Err)
		return
	}
	for _, o := range res.Outcomes {
		fmt.Println(o.Recipient.Address, o.Kind, o.Verdict.Cause, o.Verdict.Advice)
	}
	// Output:
	// full@example.org bounce mailbox-full watch
	// late@example.org delay unreachable ignore
	// list@example.org delivered delivered ignore
}

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
