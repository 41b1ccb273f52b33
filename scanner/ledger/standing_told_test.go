package ledger_test

import (
	"fmt"
	"testing"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Somebody has SQLite number its rows anew while standings are read: nobody is
// told with the words of another.
func TestRowsMoved(t *testing.T) {
	d := sqliteDatabase(t)
	book, db := d.open(t), d(t)
	for i, address := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		record(t, book, result(i, bounce(fmt.Sprint(i), address, rules.UserUnknown, rules.Hard, day(1))))
	}
	_, err := book.Forget(t.Context(), "a@example.org")
	must(t, err)
	moved := false
	for s, err := range book.StandingsOf(t.Context(), at(3), func(s ledger.Standing) bool {
		if s.Email == "c@example.org" { // it takes the number of b
			_, err := db.Exec("UPDATE outcome SET rowid = 99 WHERE rowid = 2; UPDATE outcome SET rowid = 2 WHERE rowid = 3")
			must(t, err)
		}
		return true
	}) {
		if err != nil {
			moved = true
		} else if s.Deciding.Recipient.Address != s.Email {
			t.Errorf("%s is told with what was said of %q", s.Email, s.Deciding.Recipient.Address)
		}
	}
	if !moved {
		t.Error("nothing was said of it")
	}
	if got := standings(t, book, at(3)); len(got) != 2 || got[1].Deciding.Recipient.Address != "c@example.org" {
		t.Errorf("read again: %+v", got)
	}
}
