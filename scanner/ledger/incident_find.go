package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// An Incident is a time in which a receiving provider refused for good far more
// addresses than it does usually: perhaps it was out of order. Or far more
// domains than usually did not exist: perhaps the sender's name service was out
// of order. What was said then is no reason, by itself, to remove an address.
type Incident struct {
	Provider  string      // as in rules.Verdict; "" where nobody knows it
	Domain    string      // of the recipients, where Provider is ""
	Cause     rules.Cause // of failures at many domains, where both are ""; else ""
	From, To  time.Time   // UTC; To is the first moment that no longer belongs
	Addresses int         // different ones that were refused for good
}

// Where returns the provider, or else the domain, or else the cause.
func (i *Incident) Where() string { return cmp.Or(i.Provider, i.Domain, string(i.Cause)) }

// place returns it as the table hourly does.
func (i *Incident) place() string {
	switch {
	case i.Provider != "":
		return i.Provider
	case i.Cause != "":
		return "!" + string(i.Cause)
	}
	return "@" + i.Domain
}

// setPlace undoes place.
func (i *Incident) setPlace(place string) {
	domain, isDomain := strings.CutPrefix(place, "@")
	cause, isCause := strings.CutPrefix(place, "!")
	switch {
	case isDomain:
		i.Domain = domain
	case isCause:
		i.Cause = rules.Cause(cause)
	default:
		i.Provider = place
	}
}

// A surge is what may be an incident.
type surge struct {
	Incident
	domains int // of the addresses
	most    int // addresses at one domain at most
}

// slight reports whether it is none when one looks at whom it concerns: it may
// have been one address a thousand times, or a single large domain that has gone.
func (s *surge) slight(g Guard) bool {
	return s.Addresses < g.Least || s.Cause != "" && (s.domains < g.Least || 2*s.most > s.Addresses)
}

// Incidents returns the incidents that the guard of the policy finds, by place,
// and there in order of time. Its Now does not matter.
//
// What is compared are the bounces of class hard at one provider, or where
// nobody knows the provider at one domain, with all that the ledger holds; see
// [Guard.Surges]. So are the domains that do not exist, all those together whose
// provider nobody knows, if they are as many as Least and none has more than half
// of the addresses. An hour before and one behind belong to an incident, too: no
// outage keeps to the clock.
func (l *Ledger) Incidents(ctx context.Context, p Policy) ([]Incident, error) {
	return l.incidentsAt(ctx, p, nil)
}

// incidentsAt returns the incidents at the given places, nil being all.
func (l *Ledger) incidentsAt(ctx context.Context, p Policy, places []string) ([]Incident, error) {
	g := p.withDefaults().Guard
	if g.Factor <= 0 {
		return nil, nil
	}
	found, err := l.surges(ctx, g, places)
	if err != nil {
		return nil, fmt.Errorf("ledger: looking for incidents: %w", err)
	}
	if err := l.concerned(ctx, found); err != nil {
		return nil, fmt.Errorf("ledger: looking for incidents: %w", err)
	}
	var list []Incident
	for i := range found {
		if s := &found[i]; !s.slight(g) {
			list = append(list, s.Incident)
		}
	}
	return list, nil
}

// surges compares each place with everything.
func (l *Ledger) surges(ctx context.Context, g Guard, places []string) ([]surge, error) {
	hours, err := l.byHour(ctx, g, places)
	if err != nil {
		return nil, err
	}
	all := hours[everywhere]
	days := allDays(all)
	var found []surge
	for _, name := range slices.Sorted(maps.Keys(hours)) {
		if name == everywhere {
			continue
		}
		for _, s := range joined(widened(g.surges(hours[name], all, days))) {
			i := Incident{From: s.Begin(), To: s.End()}
			i.setPlace(name)
			found = append(found, surge{Incident: i})
		}
	}
	return found, nil
}

// widened adds an hour at both ends of each span.
func widened(spans []Span) []Span {
	for i := range spans {
		spans[i].From--
		spans[i].To++
	}
	return spans
}

// byHour returns the hard bounces of each place of the table hourly by hour, and everything everywhere; of the given places only, unless that is nil.
// Places without a day on which something can stand out, of which there are as
// many as domains in the world, stay in the database.
func (l *Ledger) byHour(ctx context.Context, g Guard, places []string) (map[string]map[int64]int, error) {
	w := &where{}
	if places != nil {
		oneOf(w, "place", append(places, everywhere), nil)
	}
	query := "SELECT place, hour, n FROM hourly" + w.String()
	if places == nil {
		query += " WHERE place IN (SELECT place FROM hourly GROUP BY place, hour / 24 HAVING SUM(n) >= " + w.arg(g.Least) + ")"
	}
	hours := map[string]map[int64]int{everywhere: {}}
	err := readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var name string
		var hour int64
		var n int
		if err := rows.Scan(&name, &hour, &n); err != nil {
			return err
		}
		if hours[name] == nil {
			hours[name] = map[int64]int{}
		}
		hours[name][hour] = n
		return nil
	})
	return hours, err
}

// senderSide reports whether a cause is the sender's business.
func senderSide(m rules.Meaning) bool {
	return m.Family == rules.FamilySender || m.Family == rules.FamilyMessage
}

// maxSpans is how many incidents one query counts.
const maxSpans = 5000

// concerned counts the addresses that were refused for good in each incident.
// Those of one time are counted together: in an outage of the sender's own
// network, every domain has one.
func (l *Ledger) concerned(ctx context.Context, found []surge) error {
	byTime := make([]*surge, len(found))
	for i := range found {
		byTime[i] = &found[i]
	}
	slices.SortStableFunc(byTime, func(a, b *surge) int { return a.From.Compare(b.From) })
	for some := range slices.Chunk(byTime, maxSpans) {
		query, args := countSpans(some)
		err := readRows(ctx, l.db, query, args, func(rows *sql.Rows) error {
			var i, addresses, domains, most int
			err := rows.Scan(&i, &addresses, &domains, &most)
			if err == nil {
				some[i].Addresses, some[i].domains, some[i].most = addresses, domains, most
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// countSpans returns the query that counts the addresses of each incident, by
// its place in the list, their domains, and the addresses of the largest domain.
func countSpans(some []*surge) (query string, args []any) {
	w := &where{}
	var rows []string
	until := some[0].To
	for i, in := range some {
		rows = append(rows, fmt.Sprintf("(%d, %s, %d, %d)", i, w.arg(in.place()), in.From.Unix(), in.To.Unix()))
		until = max64(until, in.To)
	}
	w.terms = []string{"fact.n = outcome.fact", "recipient <> ''", "at >= begun AND at < ended",
		"(place = CASE WHEN provider = '' THEN '@' || domain ELSE provider END OR provider = '' AND place = '!' || cause)"}
	w.and("at >= ", some[0].From.Unix())
	w.and("at < ", until.Unix())
	w.and("event = ", string(dsn.Bounce))
	w.and("class = ", string(rules.Hard))
	w.notCauses(senderSide)
	return "WITH span (i, place, begun, ended) AS (VALUES " + strings.Join(rows, ", ") + ") SELECT i, SUM(addresses), COUNT(*), MAX(addresses)" +
		" FROM (SELECT i, domain, COUNT(DISTINCT recipient) AS addresses FROM outcome CROSS JOIN fact CROSS JOIN span" + w.String() +
		" GROUP BY i, domain) AS part GROUP BY i", w.args
}

// incidents finds the incident that an event lies in.
type incidents map[string][]Incident // by place

// incidentsBy sorts a list by place.
func incidentsBy(list []Incident) incidents {
	by := incidents{}
	for _, i := range list {
		by[i.place()] = append(by[i.place()], i)
	}
	return by
}

// of returns the incident that e belongs to, or nil.
func (by incidents) of(e event) *Incident {
	if len(by) == 0 || e.kind != dsn.Bounce || e.class != rules.Hard {
		return nil
	}
	if e.provider != "" {
		return by.at(e.provider, e.at)
	}
	if i := by.at("@"+e.recipient[strings.LastIndexByte(e.recipient, '@')+1:], e.at); i != nil {
		return i
	}
	return by.at("!"+string(e.cause), e.at)
}

// at returns the incident at a place at that second, or nil.
func (by incidents) at(place string, second int64) *Incident {
	list := by[place]
	k := slices.IndexFunc(list, func(i Incident) bool { return second >= i.From.Unix() && second < i.To.Unix() })
	if k < 0 {
		return nil
	}
	return &list[k]
}
