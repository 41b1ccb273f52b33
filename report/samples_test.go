package report_test

import (
	"errors"
	"fmt"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// event is a report that is no failure.
func event(address string, k dsn.Kind) scanner.Outcome {
	o := reporttest.Bounce(address, rules.Cause(k), "", "")
	o.Kind, o.Recipient.Action = k, ""
	return o
}

// samples hold what breaks tables: long addresses, wide and combining
// letters, control sequences, formulas.
func samples() []scanner.Outcome {
	moved := reporttest.Bounce("a.very.long.local.part.of.somebody.in.accounting@mail.department.example.org", rules.AddressMoved, "551 5.1.6 User has moved to new@example.net", "has moved to new@example.net")
	moved.Verdict.NewAddress = "new@example.net"
	failed := reporttest.Bounce("carol@example.com", rules.AuthFailed, "550 5.7.26 This mail has been blocked because the sender is unauthenticated", "sender is unauthenticated")
	failed.Verdict.Detail, failed.Verdict.Provider = "dmarc", "google"
	return []scanner.Outcome{
		reporttest.Gone(),
		reporttest.Full(),
		reporttest.Bounce("પ્રિયા@example.org", rules.MailboxDisabled, "550 5.2.1 આ મેઇલબૉક્સ બંધ કરવામાં આવ્યું છે", "બંધ"),
		reporttest.Hostile(),
		reporttest.Bounce("=cmd|calc@example.com", rules.BadAddress, "501 5.1.3 Bad recipient address syntax", "Bad recipient address syntax"),
		moved,
		reporttest.Listed(),
		failed,
		reporttest.Bounce("dan@example.com", rules.Unknown, "550 nope", ""),
		event("erin@example.org", dsn.AutoReply),
		event("frank@example.org", dsn.Complaint),
		reporttest.Late(),
	}
}

// results are the samples as a scan yields them, with ordinary mail and two
// messages that could not be read.
func results() []*scanner.Result {
	var list []*scanner.Result
	for _, o := range samples() {
		list = append(list, &scanner.Result{
			Message: &scanner.Message{Location: o.Location, Raw: make([]byte, 1000)}, Outcomes: []scanner.Outcome{o},
		})
	}
	return append(list,
		&scanner.Result{Message: &scanner.Message{Location: "inbox.mbox#13", Raw: make([]byte, 500)}, Err: dsn.ErrNotReport},
		&scanner.Result{Message: &scanner.Message{Location: "dir/\x1b]0;owned\a.eml"}, Err: errors.New("gzip: invalid header")},
		&scanner.Result{Message: &scanner.Message{Location: "imaps://b@example.org/INBOX#42"}, Err: fmt.Errorf("imap: fetching 42: %w", scanner.ErrTemporary)},
	)
}

func english(width int) *report.Options { return &report.Options{Width: width, Now: reporttest.Now} }
