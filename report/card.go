package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// maxCardWidth keeps paragraphs readable on wide terminals.
const maxCardWidth = 100

// card collects the lines of an explanation: names on the left, texts on the
// right.
type card struct {
	b    strings.Builder
	opts Options
	left int // columns of the widest name
}

// Print writes an explanation for people.
func (e Explanation) Print(w io.Writer, opts *Options) error {
	c := card{opts: opts.withDefaults()}
	c.opts.Width = min(c.opts.Width, maxCardWidth)
	l := c.opts.Locale
	for _, key := range []string{"owner", "sender", "list", "again", "advice", "removal", "likely", "also", "rule", "recipient"} {
		c.left = max(c.left, width(l.Text("explain."+key)))
	}
	for i, code := range e.Wrong {
		text := l.Text("explain.wrongcode", "code", visible(code))
		if i == 0 && len(e.Nearest) > 0 {
			text += " " + l.Text("explain.nearest", "list", strings.Join(e.Nearest, ", ")) + c.firstDigit(code)
		}
		c.paragraph(text)
	}
	switch {
	case e.Recognised():
		if len(e.Wrong) > 0 {
			c.b.WriteByte('\n')
		}
		c.explain(e)
	case len(e.Wrong) == 0:
		c.paragraph(l.Text("explain.nocode"))
	}
	_, err := io.WriteString(w, c.b.String())
	return err
}

// firstDigit says what the first digit tells even of a code that nobody knows
// (RFC 5321 section 4.2.1).
func (c *card) firstDigit(code string) string {
	class := map[byte]string{'2': "success", '3': "info", '4': "temporary", '5': "permanent"}[code[0]]
	if class == "" {
		return ""
	}
	l := c.opts.Locale
	return " " + l.Text("explain.digit", "digit", code[:1], "meaning", l.Text("reply."+class))
}

func (c *card) explain(e Explanation) {
	t := e.texts(c.opts.Locale)
	c.title(e, t)
	if e.Outcome != nil {
		c.outcome(*e.Outcome)
	}
	if _, bare := e.bareReply(); bare {
		c.bareTurn(e, t)
	} else {
		c.turn(e, t)
	}
	c.codes(e)
	c.evidence(e.Verdict)
}

// title writes what happened, the id of the cause, and what it means.
func (c *card) title(e Explanation, t locale.Explanation) {
	title := paint(c.opts.Color, bold+classColour(e.Verdict.Class), t.Title)
	if e.Outcome != nil && e.Outcome.Kind == dsn.Delay {
		title = c.opts.Locale.Text("event.delay.title") + ": " + title
	}
	if _, bare := e.bareReply(); !bare {
		title += "  " + paint(c.opts.Color, dim, string(e.Verdict.Cause))
	}
	c.b.WriteString(title + "\n")
	c.paragraph(t.Meaning)
	c.b.WriteByte('\n')
}

// outcome writes the facts of one message for one recipient.
func (c *card) outcome(o scanner.Outcome) {
	c.line("recipient", visible(o.Recipient.Address))
	c.line("reported", visible(o.Reporter))
	c.line("words", cutEnd(visible(o.Recipient.Reply.Text), maxWords))
	c.line("remark", cutEnd(visible(o.Recipient.Remark), maxWords))
	c.line("moved", visible(o.Verdict.NewAddress))
}

// turn writes who must act, and what to do.
func (c *card) turn(e Explanation, t locale.Explanation) {
	l, v := c.opts.Locale, e.Verdict
	_, owner := l.Owner(v.Cause.Meaning().Owner)
	c.line("owner", owner)
	if v.Class != rules.None && v.Class != "" {
		class, lasting := l.Class(v.Class)
		c.line("class", class+": "+lasting)
	}
	c.line("sender", t.Sender)
	c.line("list", t.List)
	c.line("again", t.Again)
	word, sentence := l.Advice(v.Advice)
	c.line("advice", word+": "+sentence)
	if e.Outcome == nil || e.Outcome.Kind != dsn.Delay { // a delay never counts
		c.line("removal", removal(l, v))
	}
}

// bareTurn writes what can be said by a reply code alone: 550 has ten causes,
// and what helps with one harms with the next.
func (c *card) bareTurn(e Explanation, t locale.Explanation) {
	l, cause := c.opts.Locale, e.Verdict.Cause
	c.line("sender", t.Sender)
	c.line("list", t.List)
	if cause == "" || e.Codes[0].Class == "client" {
		return // no failure, or nobody has refused anything yet
	}
	_, owner := l.Owner(cause.Meaning().Owner)
	c.line("likely", string(cause)+": "+l.Cause(cause, e.placeholders()...).Meaning+" "+owner)
	if len(e.Also) > 0 {
		c.line("advice", l.Text("explain.depends"))
		return
	}
	word, sentence := l.Advice(e.Verdict.Advice)
	c.line("advice", word+": "+sentence)
}

// removal says when the standard policy removes an address for a verdict.
func removal(l *locale.Locale, v rules.Verdict) string {
	policy := ledger.Standard()
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

// codes writes what the codes in the text mean by themselves.
func (c *card) codes(e Explanation) {
	if len(e.Also) > 0 {
		c.line("also", strings.Join(strs(e.Also), ", "))
	}
	if bare, ok := e.bareReply(); ok {
		c.line("source", bare.Reference)
		return
	}
	for _, code := range e.Codes {
		name, text := code.Code, code.Meaning
		if class, isStatus := strings.CutPrefix(name, "X."); isStatus && !e.Status.IsZero() {
			name = strconv.Itoa(int(e.Status.Class)) + "." + class
			text = c.statusInWords(e.Status, code)
		} else if code.Name != "" {
			text = code.Name + ". " + text
		}
		_, whose, isVendor := strings.Cut(code.Reference, ": ")
		if !isVendor {
			whose = code.Reference
		}
		c.named(name, text+" ["+whose+"]")
	}
}

// statusInWords takes a status apart: "permanent failure · mailbox · Mailbox
// full. The recipient's …".
func (c *card) statusInWords(st dsn.Status, code locale.Code) string {
	l := c.opts.Locale
	text := l.Text("status."+strconv.Itoa(int(st.Class))) + " · " + l.Text("subject."+strconv.Itoa(int(st.Subject)))
	return text + " · " + code.Name + ". " + code.Meaning
}

// evidence writes which rule decided, on which words.
func (c *card) evidence(v rules.Verdict) {
	if v.List != "" {
		c.line("blocklist", visible(strings.TrimSpace(v.List+" "+v.ListURL)))
	}
	if len(v.Evidence) == 0 {
		return
	}
	ev := v.Evidence[0]
	text := ev.Rule
	if ev.Quote != "" {
		text += ": " + strconv.Quote(visible(ev.Quote))
	}
	c.line("rule", text)
	c.line("source", visible(ev.Source))
}

// line writes a text behind its name; an empty text is left out.
func (c *card) line(key, text string) {
	if text != "" {
		c.named(c.opts.Locale.Text("explain."+key), text)
	}
}

// paragraph writes a text over the whole width.
func (c *card) paragraph(text string) { wrap(&c.b, 0, "", c.opts.Width, text) }

// named writes a text behind a name, wrapped on the right side. A name too
// wide for the left side, such as a list of tags, gets a line of its own.
func (c *card) named(name, text string) {
	lead := pad(name, c.left)
	if width(name) > c.left {
		c.paragraph(paint(c.opts.Color, dim, name))
		lead = pad("", c.left)
	}
	c.b.WriteString(paint(c.opts.Color, dim, lead) + gap)
	wrap(&c.b, c.left+len(gap), strings.Repeat(" ", c.left+len(gap)), c.opts.Width, text)
}
