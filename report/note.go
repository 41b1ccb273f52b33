package report

import (
	"strings"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Note says what has to be known of a standing beside its reason: why a removal
// is held back, and what somebody has decided by hand. Most have none: "".
func Note(opts *Options, st ledger.Standing) string {
	o := opts.WithDefaults()
	o.Now = o.Now.UTC() // the days of a policy are days of UTC
	var parts []string
	for _, part := range []string{heldNote(o, st), handNote(o, st.Hand)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 2 {
		return o.Locale.Text("join.parts", "one", parts[0], "two", parts[1])
	}
	return strings.Join(parts, "")
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
	text := l.Text("note.outage", "where", o.Provider(i.Where()), "since", o.Locale.Day(o.Now, i.From), "n", l.Number(i.Addresses))
	then := l.Text("note.next")
	if st.Advice == rules.Review {
		then = l.Text("note.retry", "day", o.Locale.Day(o.Now, st.Outlook.Retry))
	}
	return l.Text("join.parts", "one", text, "two", then)
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
