package webhook_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What bounces remove waits; what people ask for does not.
func TestWait(t *testing.T) {
	book, r := open(t), listen(t, nil)
	to := target(r)
	record(t, book, hard("0", "old@example.org"))
	queue(t, to, book, 1) // nothing waits yet

	to.Wait = time.Hour
	record(t, book, hard("1", "bob@example.org"), outcome("2", "carl@example.org", dsn.Complaint, rules.Cause(dsn.Complaint), rules.None, day(1)))
	must(t, book.Decide(t.Context(), ledger.Blocked, "", "dora@example.org"))
	queue(t, to, book, 2)
	queue(t, to, book, 0)
	record(t, book, hard("3", "eve@example.org"))
	queue(t, to, book, 0)

	to.Wait = 1 // nanosecond: all has waited so long
	queue(t, to, book, 2)
	queue(t, to, book, 0)

	to.Wait = time.Hour
	record(t, book, hard("4", "fred@example.org"))
	queue(t, to, book, 0)
	to.Wait = 0 // it is taken out of the configuration
	queue(t, to, book, 1)
	queue(t, to, book, 0)
	if res := deliver(t, to, book); res.Delivered != 6 {
		t.Errorf("result %+v, want 6 delivered", res)
	}
}

// The first run of a target that waits takes what is in the ledger for news, too.
func TestWaitFromTheBegin(t *testing.T) {
	book, r := open(t), listen(t, nil)
	to := target(r)
	to.Wait = time.Hour
	record(t, book, hard("1", "bob@example.org"))
	queue(t, to, book, 0)
	queue(t, to, book, 0)
	to.Wait = 1
	queue(t, to, book, 1)
}

// The first victims of an outage are not told, for the outage is known when they
// are due.
func TestWaitForOutage(t *testing.T) {
	book, r := open(t), listen(t, nil)
	to := target(r)
	to.Wait = time.Hour
	for i := range 10 {
		record(t, book, hard(fmt.Sprint("early", i), fmt.Sprintf("a%d@example.org", i)))
	}
	queue(t, to, book, 0)
	for i := range 300 {
		record(t, book, hard(fmt.Sprint("late", i), fmt.Sprintf("b%d@example.org", i)))
	}
	record(t, book, hard("else", "c@example.net"))
	to.Wait = 1
	queue(t, to, book, 1)
	deliver(t, to, book)
	if all := r.all(); len(all) != 1 || all[0].Get("webhook-id") != "hard_else" {
		t.Errorf("%d requests, want one about c@example.net", len(all))
	}
}
