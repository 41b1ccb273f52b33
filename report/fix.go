package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// maxNames bounds how many domains or lists are counted by name for one
// cause; the summary prints three.
const maxNames = 1000

// maxName bounds the bytes of one name; a domain has 255 (RFC 1035 section 2.3.4).
const maxName = 255

// maxFixes is how many causes get a line of their own in the summary.
const maxFixes = 3

// rareFix is the part of all refusals below which a cause gets no line of its
// own: one in a hundred.
const rareFix = 100

// Refusals are those of one cause that only the sender can mend.
type Refusals struct {
	Cause       rules.Cause
	Count       int
	First, Last time.Time      // zero if no outcome had a time
	By          map[string]int // who refused: the provider, else the recipient's domain; none: nobody knows
	Others      int            // refusals by others than these
	Lists       map[string]int // blocklists named
}

// SendersTurn reports whether a cause is for the sender to mend: they refused
// the sender or the message, not the recipient.
func SendersTurn(c rules.Cause) bool {
	m := c.Meaning()
	return m.Owner == rules.OwnerSender && (m.Family == rules.FamilySender || m.Family == rules.FamilyMessage)
}

// countFix counts an outcome among those that the sender must mend, if it is one.
func (s *Summary) countFix(o scanner.Outcome) {
	c := o.Verdict.Cause
	if !SendersTurn(c) {
		return
	}
	f := s.fixes[c]
	if f == nil {
		f = &Refusals{Cause: c, By: map[string]int{}, Lists: map[string]int{}}
		s.fixes[c] = f
	}
	f.Count++
	if t := o.Time; !t.IsZero() {
		if f.First.IsZero() || t.Before(f.First) {
			f.First = t
		}
		if t.After(f.Last) {
			f.Last = t
		}
	}
	who := cmp.Or(o.Verdict.Provider, domainOf(o.Recipient.Address), o.Recipient.Host, o.Reporter, "?")
	if !countName(f.By, who) {
		f.Others++
	}
	if o.Verdict.List != "" {
		countName(f.Lists, o.Verdict.List)
	}
}

// countName counts a name unless there are too many; it reports whether it did.
func countName(names map[string]int, name string) bool {
	name = name[:min(len(name), maxName)]
	if _, known := names[name]; !known && len(names) >= maxNames {
		return false
	}
	names[strings.Clone(name)]++ // not a part of a message, which would stay in memory
	return true
}

// domainOf returns what follows the last "@", in lower case.
func domainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

// byCount returns the names of a count, the most frequent first, equal ones
// by name.
func byCount[K cmp.Ordered](counts map[K]int) []K {
	names := slices.Collect(maps.Keys(counts))
	slices.SortFunc(names, func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return names
}

// fixLines says what the sender must mend, the most frequent first. What is
// rare beside the rest goes into one line.
func (s *Summary) fixLines(opts Options) []string {
	counts, total := map[rules.Cause]int{}, 0
	for c, f := range s.fixes {
		counts[c] = f.Count
		total += f.Count
	}
	var lines, rest []string
	others := 0
	for i, c := range byCount(counts) {
		if i < maxFixes && counts[c]*rareFix >= total {
			lines = append(lines, s.fixes[c].Sentence(&opts))
			continue
		}
		others += counts[c]
		rest = append(rest, terminal.Whole(string(c)+" "+opts.Locale.Number(counts[c])))
	}
	if others > 0 {
		lines = append(lines, opts.Locale.Text("fix.more", "n", opts.Locale.Number(others), "list", opts.Locale.List(rest)))
	}
	return lines
}

// Sentence says how many, why, since when, from whom, by which lists.
func (f *Refusals) Sentence(o *Options) string {
	opts := o.WithDefaults()
	l := opts.Locale
	key, since := "fix.line", ""
	switch {
	case f.First.IsZero():
		key = "fix.undated"
	case f.Count > 1:
		since = l.Text("fix.since", "time", moment(opts, f.First))
	case today(opts, f.First):
		since = l.Text("fix.at", "time", moment(opts, f.First))
	default:
		since = l.Text("fix.on", "day", opts.Locale.Day(opts.Now, f.First))
	}
	lists := ""
	if len(f.Lists) > 0 {
		names := byCount(f.Lists)
		lists = l.Text("fix.lists", "lists", l.List(opts.blocklists(names[:min(len(names), 3)])))
	}
	return l.Text(plural(key, f.Count), "n", l.Number(f.Count), "what", l.Text("fix.what."+string(f.Cause)), "since", since,
		"from", f.from(&opts), "list", lists, "cause", string(f.Cause))
}

// from says whose hosts refused.
func (f *Refusals) from(opts *Options) string {
	l, names := opts.Locale, byCount(f.By)
	if len(names) == 0 {
		names = []string{"?"}
	}
	top := opts.Provider(names[0])
	switch {
	case f.Count == 1:
		return l.Text("fix.one", "domain", top)
	case len(f.By) == 0, f.By[names[0]] == f.Count:
		return l.Text("fix.all", "domain", top)
	case f.By[names[0]]*10 >= f.Count*8:
		return l.Text("fix.most", "domain", top)
	}
	var some []string
	for _, name := range names[:min(len(names), 3)] {
		some = append(some, opts.Provider(name)+" "+l.Number(f.By[name]))
	}
	switch rest := len(names) - len(some); {
	case f.Others > 0: // beyond those that were counted by name
		return l.Text("fix.others", "domains", l.List(some))
	case rest > 0:
		return l.Text("fix.somemore", "domains", l.List(some), "n", l.Number(rest))
	}
	return l.Text("fix.some", "domains", l.List(some))
}
