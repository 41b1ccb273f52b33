package explain

import (
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// maxSaid bounds, in columns, what is shown of a reply or a remark.
const maxSaid = 1000

// outcome adds the facts of one message for one recipient, the deciding
// phrase marked.
func (c *card) outcome(e Explanation) {
	o := *e.Outcome
	c.line("recipient", safe.Line(o.Recipient.Address))
	c.line("reported", safe.Line(o.Reporter))
	said := markedWords(o)
	reply, remark := said, terminal.Cut(safe.Line(o.Recipient.Remark), maxSaid)
	if report.SpokenByRemark(o) {
		reply, remark = terminal.Cut(safe.Line(o.Recipient.Reply.Text), maxSaid), said
	}
	c.line("words", reply)
	c.line("remark", remark)
	c.line("moved", safe.Line(o.Verdict.NewAddress))
}

// turn adds who must act, and what to do.
func (c *card) turn(e Explanation, t locale.Explanation) {
	l, v := c.opts.Locale, e.Verdict
	c.line("owner", turnOf(l, v.Cause))
	if v.Class != rules.None && v.Class != "" {
		class, lasting := l.Class(v.Class)
		c.line("class", l.Named(class, lasting))
	}
	c.line("sender", t.Sender)
	c.line("list", t.List)
	c.line("again", t.Again)
	word, sentence := l.Advice(v.Advice)
	c.line("advice", l.Named(word, sentence))
	if e.Outcome == nil || e.Outcome.Kind != dsn.Delay { // a delay never counts
		c.line("removal", removal(l, policyOf(&c.opts), v))
	}
	c.alsoCauses(e)
}

// turnOf says who must act. Of a reason that nobody recognised, nobody knows.
func turnOf(l *locale.Locale, c rules.Cause) string {
	if c == rules.Unknown {
		return ""
	}
	_, sentence := l.Owner(c.Meaning().Owner)
	return sentence
}

// bareTurn adds what can be said by a reply code alone: 550 has ten causes,
// and what helps with one harms with the next.
func (c *card) bareTurn(e Explanation, t locale.Explanation) {
	l, cause := c.opts.Locale, e.Verdict.Cause
	c.line("sender", t.Sender)
	c.line("list", t.List)
	code := l.Code(e.Codes[0])
	if cause == "" || cause.Meaning().Class == rules.None {
		c.line("conflict", code.Conflict)
		return // no failure
	}
	what := l.Cause(cause, e.placeholders()...)
	if code.Class == "client" { // nobody has refused anything yet
		c.line("again", what.Again)
		c.line("conflict", code.Conflict)
		return
	}
	c.line("likely", headed(l, what.Title+" ("+string(cause)+")", sentences(l, what.Meaning, turnOf(l, cause))))
	if len(e.Also) > 0 {
		c.line("again", l.Text("told.depends"))
	} else {
		c.line("again", what.Again)
		word, sentence := l.Advice(e.Verdict.Advice)
		c.line("advice", l.Named(word, sentence))
	}
	c.alsoCauses(e)
	c.line("conflict", code.Conflict)
}

// alsoCauses adds what else a bare code can mean.
func (c *card) alsoCauses(e Explanation) {
	var titles []string
	for _, cause := range e.Also {
		titles = append(titles, c.opts.Locale.Cause(cause).Title+" ("+string(cause)+")")
	}
	c.line("also", c.opts.Locale.List(titles))
}

// removal says when a policy removes an address for a verdict.
func removal(l *locale.Locale, policy ledger.Policy, v rules.Verdict) string {
	t := policy.Causes[v.Cause]
	if onlyForNow(v) {
		t = policy.Soft
	}
	days, span := strconv.Itoa(t.Days), strconv.Itoa(t.Span)
	switch {
	case v.Advice == rules.Unsubscribe, t.Days == 1:
		return l.Text("removal.once")
	case t.Days == 0:
		return l.Text("removal.never")
	case t.Span == 0:
		return l.Text("removal.days", "days", days)
	}
	return l.Text("removal.span", "days", days, "span", span)
}

// digits takes the codes apart: "550: 5 = refused for good · …".
func (c *card) digits(e Explanation) {
	l := c.opts.Locale
	part := func(digit, meaning string) string { return l.Text("told.part", "digit", digit, "meaning", meaning) }
	var all []string
	if len(e.Codes) > 0 && hasDigits(e.Codes[0]) {
		code := e.Codes[0].Code
		all = append(all, code+": "+strings.Join([]string{part(code[:1], l.Text("first."+code[:1])),
			part(code[1:2], l.Text("second."+code[1:2])), part(code[2:], l.Text("third.any"))}, " · "))
	}
	st := e.Status
	if st.IsZero() {
		st = e.Dotted
	}
	if !st.IsZero() {
		class, subject := strconv.Itoa(int(st.Class)), strconv.Itoa(int(st.Subject))
		parts := []string{part(class, l.Text("status."+class))}
		if meaning := l.Text("subject." + subject); meaning != "" {
			parts = append(parts, part(subject, meaning))
		}
		if code, ok := registered("X" + strings.TrimPrefix(st.String(), class)); ok {
			parts = append(parts, part(strconv.Itoa(int(st.Detail)), strconv.Quote(code.Name)))
		}
		all = append(all, st.String()+": "+strings.Join(parts, " · "))
	}
	for i, text := range all {
		c.line("digits", text)
		if i > 0 && c.view.wants("digits") {
			c.lines[len(c.lines)-1].name = ""
		}
	}
}

// hasDigits reports whether the digits of a code mean what RFC 5321 says: not
// those of programs, and not those of a status without its dots.
func hasDigits(c locale.Code) bool {
	return c.Class != "" && c.Class != "client" && (c.Dots == "" || strings.HasPrefix(c.Reference, "RFC"))
}

// codes adds what the codes in the text mean by themselves.
func (c *card) codes(e Explanation) {
	l := c.opts.Locale
	if c.view.For != "" {
		return
	}
	list := e.Codes
	if _, ok := e.bareReply(); ok {
		list = list[1:] // it is the card itself
	}
	for _, code := range list {
		code = l.Code(code)
		name, text := code.Code, code.Meaning
		st := e.Status
		if st.IsZero() {
			st = e.Dotted
		}
		switch class, isStatus := strings.CutPrefix(name, "X."); {
		case isStatus && !st.IsZero():
			name = strconv.Itoa(int(st.Class)) + "." + class
			if e.Status.IsZero() {
				text = sentences(l, l.Text("told.dots", "number", e.Codes[0].Code), text)
			}
		case code.Name != "":
			text = headed(l, code.Name, text)
		}
		_, whose, isVendor := strings.Cut(code.Reference, ": ")
		if !isVendor {
			whose = code.Reference
		}
		c.lines = append(c.lines, cardLine{name, text + " [" + whose + "]"})
	}
}

// evidence adds which rule decided, on which words, and where to read more.
func (c *card) evidence(e Explanation) {
	v := e.Verdict
	if v.List != "" {
		c.line("blocklist", strings.TrimSpace(c.opts.Blocklist(v.List)+" "+safe.Line(v.ListURL)))
	}
	var sources []string
	if bare, ok := e.bareReply(); ok && c.view.For == "" {
		sources = append(sources, bare.Reference)
	}
	if len(v.Evidence) > 0 {
		ev := v.Evidence[0]
		text := ev.Rule
		if ev.Quote != "" {
			text += ": " + strconv.Quote(safe.Line(ev.Quote))
		}
		c.line("rule", text)
		if ev.Source != "" {
			sources = append(sources, safe.Line(ev.Source))
		}
	}
	c.line("source", strings.Join(sources, " · "))
}
