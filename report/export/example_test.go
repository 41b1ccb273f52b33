package export_test

import (
	"fmt"
	"io"
	"os"

	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
)

// The standings come from a ledger: book.Standings(ctx, policy).
func ExamplePreset_Write() {
	standings := each(standing("ann@example.org", rules.Remove), standing("bob@example.org", rules.Keep))
	p, _ := export.Find("mautic")
	res, err := p.Write(standings, nil, func(*export.File, int) (io.Writer, error) { return os.Stdout, nil })
	fmt.Println(res.Addresses, err)
	// Output:
	// email,doNotEmail
	// ann@example.org,1
	// 1 <nil>
}
