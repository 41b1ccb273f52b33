package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

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

// A fix is something that only the sender can mend.
type fix struct {
	cause       rules.Cause
	count       int
	first, last time.Time      // zero if no outcome had a time
	domains     map[string]int // who refused: the provider, else the recipient's domain
	others      int            // outcomes at domains beyond maxNames
	lists       map[string]int
}

// sendersTurn reports whether a cause is for the sender to mend: they refused
// the sender or the message, not the recipient.
func sendersTurn(c rules.Cause) bool {
	m := c.Meaning()
	return m.Owner == rules.OwnerSender && (m.Family == rules.FamilySender || m.Family == rules.FamilyMessage)
}

func (s *Summary) countFix(o scanner.Outcome) {
	c := o.Verdict.Cause
	if !sendersTurn(c) {
		return
	}
	f := s.fixes[c]
	if f == nil {
		f = &fix{cause: c, domains: map[string]int{}, lists: map[string]int{}}
		s.fixes[c] = f
	}
	f.count++
	if t := o.Time; !t.IsZero() {
		if f.first.IsZero() || t.Before(f.first) {
			f.first = t
		}
		if t.After(f.last) {
			f.last = t
		}
	}
	who := cmp.Or(o.Verdict.Provider, domainOf(o.Recipient.Address), o.Recipient.Host, o.Reporter, "?")
	if !countName(f.domains, who) {
		f.others++
	}
	if o.Verdict.List != "" {
		countName(f.lists, o.Verdict.List)
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
		counts[c] = f.count
		total += f.count
	}
	var lines, rest []string
	others := 0
	for i, c := range byCount(counts) {
		if i < maxFixes && counts[c]*rareFix >= total {
			lines = append(lines, s.fixes[c].line(opts))
			continue
		}
		others += counts[c]
		rest = append(rest, whole(string(c)+" "+group(opts.Locale, counts[c])))
	}
	if others > 0 {
		lines = append(lines, opts.Locale.Text("fix.more", "n", group(opts.Locale, others), "list", list(opts.Locale, rest)))
	}
	return lines
}

// line is one sentence: how many, why, since when, from whom, by which lists.
func (f *fix) line(opts Options) string {
	l := opts.Locale
	key, since := "fix.line", ""
	switch {
	case f.first.IsZero():
		key = "fix.undated"
	case f.count > 1:
		since = l.Text("fix.since", "time", moment(opts, f.first))
	case today(opts, f.first):
		since = l.Text("fix.at", "time", moment(opts, f.first))
	default:
		since = l.Text("fix.on", "day", day(opts, f.first))
	}
	lists := ""
	if len(f.lists) > 0 {
		names := byCount(f.lists)
		lists = l.Text("fix.lists", "lists", list(l, opts.blocklists(names[:min(len(names), 3)])))
	}
	return l.Text(plural(key, f.count), "n", group(l, f.count), "what", l.Text("fix.what."+string(f.cause)), "since", since,
		"from", f.from(&opts), "list", lists, "cause", string(f.cause))
}

// from says whose hosts refused.
func (f *fix) from(opts *Options) string {
	l, names := opts.Locale, byCount(f.domains)
	top := opts.provider(names[0])
	switch {
	case f.count == 1:
		return l.Text("fix.one", "domain", top)
	case f.domains[names[0]] == f.count:
		return l.Text("fix.all", "domain", top)
	case f.domains[names[0]]*10 >= f.count*8:
		return l.Text("fix.most", "domain", top)
	}
	var some []string
	for _, name := range names[:min(len(names), 3)] {
		some = append(some, opts.provider(name)+" "+group(l, f.domains[name]))
	}
	switch rest := len(names) - len(some); {
	case f.others > 0: // beyond those that were counted by name
		return l.Text("fix.others", "domains", list(l, some))
	case rest > 0:
		return l.Text("fix.somemore", "domains", list(l, some), "n", group(l, rest))
	}
	return l.Text("fix.some", "domains", list(l, some))
}
