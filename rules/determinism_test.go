package rules_test

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// TestSameVerdictFromEverySet builds the rules several times, as map order
// would show there.
func TestSameVerdictFromEverySet(t *testing.T) {
	var said []dsn.Recipient
	for _, r := range rules.Builtin().Rules() {
		for _, text := range slices.Concat(r.Examples, r.Not) {
			said = append(said, rules.Said(text))
		}
	}
	for range 3 {
		s, err := rules.Load(folder())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range said {
			if diff := cmp.Diff(rules.Classify(r), s.Classify(r)); diff != "" {
				t.Fatalf("%q: two sets of the same rules differ:\n%s", r.Reply.Text, diff)
			}
		}
	}
}

// TestClassifyConcurrently judges from many goroutines, for the race detector,
// and compares with what one alone says.
func TestClassifyConcurrently(t *testing.T) {
	var said []dsn.Recipient
	for _, r := range rules.Builtin().Rules() {
		for _, text := range r.Examples {
			said = append(said, rules.Said(text))
		}
	}
	want := make([]rules.Verdict, len(said))
	for i, r := range said {
		want[i] = rules.Classify(r)
	}
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range said {
				at := (i + n*len(said)/8) % len(said)
				if got := rules.Classify(said[at]); !reflect.DeepEqual(got, want[at]) {
					t.Errorf("%q: %+v, alone %+v", said[at].Reply.Text, got, want[at])
				}
			}
		})
	}
	all.Wait()
}
