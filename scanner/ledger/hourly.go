package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// everywhere is the place in the table hourly at which all outcomes are
// counted. The others are providers, domains behind an "@", or causes behind a
// "!", which count the domains whose provider nobody knows.
const everywhere = ""

// ownFault is the cause that a failure on the sender's side, of its name service,
// brings about at all domains at once, however few addresses each has. Nothing
// else that can be hard is said of mail that has not left the sender.
const ownFault = rules.DomainUnknown

// hourly is the query of what the table of that name holds, for the outcomes
// that are wanted, each counted so many times.
//
// What is on the sender's side is left out altogether: it must not bring an
// address nearer to removal, not even by hiding an incident.
func hourly(times int, wanted *where) (query string, args []any) {
	w := &where{slices.Clip(wanted.terms), slices.Clip(wanted.args)}
	w.terms = append(w.terms, "fact.n = outcome.fact")
	w.notCauses(senderSide)
	counted := fmt.Sprintf(", at / 3600, COUNT(*) * %d FROM outcome CROSS JOIN fact%s", times, w)
	bounce, hard := w.arg(string(dsn.Bounce)), w.arg(string(rules.Hard))
	refused := counted + " AND event = " + bounce + " AND class = " + hard + " AND recipient <> ''"
	return "SELECT '" + everywhere + "'" + counted + " GROUP BY 1, 2 UNION ALL " +
		"SELECT CASE WHEN provider = '' THEN '@' || domain ELSE provider END" + refused + " GROUP BY 1, 2 UNION ALL " +
		"SELECT '!' || cause" + refused + " AND provider = '' AND cause = " + w.arg(string(ownFault)) + " GROUP BY 1, 2", w.args
}

// notCauses wants the causes for which not holds.
func (w *where) notCauses(not func(rules.Meaning) bool) {
	w.causes(not)
	w.terms[len(w.terms)-1] = "NOT " + w.terms[len(w.terms)-1]
}

// countHours adds outcomes to the table hourly, or with times = -1 takes them
// out, which leaves zeros.
func (c *change) countHours(times int, wanted *where) error {
	query, args := hourly(times, wanted)
	_, err := c.exec("INSERT INTO hourly (place, hour, n) "+query+
		" ON CONFLICT (place, hour) DO UPDATE SET n = hourly.n + excluded.n", args...)
	return err
}

// dropHours deletes the zeros.
func (c *change) dropHours() error {
	_, err := c.exec("DELETE FROM hourly WHERE n = 0")
	return err
}

// delete deletes outcomes and returns their number. After the last of its calls
// comes orphans.
func (c *change) delete(wanted *where) (n int64, err error) {
	if err = c.countHours(-1, wanted); err == nil {
		n, err = c.exec("DELETE FROM outcome"+wanted.String(), wanted.args...)
	}
	return n, err
}

// checkHours looks whether the table hourly says what the outcomes do.
func (l *Ledger) checkHours(ctx context.Context, found *Checked) error {
	query, args := hourly(1, &where{})
	query = "WITH counted (place, hour, n) AS (" + query + `), held AS (SELECT place, hour, n FROM hourly), wrong AS (
		SELECT place, hour FROM (SELECT * FROM counted EXCEPT SELECT * FROM held) AS missing
		UNION SELECT place, hour FROM (SELECT * FROM held EXCEPT SELECT * FROM counted) AS surplus)
		SELECT COUNT(*) FROM wrong`
	var wrong int64
	if err := l.db.QueryRowContext(ctx, query, args...).Scan(&wrong); err != nil {
		return err
	}
	if wrong > 0 {
		found.fault("the table hourly: %d hours are not what the outcomes add up to", wrong)
	}
	return nil
}
