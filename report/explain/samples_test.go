package explain_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

func english(width int) *report.Options {
	return &report.Options{Width: width, Now: time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)}
}

// outcome is a bounce, judged by hand: the tests of this package must not move
// when a rule does. The quote is looked up in the reply.
func outcome(address string, cause rules.Cause, reply, quote string) scanner.Outcome {
	m := cause.Meaning()
	o := scanner.Outcome{
		Kind: dsn.Bounce, Reporter: "mx.example.net",
		Recipient: dsn.Recipient{Address: address, Action: dsn.ActionFailed, Reply: dsn.Reply{Text: reply}},
		Verdict:   rules.Verdict{Cause: cause, Class: m.Class, Advice: m.Advice, Lasting: rules.Permanent},
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

// gone is a mailbox that does not exist.
func gone() scanner.Outcome {
	return outcome("kiko@example.net", rules.UserUnknown, "550 5.1.1 <kiko@example.net>: Recipient address rejected: User unknown in virtual mailbox table", "User unknown")
}

// full is a mailbox whose server writes Japanese.
func full() scanner.Outcome {
	return outcome("太郎@例え.example.jp", rules.MailboxFull, "552 5.2.2 メールボックスの容量が制限を超えています。しばらくしてから再送してください", "メールボックスの容量が制限を超えています")
}

// hostile is a reply that commands terminals.
func hostile() scanner.Outcome {
	return outcome("eve@example.com", rules.PolicyRejected, "554 5.7.1 \x1b[2J\x1b[31mYou have been hacked\x1b[0m\a \u202egpj.exe\u2066 rejected by policy", "rejected by policy")
}

// listed is a sender on a blocklist.
func listed() scanner.Outcome {
	o := outcome("bob@example.net", rules.Blocklisted, "554 5.7.1 Service unavailable; client host [192.0.2.7] blocked using list.example.org; see https://list.example.org/?ip=192.0.2.7", "blocked using list.example.org")
	o.Verdict.List = "example-list"
	return o
}

// late is a message that is still under way.
func late() scanner.Outcome {
	o := outcome("grace@example.org", rules.Unreachable, "", "")
	o.Kind, o.Recipient.Action = dsn.Delay, dsn.ActionDelayed
	o.Recipient.Remark = "delivery temporarily suspended: connect to mx.example.org[192.0.2.25]:25: Connection timed out"
	o.Verdict.Class, o.Verdict.Advice = rules.None, rules.Ignore
	o.Verdict.Evidence = []rules.Evidence{{Rule: "unreachable/timeout", Basis: rules.ByRemark, Quote: "Connection timed out", Start: 74, End: 94}}
	return o
}

// fits fails if a line is wider than the terminal or holds what a terminal
// would obey.
func fits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if w := terminal.Width(line); w > width {
			t.Errorf("%d columns on a terminal of %d: %q", w, width, line)
		}
		harmless(t, line)
	}
}

func harmless(t *testing.T, line string) {
	t.Helper()
	if !utf8.ValidString(line) {
		t.Errorf("not UTF-8: %q", line)
	}
	for _, r := range line {
		joiner := r == 0x200c || r == 0x200d
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !joiner || r == 0x2028 || r == 0x2029 {
			t.Errorf("U+%04X reaches the terminal in %q", r, line)
		}
	}
}

var update = flag.Bool("update", false, "write the golden files; read the difference before you commit it")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-want +got):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}
