package clean_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/nixie-mail/nixie/report/clean"
)

// A list with a header and semicolons; the ledger says that one of the two
// mailboxes does not exist.
func ExampleList_Split() {
	bad, err := clean.NewBadAddresses(standings(gone("bob@example.org")), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := clean.Open(strings.NewReader("name;email\nAnn;ann@example.org\nBob;Bob@example.org\n"), clean.Format{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var dropped strings.Builder
	counts, err := list.Split(context.Background(), os.Stdout, &dropped, bad, clean.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(counts.Rows, "rows,", counts.Dropped, "dropped")
	// Output:
	// name;email
	// Ann;ann@example.org
	// 2 rows, 1 dropped
}
