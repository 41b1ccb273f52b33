package ledger_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const reportText = "From: <>\r\nTo: news@example.net\r\nSubject: failed\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n" +
	"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n" +
	"Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
	"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: March news\r\nX-Campaign: spring\r\nCc: bob@example.org\r\n\r\nWhat is new\r\n--b--\r\n"

// report returns what scanner makes of a report.
func report(t testing.TB, text string) *scanner.Result {
	t.Helper()
	src := messages{{Source: "s", Location: "s#1", Position: "1", Raw: []byte(text)}}
	for res, err := range scanner.Scan(t.Context(), src, nil) {
		must(t, err)
		must(t, res.Err)
		return res
	}
	t.Fatal("nothing was read")
	return nil
}

func TestKeep(t *testing.T) {
	headers := strings.SplitAfter(reportText, "boundary=b\r\n")[0] + "\nSubject: March news\nX-Campaign: spring\nCc: bob@example.org\n"
	for _, c := range []struct{ name, want string }{{"replies", ""}, {"headers", headers}, {"whole", reportText}} {
		t.Run(c.name, func(t *testing.T) {
			eachDatabase(t, func(t *testing.T, d database) {
				var keep ledger.Keep
				must(t, keep.UnmarshalText([]byte(c.name)))
				book := openLedger(t, d(t), ledger.Options{Keep: keep})
				res := report(t, reportText)
				record(t, book, res)
				res.Report = nil // the command lets go of it early
				record(t, book, res)
				text, what, err := book.Kept(t.Context(), res.Outcomes[0].ID)
				if err != nil || what != keep || string(text) != c.want {
					t.Errorf("kept as %q (%v):\n%s\nwant:\n%s", what, err, text, c.want)
				}
				if _, what, err := book.Kept(t.Context(), "unheard of"); what != "" || err != nil {
					t.Errorf("of an unknown id, %q is kept, %v", what, err)
				}
				if n, err := book.Forget(t.Context(), "bob@example.org"); n.Events != 0 || err != nil {
					t.Errorf("Forget of somebody in the returned message = %+v, %v", n, err)
				}
				want := strings.ReplaceAll(c.want, "bob@", "b***@")
				if text, _, err := book.Kept(t.Context(), res.Outcomes[0].ID); string(text) != want || err != nil {
					t.Errorf("after Forget, kept (%v):\n%s\nwant:\n%s", err, text, want)
				}
			})
		})
	}
	var keep ledger.Keep
	if err := keep.UnmarshalText([]byte("everything")); err == nil {
		t.Error(`keep = "everything" was accepted`)
	}
}

// What is kept of a message goes with the last of its outcomes.
func TestKeptIsPruned(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book := openLedger(t, d(t), ledger.Options{Keep: ledger.KeepHeaders})
		res := report(t, strings.Replace(reportText, "Status: 5.1.1\r\n", "Status: 5.1.1\r\n\r\nFinal-Recipient: rfc822; carl@example.org\r\nAction: failed\r\n", 1))
		if len(res.Outcomes) != 2 {
			t.Fatalf("%d outcomes", len(res.Outcomes))
		}
		res.Outcomes[0].Time, res.Outcomes[1].Time = day(1), day(2)
		record(t, book, res)
		for i, want := range []int64{1, 0} {
			if _, err := book.Prune(t.Context(), day(2+i)); err != nil {
				t.Fatal(err)
			}
			if s, err := book.Stats(t.Context()); err != nil || s.Kept != want {
				t.Errorf("after pruning %d outcomes, %d messages are kept (%v), want %d", i+1, s.Kept, err, want)
			}
		}
	})
}

// Forget reaches what was put beside the outcomes.
func TestForgetEverywhere(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		ctx := t.Context()
		record(t, book, result(1, event("1", "ann@example.org", "complaint", day(1)), event("2", "bob@example.org", "complaint", day(1))), mail("1", 1, "x"))
		must(t, book.Owe(ctx, "w", 1,
			ledger.Delivery{Target: "w", Outcome: "1", Body: "x"}, ledger.Delivery{Target: "w", Outcome: "2", Body: "x"},
			ledger.Delivery{ID: "her", Target: "w", Body: `{"type":"hard","email":"Ann@example.org"}`},
			ledger.Delivery{ID: "moved", Target: "w", Body: `{"email":"eve@example.org","event":{"new_address":"Ann@example.org"}}`},
			ledger.Delivery{ID: "named", Target: "w", Body: `{"email":"eve@example.org","event":{"diagnostic":"not <ann@example.org>"}}`},
			ledger.Delivery{ID: "why", Target: "w", Body: "x"}))
		must(t, book.Retry(ctx, "why", "no ann@example.org here", 0))
		must(t, book.Refused(ctx, debts(t, book)[0], "NO ann@example.org has no such folder"))
		must(t, book.Block(ctx, "ann@example.org", "asked"))
		must(t, book.Block(ctx, "bob@example.org", "asked by ann@example.org"))
		if n, err := book.Forget(ctx, "ann@example.org"); n.Events != 1 || n.Others != 7 || err != nil {
			t.Errorf("Forget = %+v, %v; want the one outcome, four deliveries, an act, a decision and a reason", n, err)
		}
		for h, err := range book.Hands(ctx, "") {
			if must(t, err); h.Address != "bob@example.org" || h.Reason != "asked by a***@example.org" {
				t.Errorf("still known of: %+v", h)
			}
		}
		all, err := book.Due(ctx, "w", 10, time.Hour)
		must(t, err)
		var left []string
		for _, d := range all {
			left = append(left, d.ID+" "+d.Why+d.Body)
		}
		want := []string{
			`moved {"email":"eve@example.org","event":{"new_address":""}}`, `named {"email":"eve@example.org","event":{"diagnostic":"not <a***@example.org>"}}`,
			"w 2 x", "why no a***@example.org herex",
		}
		slices.Sort(left)
		if diff := cmp.Diff(want, left); diff != "" {
			t.Errorf("left to deliver (-want +got):\n%s", diff)
		}
		if s, err := book.Stats(ctx); err != nil || s.Sources[0].Refused != 1 || s.Sources[0].Why != "NO a***@example.org has no such folder" {
			t.Errorf("the refused act: %+v, %v; want it without the address", s.Sources[0], err)
		}
	})
}

// A kept message that holds the address in a coded part cannot be masked there,
// and goes; what it told of others stays.
func TestForgetCoded(t *testing.T) {
	for name, body := range map[string]string{
		"base64":           "Content-Transfer-Encoding: base64\r\n\r\nRGVhciBBbm4sCndyaXRlIHRvIGJvYkBleGFtcGxlLm9yZyBpbiBmdXR1\r\ncmUsIHBsZWFzZS4K\r\n",
		"quoted-printable": "Content-Transfer-Encoding: quoted-printable\r\n\r\nwrite to bob=40exam=\r\nple.org please\r\n",
		"encoded word":     "X-Name: =?utf-8?B?Qm9iIDxib2JAZXhhbXBsZS5vcmc+?=\r\n\r\nnothing\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			book := openLedger(t, sqliteDatabase(t)(t), ledger.Options{Keep: ledger.KeepWhole})
			res := report(t, strings.Replace(reportText, "Cc: bob@example.org\r\n\r\nWhat is new\r\n", body, 1))
			record(t, book, res)
			if n, err := book.Forget(t.Context(), "bob@example.org"); err != nil || n.Events != 0 || n.Others != 1 {
				t.Errorf("Forget = %+v, %v", n, err)
			}
			if text, _, err := book.Kept(t.Context(), res.Outcomes[0].ID); len(text) > 0 || err != nil {
				t.Errorf("still kept (%v):\n%s", err, text)
			}
			if found, err := book.Check(t.Context()); err != nil || found.Outcomes != 1 || len(found.Faults) > 0 {
				t.Errorf("Check = %+v, %v", found, err)
			}
		})
	}
}
