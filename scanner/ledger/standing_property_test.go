package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// rounds of each property on each database, beside the seeds. A seed that fails
// is printed and may be added to them; with these, removals are held.
const rounds = 3

var seeds = []uint64{1, 2}

// eachSeed runs a property with some histories that nobody thought of. Open
// returns an empty ledger each time.
func eachSeed(t *testing.T, test func(t *testing.T, open func(testing.TB) *ledger.Ledger, r *rand.Rand)) {
	all := slices.Clone(seeds)
	for range rounds {
		all = append(all, rand.Uint64())
	}
	for name, fresh := range map[string]func(testing.TB) database{"sqlite": sqliteDatabase, "postgres": postgresDatabase} {
		t.Run(name, func(t *testing.T) {
			for _, seed := range all {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					test(t, func(t testing.TB) *ledger.Ledger { return fresh(t).open(t) }, rand.New(rand.NewPCG(seed, 1)))
				})
			}
		})
	}
}

// A chance makes histories of a few addresses at a few providers in ten weeks.
type chance struct {
	*rand.Rand
	n int
}

const people = 30

func (c *chance) when() time.Time {
	return day(1).Add(time.Duration(c.IntN(70*24*60)) * time.Minute)
}

// event returns an event of a cause for which ok holds, or one that is no
// failure.
func (c *chance) event(ok func(rules.Meaning) bool) scanner.Outcome {
	who := c.IntN(people)
	address := fmt.Sprintf("p%d@d%d.example", who, who%3)
	c.n++
	id := fmt.Sprintf("%06d", c.n)
	if kinds := []dsn.Kind{dsn.Delivered, dsn.AutoReply, dsn.Complaint, dsn.Delay, dsn.ReadReceipt}; ok == nil && c.IntN(25) == 0 {
		return event(id, address, kinds[c.IntN(len(kinds))], c.when())
	}
	causes := slices.DeleteFunc(rules.Causes(), func(m rules.Meaning) bool { return ok != nil && !ok(m) })
	m := causes[c.IntN(len(causes))]
	class := m.Class
	if class == rules.Hard && c.IntN(3) == 0 {
		class = rules.Soft
	}
	o := bounce(id, address, m.Cause, class, c.when())
	o.Verdict.Provider = []string{"", "google", "microsoft"}[who%3]
	if m.Cause == rules.AddressMoved && c.IntN(2) == 0 {
		o.Verdict.NewAddress = "new-" + address
	}
	return o
}

func (c *chance) events(n int, ok func(rules.Meaning) bool) (all []scanner.Outcome) {
	for range n {
		all = append(all, c.event(ok))
	}
	return all
}

// outage returns refusals for good of many addresses of one provider, some of
// which nothing else is known, within an hour.
func (c *chance) outage() (all []scanner.Outcome) {
	at := day(25 + c.IntN(30))
	for i := range 40 {
		c.n++
		o := bounce(fmt.Sprintf("%06d", c.n), fmt.Sprintf("p%d@d1.example", 1+3*i), rules.UserUnknown, rules.Hard, at.Add(time.Duration(i)*time.Minute))
		o.Verdict.Provider = "google"
		all = append(all, o)
	}
	return all
}

// policy returns one of the profiles with a guard that finds incidents in such
// small histories.
func (c *chance) policy() ledger.Policy {
	all := ledger.Profiles()
	p := all[c.IntN(len(all))].Policy()
	p.Guard = ledger.Guard{Factor: 2, Least: 3}
	p.Now = day(60 + c.IntN(100))
	return p
}

func (c *chance) shuffled(all []scanner.Outcome) []scanner.Outcome {
	all = slices.Clone(all)
	c.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// same compares standings, whatever the source an event was read from first.
var same = cmp.Options{cmpopts.IgnoreFields(scanner.Outcome{}, "Location"), cmpopts.EquateEmpty()}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	held := 0
	eachSeed(t, func(t *testing.T, open func(testing.TB) *ledger.Ledger, r *rand.Rand) {
		c := &chance{Rand: r}
		all := append(c.events(400, nil), c.outage()...)
		p := c.policy()
		once, often := open(t), open(t)
		record(t, once, result(1, all...))
		want := standings(t, once, p)

		for n, some := range slices.Collect(slices.Chunk(c.shuffled(append(c.shuffled(all), all[:150]...)), 60)) {
			for i := range some {
				some[i].Location = fmt.Sprintf("imaps://b@mail.example.org/INBOX#%d", r.IntN(1000))
			}
			record(t, often, result(n, some...))
		}
		record(t, often, result(99, all...)) // read again from the start
		if diff := cmp.Diff(want, standings(t, often, p), same); diff != "" {
			t.Errorf("standings (-in order, +shuffled, repeated and from two sources):\n%s", diff)
		}
		for _, s := range want {
			if s.Held {
				held++
			}
			one, ok, err := often.Standing(t.Context(), p, s.Email)
			if diff := cmp.Diff(s, one, same); err != nil || !ok || diff != "" {
				t.Errorf("Standing(%s), %v (-of all, +alone):\n%s", s.Email, err, diff)
			}
		}
	})
	if held == 0 {
		t.Error("nothing was held in any history: the property was not put to the test")
	}
}

// What is the sender's business never brings an address nearer to removal.
func TestSenderSideNeverCounts(t *testing.T) {
	eachSeed(t, func(t *testing.T, open func(testing.TB) *ledger.Ledger, r *rand.Rand) {
		c := &chance{Rand: r}
		all := append(c.events(400, nil), c.outage()...)
		blame := c.events(400, func(m rules.Meaning) bool {
			return m.Family == rules.FamilySender || m.Family == rules.FamilyMessage
		})
		for i := range blame { // even if a rule were wrong about the class
			blame[i].Verdict.Class = []rules.Class{rules.Hard, rules.Soft, rules.Block}[r.IntN(3)]
		}
		p := c.policy()
		without, with := open(t), open(t)
		record(t, without, result(1, all...))
		record(t, with, result(1, c.shuffled(append(blame, all...))...))
		for i := range people {
			address := fmt.Sprintf("p%d@d%d.example", i, i%3)
			a, err := without.Story(t.Context(), p, address)
			must(t, err)
			b, err := with.Story(t.Context(), p, address)
			must(t, err)
			if diff := cmp.Diff(a.Counts, b.Counts, same); diff != "" {
				t.Errorf("%s: what counts (-without, +with blame):\n%s", address, diff)
			}
			x, y := adviceOf(a), adviceOf(b)
			if removes(y) && x != y || x == rules.Watch && y != x {
				t.Errorf("%s: %s, and with blame %s", address, x, y)
			}
		}
	})
}

func adviceOf(s *ledger.Story) rules.Advice {
	if s.Standing == nil {
		return ""
	}
	return s.Standing.Advice
}

func removes(a rules.Advice) bool {
	return a == rules.Remove || a == rules.Replace || a == rules.Unsubscribe || a == rules.Watch
}

// Forgiven, the same events count nothing, read again or not; new ones count
// as if nothing had been before.
func TestForgivenCountsNothing(t *testing.T) {
	eachSeed(t, func(t *testing.T, open func(testing.TB) *ledger.Ledger, r *rand.Rand) {
		c := &chance{Rand: r}
		old := c.events(300, nil)
		book, anew := open(t), open(t)
		record(t, book, result(1, old...))
		for i := range people {
			must(t, book.Decide(t.Context(), ledger.Pardoned, "our own fault", fmt.Sprintf("P%d@d%d.example", i, i%3)))
		}
		record(t, book, result(2, c.shuffled(old)...))
		late := c.events(30, nil)
		record(t, book, result(3, late...)) // it happened before, and is read only now
		p := c.policy()
		for _, s := range standings(t, book, p) {
			if s.Advice != rules.Ignore || s.Held || s.Hand == nil {
				t.Errorf("%s: %s after it was forgiven", s.Email, s.Advice)
			}
		}
		fresh := c.events(100, nil)
		for i := range fresh {
			fresh[i].Time = time.Now().Add(time.Duration(1+i) * time.Minute) // within the clocks' tolerance
		}
		p.Now, p.Guard = time.Now(), ledger.Guard{}
		record(t, book, result(4, fresh...))
		record(t, anew, result(4, fresh...))
		for i := range people {
			address := fmt.Sprintf("p%d@d%d.example", i, i%3)
			a, err := anew.Story(t.Context(), p, address)
			must(t, err)
			b, err := book.Story(t.Context(), p, address)
			must(t, err)
			if diff := cmp.Diff(a.Counts, b.Counts, same); diff != "" {
				t.Errorf("%s: what counts (-in a new ledger, +after it was forgiven):\n%s", address, diff)
			}
			if removes(adviceOf(a)) && adviceOf(a) != adviceOf(b) {
				t.Errorf("%s: %s, and %s after it was forgiven", address, adviceOf(a), adviceOf(b))
			}
		}
	})
}
