package dsn_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// One message: who did not get it, why, and on which words that rests.
func ExampleParse() {
	f, err := os.Open("../testdata/reports/01-user-unknown.eml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	rep, err := dsn.Parse(f)
	if errors.Is(err, dsn.ErrNotReport) {
		return // ordinary mail
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rep.Recipients {
		v := rules.Classify(r)
		fmt.Printf("%s: %s, because of %q\n", r.Address, v.Cause, v.Evidence[0].Quote)
	}
	// Output:
	// nobody@example.org: user-unknown, because of "User unknown in local recipient table"
}
