package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What people decide about an address, and what follows.
func TestDecisions(t *testing.T) {
	for name, x := range map[string]struct {
		before, after []ledger.HandKind
		complains     bool
		want          rules.Advice // "" means that there is no row
	}{
		"nothing":                         {nil, nil, false, rules.Remove},
		"forgiven":                        {nil, []ledger.HandKind{ledger.Forgiven}, false, rules.Ignore},
		"forgiven too early":              {[]ledger.HandKind{ledger.Forgiven}, nil, false, rules.Ignore}, // it happened before
		"forgiven, blocked":               {nil, []ledger.HandKind{ledger.Forgiven, ledger.Blocked}, false, rules.Remove},
		"blocked, forgiven":               {nil, []ledger.HandKind{ledger.Blocked, ledger.Forgiven}, false, rules.Ignore},
		"a complaint stands":              {nil, []ledger.HandKind{ledger.Forgiven}, true, rules.Unsubscribe},
		"unless it is named":              {nil, []ledger.HandKind{ledger.Pardoned}, true, rules.Ignore},
		"pardoned, and forgiven later on": {nil, []ledger.HandKind{ledger.Pardoned, ledger.Forgiven}, true, rules.Ignore},
		"blocked, who has complained":     {nil, []ledger.HandKind{ledger.Blocked}, true, rules.Remove},
	} {
		t.Run(name, func(t *testing.T) {
			book, c := open(t), &clock{}
			for _, k := range x.before {
				must(t, book.Decide(t.Context(), k, "", "Ann@Example.org"))
			}
			record(t, book, result(1, c.on(rules.UserUnknown, rules.Hard, 1)...))
			if x.complains {
				record(t, book, result(2, c.event(dsn.Complaint, day(2))))
			}
			for _, k := range x.after {
				must(t, book.Decide(t.Context(), k, "a reason", ann))
			}
			s, ok, err := book.Standing(t.Context(), at(40), ann)
			if err != nil || !ok || s.Advice != x.want {
				t.Errorf("advice %q, %v, %v; want %q", s.Advice, ok, err, x.want)
			}
		})
	}
}

// What is known is forgiven, even if its clock was ahead of ours.
func TestForgivenAhead(t *testing.T) {
	book, c := open(t), &clock{}
	record(t, book, result(1, c.fail(rules.UserUnknown, rules.Hard, time.Now().Add(time.Hour))))
	must(t, book.Forgive(t.Context(), ann, ""))
	p := ledger.Standard()
	p.Now = time.Now().AddDate(0, 0, 2)
	if s, _, err := book.Standing(t.Context(), p, ann); err != nil || s.Advice != rules.Ignore {
		t.Errorf("advice %q, %v", s.Advice, err)
	}
	record(t, book, result(2, c.fail(rules.UserUnknown, rules.Hard, time.Now().Add(2*time.Hour))))
	if s, _, err := book.Standing(t.Context(), p, ann); err != nil || s.Advice != rules.Remove {
		t.Errorf("advice %q after another refusal, %v", s.Advice, err)
	}
}

// An address of which nothing but a block is known has a row in its place.
func TestBlockedOnly(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		c := &clock{}
		record(t, book, result(1, c.on(rules.UserUnknown, rules.Hard, 1)...))
		must(t, book.Decide(t.Context(), ledger.Blocked, "traps", "a@example.org", "ZOE@example.org", "a@example.org"))
		must(t, book.Decide(t.Context(), ledger.Forgiven, "", "nobody@example.org"))
		var got []string
		for _, s := range standings(t, book, at(40)) {
			got = append(got, s.Email+" "+string(s.Advice)+" "+string(s.Cause))
		}
		want := []string{"a@example.org remove blocked", "ann@example.org remove user-unknown", "zoe@example.org remove blocked"}
		if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
			t.Errorf("standings %q, want %q", got, want)
		}
		if err := book.Decide(t.Context(), ledger.Blocked, "", "a@example.org", " "); err == nil {
			t.Error("an address of blanks was blocked")
		}
	})
}

// A second refusal within 30 days confirms the first.
func TestConfirm(t *testing.T) {
	for name, x := range map[string]struct {
		days  []int
		asked int
		want  rules.Advice
		held  bool
	}{
		"once":                             {[]int{1}, 2, rules.Watch, true},
		"twice on one day":                 {[]int{1, 1}, 2, rules.Watch, true},
		"twice":                            {[]int{1, 31}, 32, rules.Remove, false},
		"too late":                         {[]int{1, 32}, 33, rules.Watch, true},
		"too late, then in time":           {[]int{1, 32, 40}, 41, rules.Remove, false},
		"never confirmed":                  {[]int{1}, 32, rules.Ignore, false},
		"confirmed long ago":               {[]int{1, 2}, 500, rules.Remove, false},
		"on the last day of the thirty":    {[]int{1}, 31, rules.Watch, true},
		"confirmed, and once more at last": {[]int{1, 2, 300}, 301, rules.Remove, false},
	} {
		t.Run(name, func(t *testing.T) {
			book, c := open(t), &clock{}
			record(t, book, result(1, c.on(rules.UserUnknown, rules.Hard, x.days...)...))
			p := at(x.asked)
			p.Confirm(2)
			s, _, err := book.Standing(t.Context(), p, ann)
			if err != nil || s.Advice != x.want || s.Held != x.held {
				t.Errorf("advice %q, held %v, %v; want %q, %v", s.Advice, s.Held, err, x.want, x.held)
			}
		})
	}
}

// When a standing will change.
func TestOutlook(t *testing.T) {
	date := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	for name, x := range map[string]struct {
		cause rules.Cause
		class rules.Class
		days  []int
		asked int
		want  ledger.Outlook
	}{
		"removed for good":                 {rules.UserUnknown, rules.Hard, []int{1}, 31, ledger.Outlook{}},
		"one day is missing":               {rules.MailboxDisabled, rules.Hard, []int{1}, 1, ledger.Outlook{Missing: 1, NotBefore: date(2), Ends: date(92)}},
		"three days, and the span":         {rules.MailboxFull, rules.Soft, []int{1, 3}, 3, ledger.Outlook{Missing: 3, NotBefore: date(22), Ends: date(94)}},
		"three days, the span being over":  {rules.MailboxFull, rules.Soft, []int{1, 30}, 30, ledger.Outlook{Missing: 3, NotBefore: date(33), Ends: date(121)}},
		"only the span is missing":         {rules.MailboxFull, rules.Soft, []int{1, 2, 3, 4, 5}, 5, ledger.Outlook{Missing: 1, NotBefore: date(22), Ends: date(96)}},
		"removed, until it has been quiet": {rules.MailboxFull, rules.Soft, []int{1, 2, 3, 4, 30}, 31, ledger.Outlook{Ends: date(121)}},
		"asked later":                      {rules.MailboxFull, rules.Soft, []int{1, 3}, 25, ledger.Outlook{Missing: 3, NotBefore: date(27), Ends: date(94)}},
		"it never counts":                  {rules.Blocklisted, rules.Block, []int{1}, 31, ledger.Outlook{}},
	} {
		t.Run(name, func(t *testing.T) {
			book, c := open(t), &clock{}
			record(t, book, result(1, c.on(x.cause, x.class, x.days...)...))
			s, _, err := book.Standing(t.Context(), at(x.asked), ann)
			if err != nil || s.Outlook != x.want {
				t.Errorf("outlook %+v, %v; want %+v", s.Outlook, err, x.want)
			}
		})
	}
}

// Every profile names every cause that the standard one does.
func TestProfiles(t *testing.T) {
	for _, name := range ledger.Profiles() {
		p, standard := name.Policy(), ledger.Standard()
		if len(p.Causes) != len(standard.Causes) || p.Soft.Days == 0 || p.Quiet == 0 || p.Guard != standard.Guard {
			t.Errorf("%s: %+v", name, p)
		}
		for cause, threshold := range standard.Causes {
			mine, patient := p.Causes[cause], name == ledger.ProfileGentle
			if mine != threshold && (mine.Days > threshold.Days) != patient && mine.Days != threshold.Days {
				t.Errorf("%s: %s after %d days, the standard is %d", name, cause, mine.Days, threshold.Days)
			}
		}
	}
	if err := new(ledger.Profile).UnmarshalText([]byte("harsh")); err == nil {
		t.Error("there is no profile harsh")
	}
}

// What the ledger has never heard of is told as it was written.
func TestUnknown(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1, bounce("1", "Ann@example.org", rules.UserUnknown, rules.Hard, day(1))))
		must(t, book.Block(t.Context(), "blocked@example.org", ""))
		got, err := book.Unknown(t.Context(), "ann@EXAMPLE.org", "Bob@example.org", "Blocked@example.org", ".*@example.org", "%@example.org")
		if diff := cmp.Diff([]string{"Bob@example.org", ".*@example.org", "%@example.org"}, got); diff != "" || err != nil {
			t.Errorf("(-want +got)\n%s%v", diff, err)
		}
		if got, err := book.Unknown(t.Context()); len(got) > 0 || err != nil {
			t.Errorf("of none: %v, %v", got, err)
		}
	})
}

// Reports name local users and mailboxes of other systems; of these nobody is
// advised to remove one.
func TestNoAddress(t *testing.T) {
	for name, want := range map[string]rules.Advice{
		"ann@example.org": rules.Remove, `"ann lee"@example.org`: rules.Remove, "a@b@example.org": rules.Remove, "=1@example.org": rules.Remove,
		"postmaster": rules.Review, "/C=XX/S=Lee/": rules.Review, "ann lee@example.org": rules.Review, "@example.org": rules.Review, "ann@": rules.Review,
	} {
		t.Run(name, func(t *testing.T) {
			book := open(t)
			record(t, book, result(1, bounce("1", name, rules.UserUnknown, rules.Hard, day(1))))
			s, _, err := book.Standing(t.Context(), at(2), name)
			if err != nil || s.Advice != want || s.Held {
				t.Errorf("advice %q, held %v, %v; want %s", s.Advice, s.Held, err, want)
			}
		})
	}
}
