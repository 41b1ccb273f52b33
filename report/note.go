package report

import (
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Note says what has to be known of a standing beside its reason: why a removal
// is held back, what somebody has decided by hand, and who was written to where
// mail was passed on: that is who stands on the list. Most have none: "".
func Note(opts *Options, st ledger.Standing) string {
	o := opts.WithDefaults()
	o.Now = o.Now.UTC() // the days of a policy are days of UTC
	var parts []string
	for _, part := range []string{heldNote(o, st), handNote(o, st.Hand), Passed(&o, st)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	text := parts[0]
	for _, part := range parts[1:] {
		text = o.Locale.Text("join.parts", "one", text, "two", part)
	}
	return text
}

// maxNoted is how many addresses a note names.
const maxNoted = 3

// Passed says for whom the mail was that failed at this address, the one of the
// deciding event first; "" if it was for the address itself.
func Passed(opts *Options, st ledger.Standing) string {
	o := opts.WithDefaults()
	var list []string
	for _, a := range append([]string{st.Deciding.Recipient.Alias}, st.Originals...) {
		same := func(b string) bool { return strings.EqualFold(a, b) }
		if a != "" && !same(st.Email) && !slices.ContainsFunc(list, same) {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return ""
	}
	if len(list) > maxNoted {
		list = append(list[:maxNoted], "…")
	}
	return o.Locale.Text("note.passed", "list", o.Locale.List(list))
}

// heldNote says why a removal is held back.
func heldNote(o Options, st ledger.Standing) string {
	l := o.Locale
	switch {
	case st.Advice == rules.Review && !strings.Contains(st.Email, "@"):
		return l.Text("note.nobody")
	case !st.Held:
		return ""
	case st.Incident == nil:
		return l.Text("note.confirm", "n", l.Number(st.Outlook.Missing), "by", lastDay(o, st.Outlook.Ends))
	}
	i := st.Incident
	text := o.Outage(i.Where(), i.From, i.Addresses)
	then := l.Text("note.next")
	if st.Advice == rules.Review {
		then = l.Text("note.retry", "day", o.Locale.Day(o.Now, st.Outlook.Retry))
	}
	return l.Text("join.parts", "one", text, "two", then)
}

// Outage says where something may have been out of order, a place as that of a
// [ledger.Incident], since when, and how many addresses are held for it.
func (o *Options) Outage(where string, since time.Time, addresses int) string {
	l := o.Locale
	key := "note.outage"
	if where == string(rules.DomainUnknown) {
		key = "note.names"
	}
	return l.Text(key, "where", o.Provider(where), "since", l.Day(o.Now, since), "n", l.Number(addresses))
}

// lastDay writes the day before t.
func lastDay(o Options, t time.Time) string { return o.Locale.Day(o.Now, t.AddDate(0, 0, -1)) }

// handNotes are the keys of the notes about decisions.
var handNotes = map[ledger.HandKind]string{
	ledger.Blocked: "note.blocked", ledger.Forgiven: "note.forgiven", ledger.Pardoned: "note.pardoned",
}

// handNote says what was decided by hand.
func handNote(o Options, h *ledger.Hand) string {
	if h == nil {
		return ""
	}
	text := o.Locale.Text(handNotes[h.Kind], "day", o.Locale.Day(o.Now, h.Time))
	if h.Reason == "" {
		return text
	}
	return o.Locale.Text("note.reason", "what", text, "reason", h.Reason)
}
