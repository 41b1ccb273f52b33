package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// maxMailings bounds how many pairs of a campaign and a mailing list are read,
// the most frequent first.
const maxMailings = 10 * maxNames

// counted returns the condition of the filter for what names count, and the
// columns that count it.
func (f Filter) counted() (w *where, columns string) {
	w = f.wanted(f.Since)
	w.terms = append(w.terms, "fact.n = outcome.fact", "event IN ("+w.arg(string(dsn.Bounce))+", "+w.arg(string(dsn.Complaint))+")")
	bounce, complaint := "event = "+w.arg(string(dsn.Bounce)), "event = "+w.arg(string(dsn.Complaint))
	return w, "SUM(CASE WHEN " + bounce + " THEN 1 ELSE 0 END), " +
		"SUM(CASE WHEN " + bounce + " AND class = " + w.arg(string(rules.Hard)) + " THEN 1 ELSE 0 END), " +
		"SUM(CASE WHEN " + complaint + " THEN 1 ELSE 0 END)"
}

func (l *Ledger) domains(ctx context.Context, f Filter, o *Overview) error {
	w, columns := f.counted()
	w.terms = append(w.terms, "domain <> ''")
	query := "SELECT domain, " + columns + " FROM outcome CROSS JOIN fact" + w.String() + " GROUP BY 1 ORDER BY 2 DESC, 4 DESC, 1 LIMIT " + w.arg(maxNames)
	return readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var n NameCount
		err := rows.Scan(&n.Name, &n.Bounces, &n.Hard, &n.Complaints)
		o.Domains = append(o.Domains, n)
		return err
	})
}

// campaigns counts campaigns and mailing lists in one pass: most campaigns go
// to one list.
func (l *Ledger) campaigns(ctx context.Context, f Filter, o *Overview) error {
	w, columns := f.counted()
	w.terms = append(w.terms, "(campaign <> '' OR list_id <> '')")
	query := "SELECT campaign, list_id, " + columns + " FROM outcome CROSS JOIN fact" + w.String() +
		" GROUP BY 1, 2 ORDER BY 3 DESC, 5 DESC, 1, 2 LIMIT " + w.arg(maxMailings)
	campaigns, mailings := map[string]NameCount{}, map[string]NameCount{}
	err := readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var campaign, list string
		var n NameCount
		err := rows.Scan(&campaign, &list, &n.Bounces, &n.Hard, &n.Complaints)
		addName(campaigns, campaign, n)
		addName(mailings, list, n)
		return err
	})
	o.Campaigns, o.Mailings = mostFrequent(campaigns), mostFrequent(mailings)
	return err
}

func addName(counts map[string]NameCount, name string, n NameCount) {
	if name != "" {
		sum := counts[name]
		counts[name] = NameCount{name, sum.Bounces + n.Bounces, sum.Hard + n.Hard, sum.Complaints + n.Complaints}
	}
}

func mostFrequent(counts map[string]NameCount) (list []NameCount) {
	for _, n := range counts {
		list = append(list, n)
	}
	slices.SortFunc(list, func(x, y NameCount) int {
		return cmp.Or(cmp.Compare(y.Bounces, x.Bounces), cmp.Compare(y.Complaints, x.Complaints), cmp.Compare(x.Name, y.Name))
	})
	return list[:min(len(list), maxNames)]
}
