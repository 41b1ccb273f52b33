package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// An Explanation is all that is known about a code, a reply, a cause or an
// outcome: what it means, whose turn it is, what to do, and what proves it.
type Explanation struct {
	Input   string           // what was asked; "" for an outcome
	Outcome *scanner.Outcome // the outcome explained; nil for a text
	Verdict rules.Verdict    // Cause "" if the input names none, as reply code 354 does
	Status  dsn.Status       // the enhanced status in the input; zero if there is none
	Codes   []locale.Code    // what is known of the codes in the text, the reply code first
	Also    []rules.Cause    // what bare codes can mean beside Verdict.Cause
	Wrong   []string         // codes in the text that do not exist
	Nearest []string         // existing codes that look most like the first of Wrong
	Dotted  dsn.Status       // what a bare number is with dots in it, as 5.1.1 for 511; zero if nothing
	bare    bool             // no words decided: the cause is a guess
	unheard bool             // no rule spoke, so the advice is that of the cause, under a policy
}

// Text says what text means: a reply code ("550", "Error 421"), an enhanced
// status ("5.2.2", "x.2.2", "5 2 1", "5-1-1"), one whose dots are left out
// ("511"), a vendor's tag ("S3150"), a reply ("550 5.1.1
// User unknown"), a cause or another name
// for it ("mailbox-full", "quota"), or an event ("auto-reply"). Judge decides
// what a reply means; nil is rules.Classify. Host is the refusing host, where
// known, so that rules about it can speak. At most 16 KiB of text are read.
func Text(text, host string, judge func(dsn.Recipient) rules.Verdict) Explanation {
	if judge == nil {
		judge = rules.Classify
	}
	text = strings.TrimSpace(text[:min(len(text), maxExplained)])
	e := Explanation{Input: text}
	if c, ok := named(text); ok {
		e.Verdict, e.unheard = byName(c), true
		return e
	}
	s := listen(text)
	e.Wrong, e.Dotted = s.unknown, s.dotted
	if _, known := findReply(s.reply); !known && s.status.IsZero() {
		s.status = s.dotted // there is no such reply code
	}
	e.Status, e.Codes = s.status, s.codes()
	if len(e.Wrong) > 0 {
		e.Nearest = nearest(e.Wrong[0])
	}
	v := judge(s.recipient(text, host))
	e.bare = len(v.Evidence) == 0 || v.Evidence[0].Basis == rules.ByCode || !s.words
	switch {
	case v.Cause != rules.Unknown || len(v.Evidence) > 0:
		e.Verdict = v
	case !e.Dotted.IsZero() && e.Status.IsZero():
		e.Verdict, e.unheard = byTable(e.Codes[:1], e.Status), true // 541 is a reply code before it is 5.4.1
	default:
		e.Verdict, e.unheard = byTable(e.Codes, e.Status), true
	}
	e.otherCauses()
	e.dropVendors()
	return e
}

// Outcome explains what became of one message for one recipient.
func Outcome(o scanner.Outcome) Explanation {
	e := Explanation{Outcome: &o, Verdict: o.Verdict, Status: o.Recipient.Status}
	s := said{status: e.Status}
	if code := o.Recipient.Reply.Code; code != 0 {
		s.reply = strconv.Itoa(code)
	}
	e.Codes = s.codes()
	e.dropVendors()
	return e
}

// named returns the cause or event that text names.
func named(text string) (rules.Cause, bool) {
	if c, ok := rules.ParseCause(text); ok {
		return c, true
	}
	name := rules.Cause(strings.ToLower(text))
	for _, k := range report.Events() {
		if name == rules.Cause(k) && name.Meaning().Cause == name {
			return name, true
		}
	}
	return "", false
}

// recipient is what a report that held the text would say.
func (s said) recipient(text, host string) dsn.Recipient {
	r := dsn.Recipient{Status: s.status, Host: strings.ToLower(host), Reply: dsn.Reply{Text: text}}
	if s.reply != "" {
		r.Reply.Code, _ = strconv.Atoi(s.reply) // three digits
	}
	return r
}

// codes returns what is known of the codes found, without repetition.
func (s said) codes() []locale.Code {
	var found []locale.Code
	if c, ok := findReply(s.reply); ok {
		found = append(found, c)
	}
	if st := s.status; !st.IsZero() {
		found = append(found, findStatus(st)...)
	} else if !s.dotted.IsZero() {
		found = append(found, findStatus(s.dotted)...)
	}
	for _, tag := range s.tags {
		if !slices.ContainsFunc(found, func(c locale.Code) bool { return c.Code == tag.Code }) {
			found = append(found, tag)
		}
	}
	return found
}

// Recognised reports whether there is anything to explain.
func (e Explanation) Recognised() bool { return e.Verdict.Cause != "" || len(e.Codes) > 0 }

// bareReply returns the reply code that is all there is to go by: its own
// texts are better than those of the cause, which is a guess.
func (e Explanation) bareReply() (locale.Code, bool) {
	if e.bare && len(e.Codes) > 0 && e.Codes[0].Class != "" && e.Status.IsZero() {
		return e.Codes[0], true
	}
	return locale.Code{}, false
}

// texts returns what to tell about the explanation.
func (e Explanation) texts(l *locale.Locale) locale.Explanation {
	var t locale.Explanation
	if e.Verdict.Cause != "" {
		t = l.Cause(e.Verdict.Cause, e.placeholders()...)
	}
	if onlyForNow(e.Verdict) {
		t.List, t.Again = l.Text("fornow.list"), l.Text("fornow.again")
	}
	if code, ok := e.bareReply(); ok {
		code = l.Code(code)
		t.Title = l.Named(code.Code, l.Text("reply."+code.Class))
		t.Meaning, t.Sender, t.List = code.Meaning, code.Sender, code.List
	} else if e.Verdict.Cause == "" && len(e.Codes) > 0 { // a vendor's number for what is nobody's refusal
		code = l.Code(e.Codes[0])
		t.Title, t.Meaning = l.Named(code.Code, code.Name), code.Meaning
	}
	return t
}

// onlyForNow reports whether a refusal that is usually for good is temporary:
// "450 user unknown".
func onlyForNow(v rules.Verdict) bool {
	return v.Class == rules.Soft && v.Cause.Meaning().Class == rules.Hard
}

// placeholders are the values of the texts of causes. What is not known is
// empty.
func (e Explanation) placeholders() []string {
	var r dsn.Recipient
	if e.Outcome != nil {
		r = e.Outcome.Recipient
	}
	domain := strings.ToLower(r.Address[strings.LastIndexByte(r.Address, '@')+1:])
	return []string{"recipient", safe.Line(r.Address), "domain", safe.Line(domain),
		"host", safe.Line(r.Host), "status", e.Status.String()}
}
