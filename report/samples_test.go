package report_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// now is when the samples are read.
var now = time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)

// outcome is a bounce, judged by hand: the tests of this package must not move
// when a rule does. The quote is looked up in the reply.
func outcome(address string, cause rules.Cause, reply, quote string) scanner.Outcome {
	m := cause.Meaning()
	o := scanner.Outcome{
		ID: "id-" + address, Location: "inbox.mbox#1", Time: now.Add(-90 * time.Minute), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{Address: address, Action: dsn.ActionFailed, Reply: dsn.Reply{Text: reply}},
		Verdict:   rules.Verdict{Cause: cause, Class: m.Class, Advice: m.Advice, Lasting: rules.Permanent},
		Format:    "rfc3464", Reporter: "mx.example.net", MessageID: "1@mx.example.net",
	}
	if _, err := fmt.Sscanf(reply, "%3d", &o.Recipient.Reply.Code); err == nil {
		o.Recipient.Status, _, _ = dsn.ParseStatus(reply[3:])
	}
	if i := strings.Index(reply, quote); quote != "" && i >= 0 {
		o.Verdict.Evidence = []rules.Evidence{{
			Rule: string(cause) + "/sample", Cause: cause, Basis: rules.ByReply, Quote: quote, Start: i, End: i + len(quote),
			Source: "https://example.org/codes",
		}}
	}
	return o
}

// event is a report that is no failure.
func event(address string, k dsn.Kind) scanner.Outcome {
	o := outcome(address, rules.Cause(k), "", "")
	o.Kind, o.Recipient.Action = k, ""
	return o
}

// samples hold what breaks tables: long addresses, wide and combining
// letters, control sequences, formulas.
func samples() []scanner.Outcome {
	list := []scanner.Outcome{
		outcome("kiko@example.net", rules.UserUnknown, "550 5.1.1 <kiko@example.net>: Recipient address rejected: User unknown in virtual mailbox table", "User unknown"),
		outcome("太郎@例え.example.jp", rules.MailboxFull, "552 5.2.2 メールボックスの容量が制限を超えています。しばらくしてから再送してください", "メールボックスの容量が制限を超えています"),
		outcome("પ્રિયા@example.org", rules.MailboxDisabled, "550 5.2.1 આ મેઇલબૉક્સ બંધ કરવામાં આવ્યું છે", "બંધ"),
		outcome("eve@example.com", rules.PolicyRejected, "554 5.7.1 \x1b[2J\x1b[31mYou have been hacked\x1b[0m\a \u202egpj.exe\u2066 rejected by policy", "rejected by policy"),
		outcome("=cmd|calc@example.com", rules.BadAddress, "501 5.1.3 Bad recipient address syntax", "Bad recipient address syntax"),
		outcome("a.very.long.local.part.of.somebody.in.accounting@mail.department.example.org", rules.AddressMoved, "551 5.1.6 User has moved to new@example.net", "has moved to new@example.net"),
		outcome("bob@example.net", rules.Blocklisted, "554 5.7.1 Service unavailable; client host [192.0.2.7] blocked using list.example.org; see https://list.example.org/?ip=192.0.2.7", "blocked using list.example.org"),
		outcome("carol@example.com", rules.AuthFailed, "550 5.7.26 This mail has been blocked because the sender is unauthenticated", "sender is unauthenticated"),
		outcome("dan@example.com", rules.Unknown, "550 nope", ""),
		event("erin@example.org", dsn.AutoReply),
		event("frank@example.org", dsn.Complaint),
	}
	list[5].Verdict.NewAddress = "new@example.net"
	list[6].Verdict.List = "example-list"
	list[7].Verdict.Detail, list[7].Verdict.Provider = "dmarc", "google"
	delay := outcome("grace@example.org", rules.Unreachable, "", "")
	delay.Kind, delay.Recipient.Action = dsn.Delay, dsn.ActionDelayed
	delay.Recipient.Remark = "delivery temporarily suspended: connect to mx.example.org[192.0.2.25]:25: Connection timed out"
	delay.Verdict.Class, delay.Verdict.Advice = rules.None, rules.Ignore
	delay.Verdict.Evidence = []rules.Evidence{{Rule: "unreachable/timeout", Basis: rules.ByRemark, Quote: "Connection timed out", Start: 74, End: 94}}
	return append(list, delay)
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

func english(width int) *report.Options { return &report.Options{Width: width, Now: now} }
