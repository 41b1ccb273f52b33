package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func TestOutcomesFilter(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		unknown := bounce("4", "Ann@example.org", rules.UserUnknown, rules.Hard, day(2))
		unknown.Verdict.Advice = rules.Remove
		record(t, book, result(1,
			event("5", "ann@example.org", dsn.AutoReply, day(3)),
			unknown,
			bounce("3", "bob@Example.NET", rules.MailboxFull, rules.Soft, day(2)),
			bounce("1", "bob@example.net", rules.AuthFailed, rules.Block, day(5)),
			bounce("2", "bob@sub.example.net", rules.Greylisted, rules.Soft, day(1)),
			event("6", "", dsn.Complaint, day(6)),
		))
		for name, c := range map[string]struct {
			filter ledger.Filter
			want   []string
		}{
			"all in order of time, then id": {ledger.Filter{}, []string{"2", "3", "4", "5", "1", "6"}},
			"since is included":             {ledger.Filter{Since: day(3)}, []string{"5", "1", "6"}},
			"until is not":                  {ledger.Filter{Until: day(3)}, []string{"2", "3", "4"}},
			"window":                        {ledger.Filter{Since: day(2), Until: day(3)}, []string{"3", "4"}},
			"recipient in any case":         {ledger.Filter{Recipients: []string{" ANN@example.ORG"}}, []string{"4", "5"}},
			"domain in any case":            {ledger.Filter{Domains: []string{"EXAMPLE.net"}}, []string{"3", "1"}},
			"kind":                          {ledger.Filter{Kinds: []dsn.Kind{dsn.AutoReply}}, []string{"5"}},
			"cause":                         {ledger.Filter{Causes: []rules.Cause{rules.MailboxFull}}, []string{"3"}},
			"cause is an event":             {ledger.Filter{Causes: []rules.Cause{rules.Cause(dsn.Complaint)}}, []string{"6"}},
			"class":                         {ledger.Filter{Classes: []rules.Class{rules.Soft}}, []string{"2", "3"}},
			"advice":                        {ledger.Filter{Advice: []rules.Advice{rules.Remove}}, []string{"4"}},
			"family":                        {ledger.Filter{Families: []rules.Family{rules.FamilySender}}, []string{"2", "1"}},
			"owner":                         {ledger.Filter{Owners: []rules.Owner{rules.OwnerRecipient}}, []string{"3", "4"}},
			"unknown owner":                 {ledger.Filter{Owners: []rules.Owner{"postman"}}, nil},
			"several":                       {ledger.Filter{Families: []rules.Family{rules.FamilySender}, Domains: []string{"example.net"}, Since: day(2)}, []string{"1"}},
			"limit takes the oldest":        {ledger.Filter{Classes: []rules.Class{rules.Soft}, Limit: 1}, []string{"2"}},
			"none":                          {ledger.Filter{Recipients: []string{"carl@example.org"}}, nil},
		} {
			t.Run(name, func(t *testing.T) {
				var got []string
				for _, o := range outcomes(t, book, c.filter) {
					got = append(got, o.ID)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%+v (-want +got):\n%s", c.filter, diff)
				}
			})
		}
	})
}

// A caller who has seen enough must give the connection back.
func TestLeaveEarly(t *testing.T) {
	eachDatabase(t, leaveEarly)
}

func leaveEarly(t *testing.T, d database) {
	db := d(t)
	book := openLedger(t, db, ledger.Options{})
	for i := range 10 {
		id := fmt.Sprint(i)
		record(t, book, result(i, bounce(id, id+"@example.org", rules.UserUnknown, rules.Hard, day(i))))
	}
	for range book.Outcomes(t.Context(), ledger.Filter{}) {
		break
	}
	for range book.Standings(t.Context(), ledger.Policy{}) {
		break
	}
	for range book.Troubles(t.Context(), time.Time{}) {
		break
	}
	if n := db.Stats().InUse; n != 0 {
		t.Errorf("%d connections are still held", n)
	}
}

// Several values of one field are alternatives, and a list of any length is
// answered or refused.
func TestFilterOfMany(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		for i, cause := range []rules.Cause{rules.UserUnknown, rules.MailboxFull, rules.Expired} {
			id := fmt.Sprint(i)
			record(t, book, result(i, bounce(id, id+"@example.org", cause, rules.Hard, day(i+1))))
		}
		many := []string{"1@example.org", "2@example.org"}
		for i := range 20_000 {
			many = append(many, fmt.Sprintf("x%d@example.org", i))
		}
		for name, c := range map[string]struct {
			filter ledger.Filter
			want   int
		}{
			"two causes":     {ledger.Filter{Causes: []rules.Cause{rules.UserUnknown, rules.Expired}}, 2},
			"two recipients": {ledger.Filter{Recipients: []string{"0@example.org", "2@EXAMPLE.org"}}, 2},
			"and a cause":    {ledger.Filter{Recipients: many, Causes: []rules.Cause{rules.Expired, rules.UserUnknown}}, 1},
			"recorded":       {ledger.Filter{Recorded: time.Now().Add(-time.Hour)}, 3},
			"recorded later": {ledger.Filter{Recorded: time.Now().Add(time.Hour)}, 0},
		} {
			if got := outcomes(t, book, c.filter); len(got) != c.want {
				t.Errorf("%s: %d outcomes, want %d", name, len(got), c.want)
			}
		}
		for _, err := range book.Outcomes(t.Context(), ledger.Filter{Recipients: append(many, many...)}) {
			if err == nil {
				t.Error("a filter of 40,000 values was answered")
			}
		}
	})
}
