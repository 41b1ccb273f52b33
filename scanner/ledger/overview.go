package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// maxNames bounds how many domains, and how many campaigns, an Overview holds:
// strangers write them, and who reads a page does not read more.
const maxNames = 2000

// An Overview is the numbers that a report is made of, added up by the
// database: it does not grow with the number of outcomes, only with that of
// the days, causes and providers.
type Overview struct {
	Cells     []Cell
	Domains   []NameCount // bounces by domain of the recipient, the most frequent first, at most 2,000
	Campaigns []NameCount // the same by campaign; outcomes without one are left out
	Mailings  []NameCount // the same by mailing list, that is by List-Id (RFC 2919)
	Lists     []ListCount // refusals that name a blocklist, the most frequent first
	Refusers  []Refuser   // who refused the sender or the message, the most frequent first
}

// A Cell counts the outcomes that share all its other fields.
type Cell struct {
	Earlier     bool  // of the period before
	Day         int64 // of UTC, counted from 1970
	Kind        dsn.Kind
	Cause       rules.Cause
	Class       rules.Class
	Provider    string // "" where nobody knows it
	List        string // blocklist named, or ""
	Count       int
	First, Last time.Time // UTC
}

// A NameCount counts the outcomes of a domain or a campaign.
type NameCount struct {
	Name       string
	Bounces    int
	Hard       int // of the bounces, those of class hard
	Complaints int
}

// A ListCount counts the refusals of a provider that name a blocklist.
type ListCount struct {
	List        string // id of the rules, "spamhaus-zen"
	Provider    string // "" where nobody knows it
	Count       int
	First, Last time.Time // UTC
}

// A Refuser counts the bounces of a cause on the sender's side at one provider,
// or where nobody knows the provider, at one domain of recipients.
type Refuser struct {
	Cause rules.Cause
	Name  string
	Count int
}

// Overview adds up what f wants, whose Limit it ignores. Before is the begin of
// an earlier period that ends at f.Since, to compare with; the zero time wants
// none. Cells hold both periods, the other counts only that from f.Since on.
func (l *Ledger) Overview(ctx context.Context, f Filter, before time.Time) (*Overview, error) {
	if len(f.Recipients)+len(f.Domains) > maxValues {
		return nil, fmt.Errorf("ledger: overview: a filter of more than %d addresses and domains", maxValues)
	}
	o := &Overview{}
	cells := func(ctx context.Context, f Filter, o *Overview) error { return l.cells(ctx, f, before, o) }
	parts := func(context.Context) iter.Seq2[overviewPart, error] {
		return func(yield func(overviewPart, error) bool) {
			_ = yield(cells, nil) && yield(l.domains, nil) && yield(l.campaigns, nil) && yield(l.refusers, nil)
		}
	}
	for failed, err := range inOrder(ctx, parts, func(read overviewPart) error { return read(ctx, f, o) }) {
		if err = cmp.Or(err, failed); err != nil {
			return nil, fmt.Errorf("ledger: overview: %w", err)
		}
	}
	o.Lists, o.Refusers = sumLists(o.Cells), byFrequency(append(o.Refusers, sumRefusers(o.Cells)...))
	return o, nil
}

// An overviewPart reads some fields of an Overview, which no other part does.
type overviewPart func(context.Context, Filter, *Overview) error

// wanted returns the condition of the filter, from the given time on.
func (f Filter) wanted(from time.Time) *where {
	w := &where{}
	f.Since = from
	f.apply(w)
	return w
}

// cells reads both periods in one pass, which an index holds. Day and period are
// one number and facts are, because sorting for GROUP BY is what takes the time;
// what facts mean is asked of the sums only.
func (l *Ledger) cells(ctx context.Context, f Filter, before time.Time, o *Overview) error {
	from := f.Since
	if !before.IsZero() && before.Before(from) {
		from = before
	}
	w := f.wanted(from)
	key := "at / 86400 * 2"
	if !f.Since.IsZero() {
		key += " + CASE WHEN at < " + w.arg(f.Since.Unix()) + " THEN 1 ELSE 0 END"
	}
	query := "SELECT day, cause, provider, class, event, list, CAST(SUM(part) AS BIGINT), MIN(begun), MAX(ended) FROM (SELECT " + key +
		" AS day, fact, COUNT(*) AS part, MIN(at) AS begun, MAX(at) AS ended FROM outcome" + w.String() + " GROUP BY 1, 2) AS parts" +
		" CROSS JOIN fact WHERE fact.n = parts.fact GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
	return readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var c Cell
		var day, first, last int64
		err := rows.Scan(&day, &c.Cause, &c.Provider, &c.Class, &c.Kind, &c.List, &c.Count, &first, &last)
		c.Earlier, c.Day, c.First, c.Last = day%2 != 0, day/2, utc(first), utc(last)
		o.Cells = append(o.Cells, c)
		return err
	})
}

// sumLists adds up the cells that name a blocklist.
func sumLists(cells []Cell) (lists []ListCount) {
	for _, c := range cells {
		if c.List == "" || c.Earlier {
			continue
		}
		i := slices.IndexFunc(lists, func(n ListCount) bool { return n.List == c.List && n.Provider == c.Provider })
		if i < 0 {
			lists = append(lists, ListCount{List: c.List, Provider: c.Provider, Count: c.Count, First: c.First, Last: c.Last})
			continue
		}
		n := &lists[i]
		n.Count += c.Count
		if c.First.Before(n.First) {
			n.First = c.First
		}
		if c.Last.After(n.Last) {
			n.Last = c.Last
		}
	}
	slices.SortStableFunc(lists, func(x, y ListCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.List, y.List), cmp.Compare(x.Provider, y.Provider))
	})
	return lists
}

// onSender reports whether a cause speaks of the sender or of the message.
func onSender(m rules.Meaning) bool {
	return m.Family == rules.FamilySender || m.Family == rules.FamilyMessage
}

// sumRefusers adds up the cells of the providers that are known.
func sumRefusers(cells []Cell) (list []Refuser) {
	for _, c := range cells {
		if c.Earlier || c.Kind != dsn.Bounce || c.Provider == "" || !onSender(c.Cause.Meaning()) {
			continue
		}
		i := slices.IndexFunc(list, func(r Refuser) bool { return r.Cause == c.Cause && r.Name == c.Provider })
		if i < 0 {
			i = len(list)
			list = append(list, Refuser{Cause: c.Cause, Name: c.Provider})
		}
		list[i].Count += c.Count
	}
	return list
}

// refusers reads the domains of those who have no known provider.
func (l *Ledger) refusers(ctx context.Context, f Filter, o *Overview) error {
	w := f.wanted(f.Since)
	w.terms = append(w.terms, "fact.n = outcome.fact", "provider = ''")
	w.and("event = ", string(dsn.Bounce))
	w.causes(onSender)
	query := "SELECT cause, domain, COUNT(*) FROM outcome CROSS JOIN fact" + w.String() + " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT " + w.arg(maxNames)
	return readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var r Refuser
		err := rows.Scan(&r.Cause, &r.Name, &r.Count)
		o.Refusers = append(o.Refusers, r)
		return err
	})
}

func byFrequency(list []Refuser) []Refuser {
	slices.SortFunc(list, func(x, y Refuser) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Cause, y.Cause), cmp.Compare(x.Name, y.Name))
	})
	return list
}
