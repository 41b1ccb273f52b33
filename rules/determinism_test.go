package rules_test

import (
	"io/fs"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// examples returns what every example and counter-example of the built-in
// rules reports.
func examples() []dsn.Recipient {
	var said []dsn.Recipient
	for _, r := range rules.Builtin().Rules() {
		for _, text := range slices.Concat(r.Examples, r.Not) {
			said = append(said, rules.Said(text))
		}
	}
	return said
}

// verdicts judges all of said.
func verdicts(s *rules.Set, said []dsn.Recipient) []rules.Verdict {
	list := make([]rules.Verdict, len(said))
	for i, r := range said {
		list[i] = s.Classify(r)
	}
	return list
}

// same fails the test at the first verdict that differs.
func same(t *testing.T, when string, said []dsn.Recipient, want, got []rules.Verdict) {
	t.Helper()
	for i := range said {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Fatalf("%s, %q: %+v, before %+v", when, said[i].Reply.Text, got[i], want[i])
		}
	}
}

// A shuffled folder lists its files in another order each time.
type shuffled struct{ fs.FS }

func (s shuffled) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(s.FS, name)
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list, err
}

// TestSameVerdictInAnyOrderOfFiles loads the rules several times, for the order
// of maps, from files in any order.
func TestSameVerdictInAnyOrderOfFiles(t *testing.T) {
	said := examples()
	want := verdicts(rules.Builtin(), said)
	for range 5 {
		s, err := rules.LoadOnly(shuffled{rules.BuiltinData()})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "in another order", said, want, verdicts(s, said))
		if s.Version() != rules.Builtin().Version() {
			t.Errorf("version %s, before %s", s.Version(), rules.Builtin().Version())
		}
	}
}

// TestSameVerdictEveryTime judges every example a hundred times, in any order,
// with as many threads as there may be.
func TestSameVerdictEveryTime(t *testing.T) {
	said := examples()
	want := verdicts(rules.Builtin(), said)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for run := range 100 {
		runtime.GOMAXPROCS(1 + run%8)
		i := rand.IntN(len(said)) // another one before each
		same(t, "again", said[i:], want[i:], verdicts(rules.Builtin(), said[i:]))
		same(t, "again", said[:i], want[:i], verdicts(rules.Builtin(), said[:i]))
	}
}

// TestClassifyConcurrently judges from many goroutines, for the race detector,
// and compares with what one alone says.
func TestClassifyConcurrently(t *testing.T) {
	said := examples()
	want := verdicts(rules.Builtin(), said)
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
