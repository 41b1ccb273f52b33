package page

import (
	"cmp"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Held counts removals that are held back, by what they wait for: that an
// outage is over, or for another refusal.
type Held struct {
	Where     string    `json:"where"` // provider or domain that may have been out of order, or the cause "domain-unknown" where the sender's name service may; "": a second refusal is waited for
	From      time.Time `json:"from"`  // of the possible outage; zero if there is none
	To        time.Time `json:"to"`
	Addresses int       `json:"addresses"`
	Retry     time.Time `json:"retry"`    // from when on mail is tried again; zero: it is now
	Sentence  string    `json:"sentence"` // all that in words
}

// heldBack counts the removals that are held back.
type heldBack map[Held]int

func (h heldBack) add(st ledger.Standing) {
	var why Held
	if i := st.Incident; i != nil {
		why = Held{Where: safe.Line(i.Where()), From: i.From, To: i.To}
		if st.Advice == rules.Review {
			why.Retry = st.Outlook.Retry
		}
	}
	h[why]++
}

// list returns the most numerous, in words.
func (h heldBack) list(b *builder) []Held {
	list := []Held{}
	for why, n := range h {
		why.Addresses = n
		list = append(list, why)
	}
	slices.SortFunc(list, func(x, y Held) int {
		return cmp.Or(cmp.Compare(y.Addresses, x.Addresses), cmp.Compare(x.Where, y.Where), x.From.Compare(y.From), x.Retry.Compare(y.Retry))
	})
	list = list[:min(len(list), maxIncidents)]
	for i := range list {
		list[i].Sentence = b.heldFor(list[i])
	}
	return list
}

// heldText says how many removals are held back.
func heldText(l *locale.Locale, n int) string { return l.Text("run.held", "n", l.Number(n)) }

// heldFor says what is held, why, until when, and what will decide.
func (b *builder) heldFor(h Held) string {
	o := b.opts.WithDefaults()
	o.Now = b.page.Made.UTC()
	l := o.Locale
	if h.Where == "" {
		return heldText(l, h.Addresses)
	}
	text := o.Outage(h.Where, h.From, h.Addresses)
	if !h.Retry.IsZero() {
		text = l.Text("join.parts", "one", text, "two", l.Text("note.retry", "day", l.Day(o.Now, h.Retry)))
	}
	return l.Text("join.parts", "one", text, "two", l.Text("note.next"))
}
