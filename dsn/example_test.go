package dsn_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/dsn"
)

// One message: what became of it for whom, and in whose words. Why, and what to do
// about it, is for package rules to say; scanner.Judge asks both.
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
		fmt.Println(r.Address, rep.KindOf(r), r.Status)
		fmt.Println(r.Host, "said:", r.Reply.Text)
	}
	// Output:
	// nobody@example.org bounce 5.1.1
	// mx.example.org said: 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in local recipient table
}
