package checkup

import (
	"github.com/nixie-mail/nixie/cmd/nixie/config"
	"github.com/nixie-mail/nixie/scanner"
)

// sorts are acts whose target is the sort itself: they tell by which sort
// scanner.Acts chooses.
var sorts = func() scanner.Acts {
	acts := scanner.Acts{}
	for _, sort := range config.Sorts {
		acts[sort] = scanner.Act{Verb: scanner.Flag, Target: sort}
	}
	return acts
}()

// SortOf returns the sort of a message, a key of [accounts.on].
func SortOf(res *scanner.Result) string { return sorts.For(res).Target }

// ActOn returns what becomes of a sort of message. Bounces for which no cause
// was found are bounces where nothing is said of them.
func ActOn(acts scanner.Acts, sort string) scanner.Act {
	if _, named := acts[sort]; !named && sort == scanner.SortUnknown {
		sort = "bounce"
	}
	return acts[sort]
}
