package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What is of the address goes; where others only name it, they stay, and it is
// hidden.
func TestForget(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		var all []scanner.Outcome
		about := func(id, address string, change func(*scanner.Outcome)) {
			o := bounce(id, address, rules.UserUnknown, rules.Hard, day(1))
			if change != nil {
				change(&o)
			}
			all = append(all, o)
		}
		about("gone: recipient", "Ann@Example.org", nil)
		all = append(all, event("gone: reply", "ann@example.org", dsn.AutoReply, day(2)))
		about("gone: alias", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Alias = "ANN@example.org" })
		about("new address", "x@example.net", func(o *scanner.Outcome) {
			o.Verdict.Cause, o.Verdict.Advice, o.Verdict.NewAddress = rules.AddressMoved, rules.Replace, "ann@example.org"
		})
		about("in the reply", "x@example.net", func(o *scanner.Outcome) {
			o.Recipient.Reply.Text = "550 <ann@example.org>: \"no\" ann here, banner, ann@example.com"
		})
		about("end of sentence", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Remark = "I tried\nANN@Example.org." })
		about("problem", "x@example.net", func(o *scanner.Outcome) { o.Problems = []string{"header: 'ann@example.org' twice"} })
		about("return path", "bounces+ann=example.org@lists.example.com", func(o *scanner.Outcome) {
			o.OriginalFrom, o.MessageID = "SRS0=abc=xy=example.org=ann@relay.example.com", "<1.ann@example.org>"
		})
		about("sender", "x@example.net", func(o *scanner.Outcome) {
			o.OriginalFrom, o.Location = "Ann <ann@example.org>", "imaps://ann%40example.org@mail.example.org/INBOX#4"
		})
		about("file", "x@example.net", func(o *scanner.Outcome) { o.Location = "/mail/ann@example.org.eml#1" })
		about("proof", "x@example.net", func(o *scanner.Outcome) {
			o.Recipient.Reply.Text = "550 <ann@example.org>: no ann known"
			o.Verdict.Evidence = []rules.Evidence{{Rule: "user-unknown/x", Basis: rules.ByReply, Quote: "no ann known"}}
		})
		about("another", "bob@example.org", nil)
		about("longer local part", "joann@example.org", nil)
		about("tagged", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Remark = "to joe+ann@example.org" })
		about("longer domain", "ann@example.org.uk", func(o *scanner.Outcome) { o.Recipient.Remark = "ann@example.org.uk and ann@example.organic" })
		masked := &scanner.Result{Message: &scanner.Message{Source: "d", Location: "a"}, Err: errors.New("bad field: <ann@example.org>")}
		stays := &scanner.Result{Message: &scanner.Message{Source: "d", Location: "b"}, Err: errors.New("bad field: <joann@example.org>")}
		record(t, book, result(7, all...), masked, stays)
		before := advised(t, book)

		would, err := book.Mentions(t.Context(), "ann@example.org")
		must(t, err)
		got, err := book.Forget(t.Context(), " ANN@example.org ")
		got.Waits = ""
		want := ledger.Forgotten{Events: 3, Masked: 8, Others: 1}
		if diff := cmp.Diff([]ledger.Forgotten{want, want}, []ledger.Forgotten{would, got}); err != nil || diff != "" {
			t.Errorf("Mentions, and Forget: %v (-want +got):\n%s", err, diff)
		}
		said := map[string]scanner.Event{}
		for _, o := range outcomes(t, book, ledger.Filter{}) {
			said[o.ID] = o.Event()
			if text := strings.ReplaceAll(strings.ToLower(fmt.Sprint(o.Event())), "<1.ann@", ""); !strings.Contains(text, "joe+ann@") && !strings.Contains(text, "joann@") && !strings.Contains(text, "ann@example.org.uk") &&
				(strings.Contains(text, "ann@example.org") || strings.Contains(text, "ann=") || strings.Contains(text, "=ann") || strings.Contains(text, "ann%40")) {
				t.Errorf("%s still names it: %s", o.ID, text)
			}
		}
		for _, c := range [][2]string{
			{said["in the reply"].Diagnostic, "550 <a***@example.org>: \"no\" a*** here, banner, ann@example.com"},
			{said["end of sentence"].Remark, "I tried\na***@example.org."},
			{said["new address"].Advice + said["new address"].NewAddress, "replace"},
			{said["return path"].Recipient, "bounces+a***=example.org@lists.example.com"},
			{said["return path"].OriginalFrom, "SRS0=abc=xy=example.org=a***@relay.example.com"},
			{said["return path"].MessageID, "<1.ann@example.org>"}, // another name
			{said["sender"].Path, "imaps://a***%40example.org@mail.example.org/INBOX#4"},
			{said["file"].Path, "/mail/a***@example.org.eml#1"},
			{said["proof"].Diagnostic, "550 <a***@example.org>: no ann known"},
			{said["proof"].Quote, "no ann known"},
			{said["tagged"].Remark, "to joe+ann@example.org"},
		} {
			if c[0] != c[1] {
				t.Errorf("%q stands there, want %q", c[0], c[1])
			}
		}
		if len(said) != len(all)-3 {
			t.Errorf("%d events are left of %d, want all but 3", len(said), len(all))
		}
		after := advised(t, book)
		for _, address := range []string{"x@example.net", "bob@example.org", "joann@example.org", "ann@example.org.uk"} {
			if before[address] != after[address] || after[address] == "" {
				t.Errorf("%s: %s became %s", address, before[address], after[address])
			}
		}
		if left := troubles(t, book, time.Time{}); len(left) != 2 || left[0].What != "bad field: <a***@example.org>" || left[1].What != "bad field: <joann@example.org>" {
			t.Errorf("troubles left: %v", left)
		}
		if got := position(t, book, "mbox:/b"); got != "7" {
			t.Errorf("position %q after Forget, want 7", got)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 {
			t.Errorf("Check = %+v, %v", found, err)
		}
		again, err := book.Forget(t.Context(), "ann@example.org")
		if again.Waits = ""; err != nil || again.Events+again.Masked+again.Others > 0 {
			t.Errorf("Forget again = %+v, %v; want nothing", again, err)
		}
	})
}

// advised returns what is advised of each address.
func advised(t *testing.T, book *ledger.Ledger) map[string]rules.Advice {
	t.Helper()
	all := map[string]rules.Advice{}
	for _, s := range standings(t, book, ledger.Standard()) {
		all[s.Email] = s.Advice
	}
	return all
}

func TestForgetNobody(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1, event("1", "", dsn.Complaint, day(1))))
		if n, err := book.Forget(t.Context(), " "); n.Events != 0 || err == nil {
			t.Errorf("Forget of no address = %+v, %v; want an error", n, err)
		}
		if n := len(outcomes(t, book, ledger.Filter{})); n != 1 {
			t.Errorf("%d outcomes left, want 1", n)
		}
	})
}

func TestPrune(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(3,
			bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1)),
			bounce("2", "a@example.org", rules.UserUnknown, rules.Hard, day(2)),
			bounce("3", "b@example.org", rules.UserUnknown, rules.Hard, day(2).Add(-time.Second)),
		), &scanner.Result{Message: &scanner.Message{Source: "d", Location: "a"}, Err: errors.New("cut off")})
		if n, err := book.Prune(t.Context(), day(2)); n != 2 || err != nil {
			t.Errorf("Prune = %d, %v; want 2", n, err)
		}
		if left := outcomes(t, book, ledger.Filter{}); len(left) != 1 || left[0].ID != "2" {
			t.Errorf("left: %v, want that of the very second", left)
		}
		if n := len(troubles(t, book, time.Time{})); n != 1 {
			t.Errorf("%d troubles left, want 1", n)
		}
		if n, err := book.Prune(t.Context(), time.Now().Add(time.Hour)); n != 2 || err != nil {
			t.Errorf("Prune of all = %d, %v; want an outcome and a trouble", n, err)
		}
		if got := position(t, book, "mbox:/b"); got != "3" {
			t.Errorf("position %q after Prune, want 3", got)
		}
	})
}

// Rules that read the words anew find no address that was hidden.
func TestForgottenIsNotJudgedBack(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		o := bounce("1", "x@example.net", rules.AddressMoved, rules.Hard, day(1))
		o.Recipient.Reply = dsn.Reply{Code: 551, Text: "551 5.1.6 User has moved; please try <ann@example.org>"}
		record(t, book, result(1, o))
		for _, want := range []string{"ann@example.org", ""} {
			_, err := book.Rejudge(t.Context(), rules.Builtin(), true, func(ledger.Rejudgement) error { return nil })
			must(t, err)
			got := outcomes(t, book, ledger.Filter{})[0]
			if got.Verdict.NewAddress != want || got.Verdict.Cause != rules.AddressMoved || got.Verdict.Advice != rules.Replace {
				t.Errorf("judged anew: %+v, want the new address %q", got.Verdict, want)
			}
			_, err = book.Forget(t.Context(), "ann@example.org")
			must(t, err)
		}
	})
}

// What is called by the address keeps its name, and that is told; what an export
// of that address alone was told is forgotten.
func TestForgetNames(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		res := result(1)
		res.Message.Source, res.Message.Name, res.Message.Position = "folder:/m", "to ann@example.org.eml 5 6", ""
		record(t, book, res)
		must(t, book.SetMark(t.Context(), "export plain /l --recipient=ann@example.org", 1))
		must(t, book.SetMark(t.Context(), "export plain /l --recipient=joann@example.org", 1))
		got, err := book.Forget(t.Context(), "ann@example.org")
		if err != nil || cmp.Diff([]string{"to ann@example.org.eml 5 6"}, got.Called) != "" || got.Others != 1 {
			t.Errorf("Forget = %+v, %v", got, err)
		}
		if known, err := book.Known(t.Context(), "folder:/m", "to ann@example.org.eml 5 6"); !known || err != nil {
			t.Errorf("Known = %v, %v", known, err)
		}
		s, err := book.Stats(t.Context())
		if err != nil || len(s.Exports) != 1 {
			t.Errorf("exports %v, %v; want that of another", s.Exports, err)
		}
	})
}
