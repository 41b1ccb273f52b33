package reporttest

import (
	"fmt"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// Now is when the samples are read.
var Now = time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)

// Bounce is a bounce, judged by hand: the tests of reports must not move when a
// rule does. The quote is looked up in the reply.
func Bounce(address string, cause rules.Cause, reply, quote string) scanner.Outcome {
	m := cause.Meaning()
	o := scanner.Outcome{
		ID: "id-" + address, Location: "inbox.mbox#1", Time: Now.Add(-90 * time.Minute), Kind: dsn.Bounce,
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

// Gone is a mailbox that does not exist.
func Gone() scanner.Outcome {
	return Bounce("kiko@example.net", rules.UserUnknown, "550 5.1.1 <kiko@example.net>: Recipient address rejected: User unknown in virtual mailbox table", "User unknown")
}

// Full is a mailbox whose server writes Japanese.
func Full() scanner.Outcome {
	return Bounce("太郎@例え.example.jp", rules.MailboxFull, "552 5.2.2 メールボックスの容量が制限を超えています。しばらくしてから再送してください", "メールボックスの容量が制限を超えています")
}

// Hostile is a reply that commands terminals.
func Hostile() scanner.Outcome {
	return Bounce("eve@example.com", rules.PolicyRejected, "554 5.7.1 \x1b[2J\x1b[31mYou have been hacked\x1b[0m\a \u202egpj.exe\u2066 rejected by policy", "rejected by policy")
}

// Listed is a sender on a blocklist.
func Listed() scanner.Outcome {
	o := Bounce("bob@example.net", rules.Blocklisted, "554 5.7.1 Service unavailable; client host [192.0.2.7] blocked using list.example.org; see https://list.example.org/?ip=192.0.2.7", "blocked using list.example.org")
	o.Verdict.List = "example-list"
	return o
}

// Late is a message that is still under way.
func Late() scanner.Outcome {
	o := Bounce("grace@example.org", rules.Unreachable, "", "")
	o.Kind, o.Recipient.Action = dsn.Delay, dsn.ActionDelayed
	o.Recipient.Remark = "delivery temporarily suspended: connect to mx.example.org[192.0.2.25]:25: Connection timed out"
	o.Verdict.Class, o.Verdict.Advice = rules.None, rules.Ignore
	o.Verdict.Evidence = []rules.Evidence{{Rule: "unreachable/timeout", Basis: rules.ByRemark, Quote: "Connection timed out", Start: 74, End: 94}}
	return o
}
