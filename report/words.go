package report

import (
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// words are what WordsOf returns.
type words struct{ before, quote, after string }

// maxWords bounds, in columns, the words that are kept of one reply.
const maxWords = 1000

// kept returns w without what no terminal shows and without a hold on the
// message that the words are cut from, which may be huge.
func (w words) kept() words {
	if len(w.before)+len(w.quote)+len(w.after) > 4*maxWords {
		w = w.fit(maxWords)
	}
	return words{strings.Clone(w.before), strings.Clone(w.quote), strings.Clone(w.after)}
}

// wordsOf returns what the host said, or where it said nothing, what the
// reporting system says.
func wordsOf(o scanner.Outcome) words {
	text, basis := o.Recipient.Reply.Text, rules.ByReply
	var ev rules.Evidence
	if len(o.Verdict.Evidence) > 0 {
		ev = o.Verdict.Evidence[0]
	}
	if SpokenByRemark(o) {
		text, basis = o.Recipient.Remark, rules.ByRemark
	}
	start, end := ev.Start, ev.End
	inText := (ev.Basis == rules.ByRemark) == (basis == rules.ByRemark)
	if !inText || start < 0 || end > len(text) || start >= end {
		return words{before: safe.Line(text)}
	}
	return words{safe.Line(text[:start]), safe.Line(text[start:end]), safe.Line(text[end:])}
}

// WordsOf returns the words that tell why, what the host said or else what the
// reporting system says, as safe text of a thousand columns at most. The quote
// is what decided; it is empty where a status field or nothing decided.
func WordsOf(o scanner.Outcome) (before, quote, after string) {
	w := wordsOf(o).fit(maxWords)
	return w.before, w.quote, w.after
}

// SpokenByRemark reports whether the words that tell why are those of the
// reporting system.
func SpokenByRemark(o scanner.Outcome) bool {
	return o.Recipient.Reply.Text == "" || len(o.Verdict.Evidence) > 0 && o.Verdict.Evidence[0].Basis == rules.ByRemark
}

// fit shortens the words to n columns: first what follows the quote, then
// what stands between the codes at the start and the quote, then the codes.
func (w words) fit(n int) words {
	if terminal.Width(w.before)+terminal.Width(w.quote)+terminal.Width(w.after) <= n {
		return w
	}
	if w.quote == "" {
		return words{before: terminal.Cut(w.before, n)}
	}
	if terminal.Width(w.before)+terminal.Width(w.quote) < n {
		w.after = terminal.Cut(w.after, n-terminal.Width(w.before)-terminal.Width(w.quote))
		return w
	}
	w.before = keepCodes(w.before, n-terminal.Width(w.quote)-min(terminal.Width(w.after), n/4))
	if terminal.Width(w.before)+terminal.Width(w.quote) > n {
		w.before = "…" // no room for both: the words tell more than the codes
	}
	room := n - terminal.Width(w.before)
	if terminal.Width(w.quote) >= room {
		return words{before: w.before, quote: terminal.CutMiddle(w.quote, room)} // both ends belong to the phrase
	}
	w.after = terminal.Cut(w.after, room-terminal.Width(w.quote))
	return w
}

// keepCodes shortens what stands before a quote to n columns: "550 5.1.1 …".
// The codes stay even where n has no room for them: they are short.
func keepCodes(s string, n int) string {
	codes := s[:codesLen(s)]
	if rest := n - terminal.Width(codes) - 1; rest > 0 {
		tail := terminal.Tail(s[len(codes):], rest)
		if _, word, ok := strings.Cut(tail, " "); ok {
			tail = word // half a word reads badly
		}
		return codes + "…" + tail
	}
	if len(codes) == len(s) {
		return codes
	}
	return codes + "…"
}

// codesLen returns how many bytes of s are a reply code, a status and the
// blanks behind them.
func codesLen(s string) int {
	n := 0
	if len(s) > 3 && isCode(s[:3]) && (s[3] == ' ' || s[3] == '-') {
		n = 4
	}
	if _, more, ok := dsn.ParseStatus(s[n:]); ok {
		n += more
		for n < len(s) && (s[n] == ' ' || s[n] == ':') {
			n++
		}
	}
	return n
}

// isCode reports whether s looks like a reply code: three digits, the first
// from 1 to 5.
func isCode(s string) bool {
	return len(s) == 3 && s[0] >= '1' && s[0] <= '5' && isDigit(s[1]) && isDigit(s[2])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// WhatHappened says in a few words what became of the message.
func WhatHappened(opts *Options, o scanner.Outcome) string {
	l := opts.Locale
	title := l.Cause(o.Verdict.Cause).Title
	switch o.Kind {
	case dsn.Bounce:
	case dsn.Delay:
		title = l.Named(l.Text("event.delay.title"), title)
	default:
		title = l.Text("event." + string(o.Kind) + ".title")
	}
	switch v := o.Verdict; {
	case v.NewAddress != "":
		title += " → " + v.NewAddress
	case v.List != "":
		title += " (" + opts.Blocklist(v.List) + ")"
	case v.Detail != "":
		title += " (" + v.Detail + ")"
	}
	return safe.Line(title)
}
