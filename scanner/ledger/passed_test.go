package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const desk = "desk7@mail.example.net" // where mail for others went

// passedOn returns a failure of mail that was sent to original.
func passedOn(id, original, address string, n int) scanner.Outcome {
	o := bounce(id, address, rules.UserUnknown, rules.Hard, day(n))
	o.Recipient.Alias = original
	return o
}

func adviceAbout(t *testing.T, book *ledger.Ledger, address string) rules.Advice {
	t.Helper()
	s, err := book.Story(t.Context(), at(40), address)
	must(t, err)
	return adviceOf(s)
}

// Who forgives the address that is on the list forgives what was refused of mail
// for it elsewhere, and no more than that.
func TestForgivePassedOn(t *testing.T) {
	forAnn, complaint := passedOn("1", "Ann@Example.org", desk, 1), event("9", desk, dsn.Complaint, day(2))
	complaint.Recipient.Alias = ann
	late := passedOn("8", ann, "other@example.net", 2)
	for name, x := range map[string]struct {
		events []scanner.Outcome
		decide []ledger.Hand
		late   *scanner.Outcome // read after the decisions
		about  string
		want   rules.Advice
	}{
		"nothing decided":          {events: []scanner.Outcome{forAnn}, want: rules.Remove},
		"forgiven":                 {events: []scanner.Outcome{forAnn}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}}, want: rules.Ignore},
		"somebody else forgiven":   {events: []scanner.Outcome{forAnn}, decide: []ledger.Hand{{Address: "bob@example.org", Kind: ledger.Forgiven}}, want: rules.Remove},
		"blocked":                  {events: []scanner.Outcome{forAnn}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}, {Address: ann, Kind: ledger.Blocked}}, want: rules.Ignore},
		"to the address itself":    {events: []scanner.Outcome{forAnn, passedOn("2", "", desk, 2)}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}}, want: rules.Remove},
		"for another":              {events: []scanner.Outcome{forAnn, passedOn("2", "bob@example.org", desk, 2)}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}}, want: rules.Remove},
		"for another, too":         {events: []scanner.Outcome{forAnn, passedOn("2", "bob@example.org", desk, 2)}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}, {Address: "Bob@example.org", Kind: ledger.Forgiven}}, want: rules.Ignore},
		"blocked itself":           {events: []scanner.Outcome{forAnn}, decide: []ledger.Hand{{Address: desk, Kind: ledger.Blocked}, {Address: ann, Kind: ledger.Forgiven}}, want: rules.Remove},
		"a complaint stands":       {events: []scanner.Outcome{forAnn, complaint}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}}, want: rules.Unsubscribe},
		"unless it is named":       {events: []scanner.Outcome{forAnn, complaint}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Pardoned}, {Address: ann, Kind: ledger.Forgiven}}, want: rules.Ignore},
		"somewhere new, read late": {events: []scanner.Outcome{forAnn}, decide: []ledger.Hand{{Address: ann, Kind: ledger.Forgiven}}, late: &late, about: "other@example.net", want: rules.Ignore},
	} {
		t.Run(name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
				record(t, book, result(1, x.events...))
				for _, h := range x.decide {
					must(t, book.Decide(t.Context(), h.Kind, "", h.Address))
				}
				if x.late != nil {
					record(t, book, result(2, *x.late))
				}
				about := desk
				if x.about != "" {
					about = x.about
				}
				if got := adviceAbout(t, book, about); got != x.want {
					t.Errorf("advice %q about %s, want %q", got, about, x.want)
				}
				for _, s := range standings(t, book, at(40)) {
					if s.Email == about && s.Advice != x.want {
						t.Errorf("advice %q among all, want %q", s.Advice, x.want)
					}
				}
			})
		})
	}
}

// What is asked about the address on the list finds what failed elsewhere.
func TestFindPassedOn(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1, passedOn("1", "Ann@Example.org", desk, 1), passedOn("2", "bob@example.org", desk, 2), passedOn("3", "", desk, 3),
			passedOn("4", ann, "other@example.net", 4), passedOn("5", "CARL@example.org", "carl@example.org", 5)))
		var ids []string
		for _, o := range outcomes(t, book, ledger.Filter{Recipients: []string{"ANN@example.org"}}) {
			ids = append(ids, o.ID+" "+o.Recipient.Alias)
		}
		if diff := cmp.Diff([]string{"1 Ann@Example.org", "4 " + ann}, ids); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		pairs, err := book.PassedOn(t.Context(), "bob@example.org", "ANN@example.org", "carl@example.org", desk)
		want := []ledger.Passed{{ann, desk}, {ann, "other@example.net"}, {"bob@example.org", desk}}
		if diff := cmp.Diff(want, pairs); diff != "" || err != nil {
			t.Errorf("PassedOn, %v (-want +got):\n%s", err, diff)
		}
		s, err := book.Story(t.Context(), at(40), "ANN@example.org")
		must(t, err)
		if len(s.Events) != 0 || len(s.Elsewhere) != 2 || s.Elsewhere[0].Address != desk || len(s.Elsewhere[0].Events) != 3 {
			t.Errorf("the story: %+v", s)
		}
		if _, ok, err := book.Standing(t.Context(), at(40), ann); ok || err != nil {
			t.Errorf("Standing = %v, %v; nothing failed at the address itself", ok, err)
		}
		st, _, err := book.Standing(t.Context(), at(40), desk)
		if diff := cmp.Diff([]string{ann, "bob@example.org"}, st.Originals); diff != "" || err != nil {
			t.Errorf("Originals, %v (-want +got):\n%s", err, diff)
		}
		if strangers, err := book.Unknown(t.Context(), "Ann@example.org", "dora@example.org"); err != nil || len(strangers) != 1 || strangers[0] != "dora@example.org" {
			t.Errorf("Unknown = %v, %v", strangers, err)
		}
		if near, err := book.Nearby(t.Context(), "bobb@example.org"); err != nil || len(near) != 1 || near[0] != "bob@example.org" {
			t.Errorf("Nearby = %v, %v", near, err)
		}
		changed, err := book.Rejudge(t.Context(), rules.Builtin(), true, func(ledger.Rejudgement) error { return nil })
		if err != nil || changed.Changed == 0 {
			t.Errorf("Rejudge = %+v, %v; want changes", changed, err)
		}
		if got := outcomes(t, book, ledger.Filter{Recipients: []string{ann}}); len(got) != 2 || got[0].Recipient.Alias != "Ann@Example.org" {
			t.Errorf("judged anew: %+v", got)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 {
			t.Errorf("Check = %+v, %v", found, err)
		}
	})
}

// To forget the address on the list is to forget what failed elsewhere of mail
// for it.
func TestForgetPassedOn(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1, passedOn("gone", "Ann@Example.org", desk, 1), passedOn("gone: with its type", "rfc822;"+ann, desk, 2),
			passedOn("stays: another", "joann@example.org", desk, 3), passedOn("stays: itself", "", desk, 4)))
		must(t, book.Forgive(t.Context(), ann, ""))
		n, err := book.Forget(t.Context(), "ANN@example.org")
		if err != nil || n.Events != 2 {
			t.Errorf("Forget = %+v, %v; want 2", n, err)
		}
		var left []string
		for _, o := range outcomes(t, book, ledger.Filter{}) {
			left = append(left, o.ID)
		}
		if diff := cmp.Diff([]string{"stays: another", "stays: itself"}, left); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 {
			t.Errorf("Check = %+v, %v", found, err)
		}
	})
}

// Forgiven for one address, the rest counts as if the mail for that one had never
// been written.
func TestForgivenAsNeverWritten(t *testing.T) {
	eachSeed(t, func(t *testing.T, open func(testing.TB) *ledger.Ledger, r *rand.Rand) {
		c := &chance{Rand: r}
		all := c.events(400, func(m rules.Meaning) bool { return true })
		var rest []scanner.Outcome
		for i := range all {
			if n := r.IntN(4); n > 0 {
				all[i].Recipient.Alias = fmt.Sprintf("Reader%d@example.org", n)
			}
			if all[i].Recipient.Alias != "Reader1@example.org" {
				rest = append(rest, all[i])
			}
		}
		p := c.policy()
		p.Guard = ledger.Guard{} // what is usual is counted over all
		with, without := open(t), open(t)
		record(t, with, result(1, all...))
		record(t, without, result(1, rest...))
		must(t, with.Forgive(t.Context(), "reader1@EXAMPLE.org", "our own fault"))
		for i := range people {
			address := fmt.Sprintf("p%d@d%d.example", i, i%3)
			a, err := without.Story(t.Context(), p, address)
			must(t, err)
			b, err := with.Story(t.Context(), p, address)
			must(t, err)
			if diff := cmp.Diff(a.Counts, b.Counts, same); diff != "" {
				t.Errorf("%s: what counts (-never written, +forgiven):\n%s", address, diff)
			}
			if x, y := adviceOf(a), adviceOf(b); x != y && (removes(x) || removes(y)) {
				t.Errorf("%s: %q, and %q where it is forgiven", address, x, y)
			}
		}
	})
}

// What older nixies have recorded of forwarded mail is known as well.
func TestMigratePassedOn(t *testing.T) {
	long := fmt.Sprintf("%0400d@example.org", 1)
	eachDatabase(t, func(t *testing.T, d database) {
		db := d(t)
		old(t, db, "0001_ledger.sql", "0002_acts.sql")
		for id, said := range map[string]string{
			"1": `{"t":"2026-03-01T12:00:00Z","or":" Ann@Example.ORG ","d":"550 \u0000no"}`,
			"2": `{"t":"2026-03-01T12:00:00Z","or":"DESK7@mail.example.net"}`,
			"3": `{"t":"2026-03-01T12:00:00Z","d":"550 \"or\":\"x@example.org\""}`,
			"4": `{"t":"2026-03-01T12:00:00Z","or":"` + long + `"}`,
			"5": `{"type":"event","id":"5","event":"bounce","recipient":"desk7@mail.example.net","time":"2026-03-01T12:00:00Z","original_recipient":"bob@example.org","cause":"user-unknown","class":"hard","advice":"remove"}`,
			"6": `{"type":"event","id":"6","event":"bounce","recipient":"desk7@mail.example.net","time":"2026-03-01T12:00:00Z","original_recipient":"","cause":"user-unknown","class":"hard","advice":"remove"}`,
		} {
			_, err := db.Exec(`INSERT INTO outcome (id, recipient, spelled, event, cause, class, advice, at, said, domain, recorded)
				VALUES ($1, 'desk7@mail.example.net', '', 'bounce', 'user-unknown', 'hard', 'remove', 1772366400, $2, 'mail.example.net', 1772366400)`, id, said)
			must(t, err)
		}
		_, err := db.Exec("INSERT INTO hourly (place, hour, n) VALUES ('', 492324, 6), ('@mail.example.net', 492324, 6)")
		must(t, err)
		_, err = db.Exec("INSERT INTO hand (recipient, revision, kind, reason, at) VALUES ('bob@example.org', 1, 'forgive', 'before there was a remedy', $1)", time.Now().Unix())
		must(t, err)
		book := d.open(t)
		pairs, err := book.PassedOn(t.Context(), ann, "bob@example.org", "x@example.org", long)
		if diff := cmp.Diff([]ledger.Passed{{ann, desk}, {"bob@example.org", desk}}, pairs); diff != "" || err != nil {
			t.Errorf("PassedOn, %v (-want +got):\n%s", err, diff)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 || found.Outcomes != 6 {
			t.Errorf("Check = %+v, %v", found, err)
		}
		s, err := book.Story(t.Context(), at(40), desk)
		must(t, err)
		if s.Standing.Hand == nil || s.Standing.Hand.Address != "bob@example.org" || s.Standing.Reason.Count != 5 {
			t.Errorf("standing %+v", s.Standing)
		}
		fresh := open(t)
		record(t, fresh, result(1, outcomes(t, book, ledger.Filter{})...))
		if diff := cmp.Diff(outcomes(t, book, ledger.Filter{}), outcomes(t, fresh, ledger.Filter{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("recorded anew (-old +new):\n%s", diff)
		}
	})
}
