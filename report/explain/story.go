package explain

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// WriteStory prints all that is known about an address: its standing and when
// that will change, what was decided by hand, and every event with the words
// and the rule that decided. Markdown is for tickets, else it is for a
// terminal.
func WriteStory(w io.Writer, s *ledger.Story, opts *report.Options, markdown bool) error {
	o := opts.WithDefaults()
	o.Now = o.Now.UTC() // the days of a policy are days of UTC
	page := &storyPage{opts: o, markdown: markdown}
	page.story(s)
	if _, err := io.WriteString(w, page.text.String()); err != nil {
		return fmt.Errorf("explain: story: %w", err)
	}
	return nil
}

// story tells what is known of the address itself, then of those at which mail
// for it failed.
func (p *storyPage) story(s *ledger.Story) {
	p.standing(s)
	if len(s.Elsewhere) > 0 {
		var there []string
		for _, other := range s.Elsewhere {
			there = append(there, other.Address)
		}
		l := p.opts.Locale
		p.line(safe.Line(l.Text("show.elsewhere", "address", s.Address, "list", l.List(there))))
	}
	p.counts(s)
	p.hands(s)
	p.events(s)
	for _, other := range s.Elsewhere {
		p.text.WriteString("\n")
		p.story(other)
	}
}

// standing says what to do, why, and when that will change.
func (p *storyPage) standing(s *ledger.Story) {
	l, st := p.opts.Locale, s.Standing
	if st == nil {
		p.title(safe.Line(s.Address), rules.None)
		p.line(l.Text("show.norow"))
		return
	}
	word, sentence := l.Advice(st.Advice)
	p.title(safe.Line(st.Email)+": "+word, st.Class)
	p.line(sentence)
	p.line(safe.Line(report.Reason(&p.opts, *st)))
	if note := report.Note(&p.opts, *st); note != "" {
		p.line(safe.Line(note))
	}
	for _, text := range p.outlook(*st) {
		p.line(text)
	}
}

// outlook says when a standing will change.
func (p *storyPage) outlook(st ledger.Standing) (lines []string) {
	l, o := p.opts.Locale, st.Outlook
	switch {
	case st.Cause == ledger.ByHand:
		return []string{l.Text("show.blocked")}
	case st.Advice == rules.Unsubscribe:
		return []string{l.Text("show.consent")}
	case o == ledger.Outlook{} && (st.Advice == rules.Remove || st.Advice == rules.Replace):
		return []string{l.Text("show.stays")}
	case o == ledger.Outlook{} && st.Hand != nil:
		return nil // forgiven: the note says so, and the next failure counts again
	case o == ledger.Outlook{}:
		return []string{l.Text("show.never")}
	}
	if !o.Retry.IsZero() {
		lines = append(lines, l.Text("show.retry", "day", p.opts.Locale.Day(p.opts.Now, o.Retry)))
	}
	switch {
	case st.Incident != nil:
		lines = append(lines, l.Text("show.confirmed"))
	case o.Missing > 0:
		lines = append(lines, l.Text("show.missing", "n", l.Number(o.Missing), "day", p.opts.Locale.Day(p.opts.Now, o.NotBefore)))
	}
	if !o.Ends.IsZero() {
		lines = append(lines, l.Text("show.ends", "day", p.opts.Locale.Day(p.opts.Now, o.Ends)))
	}
	return lines
}

// counts says what adds up towards a removal, where it is more than one thing.
func (p *storyPage) counts(s *ledger.Story) {
	if len(s.Counts) == 0 {
		return
	}
	l := p.opts.Locale
	p.heading(l.Text("show.counts"))
	for _, c := range s.Counts {
		parts := []string{l.Text("show.days", "n", l.Number(c.Reason.Days), "all", l.Number(c.Threshold.Days))}
		if c.Threshold.Span > 0 {
			parts = append(parts, l.Text("show.span", "n", l.Number(c.Threshold.Span)))
		}
		if c.Threshold.Within > 0 {
			parts = append(parts, l.Text("show.within", "n", l.Number(c.Threshold.Within)))
		}
		class, _ := l.Class(c.Class)
		p.item(l.Text("show.count", "what", l.Cause(c.Cause).Title+" ("+class+")", "list", l.List(parts)))
	}
}

// hands lists the decisions.
func (p *storyPage) hands(s *ledger.Story) {
	if len(s.Hands) == 0 {
		return
	}
	l := p.opts.Locale
	p.heading(l.Text("show.hands"))
	for _, h := range s.Hands {
		text := l.Text(map[ledger.HandKind]string{
			ledger.Blocked: "show.block", ledger.Forgiven: "show.forgive", ledger.Pardoned: "show.pardon",
		}[h.Kind])
		if h.Reason != "" {
			text = l.Text("note.reason", "what", text, "reason", safe.Line(h.Reason))
		}
		p.item(clock(h.Time) + "  " + text)
	}
}

// events tells them in order of time.
func (p *storyPage) events(s *ledger.Story) {
	if len(s.Events) == 0 {
		return
	}
	l := p.opts.Locale
	p.heading(l.Text("show.events"))
	if s.Earlier > 0 {
		p.line(l.Text("show.earlier", "n", l.Number(s.Earlier)))
	}
	for _, e := range s.Events {
		p.event(e)
	}
}

// event tells one.
func (p *storyPage) event(e scanner.Outcome) {
	l, v := p.opts.Locale, e.Verdict
	what := report.WhatHappened(&p.opts, e)
	if class, _ := l.Class(v.Class); class != "" && v.Class != rules.None {
		what += " · " + class
	}
	p.item(clock(e.Time) + "  " + terminal.Paint(p.opts.Color && !p.markdown, report.ClassColour(v.Class), what))
	p.fact(l.Text("show.words"), markedWords(e))
	if len(v.Evidence) > 0 {
		p.fact(l.Text("show.rule"), safe.Line(v.Evidence[0].Rule))
	}
	p.fact(l.Text("show.place"), safe.Line(e.Location))
	p.fact("id", safe.Line(e.ID))
}

// clock is report.Clock, and as wide a line for no time.
func clock(t time.Time) string { return cmp.Or(report.Clock(t), "--------------------") }

// storyJSON is the JSON form of a Story. Field names are stable.
type storyJSON struct {
	Type     string            `json:"type"` // always "story"
	Schema   int               `json:"schema"`
	Address  string            `json:"address"`
	Standing *standingJSON     `json:"standing"` // null if there is nothing worth a row
	Hands    []handJSON        `json:"hands"`
	Events   []scanner.Outcome `json:"events"`
	Earlier  int               `json:"earlier"` // events that are not listed

	Elsewhere []storyJSON `json:"elsewhere"` // addresses at which mail for this one failed
}

type standingJSON struct {
	Email     string       `json:"email"`
	Advice    rules.Advice `json:"advice"`
	Cause     rules.Cause  `json:"cause"`
	Class     rules.Class  `json:"class"`
	Reason    string       `json:"reason"`
	Note      string       `json:"note"`
	Held      bool         `json:"held"`
	Bounces   int          `json:"bounces"`
	FirstSeen string       `json:"first_seen"`
	LastSeen  string       `json:"last_seen"`
	Missing   int          `json:"missing"`    // failures on other days that a removal lacks
	NotBefore string       `json:"not_before"` // no failure before that day removes it
	Ends      string       `json:"ends"`       // the day from which the count is over
	Retry     string       `json:"retry"`      // the day from which mail is tried again
}

type handJSON struct {
	Kind   ledger.HandKind `json:"kind"`
	Time   string          `json:"time"`
	Reason string          `json:"reason"`
}

// WriteStoryJSON writes a story as one JSON object.
func WriteStoryJSON(w io.Writer, s *ledger.Story, opts *report.Options) error {
	if err := safe.JSON(w).Encode(jsonOf(s, opts)); err != nil {
		return fmt.Errorf("explain: story: %w", err)
	}
	return nil
}

// jsonOf returns the JSON form of a story, and of those it holds.
func jsonOf(s *ledger.Story, opts *report.Options) storyJSON {
	j := storyJSON{Type: "story", Schema: scanner.SchemaVersion, Address: s.Address, Hands: []handJSON{}, Events: s.Events, Earlier: s.Earlier, Elsewhere: []storyJSON{}}
	if j.Events == nil {
		j.Events = []scanner.Outcome{}
	}
	for _, h := range s.Hands {
		j.Hands = append(j.Hands, handJSON{h.Kind, scanner.FormatTime(h.Time), h.Reason})
	}
	if st := s.Standing; st != nil {
		j.Standing = &standingJSON{
			Email: st.Email, Advice: st.Advice, Cause: st.Cause, Class: st.Class, Reason: report.Reason(opts, *st), Note: report.Note(opts, *st),
			Held: st.Held, Bounces: st.Bounces, FirstSeen: scanner.FormatTime(st.FirstSeen), LastSeen: scanner.FormatTime(st.LastSeen),
			Missing: st.Outlook.Missing, NotBefore: day(st.Outlook.NotBefore), Ends: day(st.Outlook.Ends), Retry: day(st.Outlook.Retry),
		}
	}
	for _, other := range s.Elsewhere {
		j.Elsewhere = append(j.Elsewhere, jsonOf(other, opts))
	}
	return j
}

// day writes a day of UTC, and nothing for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
