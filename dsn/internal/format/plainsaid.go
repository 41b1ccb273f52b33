package format

import (
	"slices"
	"strings"
)

// This file gathers what plain found to be said of each recipient.

// maxWords bounds what is kept of free text for one recipient.
const maxWords = 2000

// words gives each recipient the lines of failure near it: with several
// recipients those up to the next one, with one recipient all.
func (t *text) words(found []Found, at []int) {
	delayed := delayingWords.In(Fold(oneBlank(t.page.Text)))
	for n := range found {
		from, to := at[n], len(t.lines)
		if n+1 < len(found) {
			to = max(at[n+1], from+1)
		}
		if len(found) == 1 {
			from, to = 0, len(t.lines)
		}
		found[n].Why = t.said(from, to)
		if found[n].Why == "" {
			found[n].Why = t.said(0, at[0]) // what is said of all
		}
		if reason := t.below(at[n], to); reason != "" {
			found[n].Why = join(found[n].Why, reason)
		}
		if reply := t.replied(from, to); reply != "" && found[n].Reply == "" {
			found[n].Reply = reply
			found[n].Why = oneBlank(strings.Replace(strings.Replace(found[n].Why, "("+reply+")", "", 1), reply, "", 1))
		}
		if delayed {
			found[n].Action = "delayed"
		}
	}
}

// wrapped reports whether a sentence goes on below the line: it is as long as
// prose, and neither ends there nor is a field.
func wrapped(line string) bool {
	return len(line) > 50 && !strings.ContainsAny(line[len(line)-1:], ".:;!?>") && !strings.ContainsAny(line, "@") && !isField(strings.TrimSpace(line))
}

// said joins the lines of failure and those that give a reason, and what
// continues either or stands indented below an address.
func (t *text) said(from, to int) string {
	words := ""
	going := false
	for i := from; i < to && len(words) < maxWords; i++ {
		line := strings.TrimSpace(t.lines[i])
		_, indent, addressed := alone(t.lines[i])
		switch {
		case line == "":
			going = going && announcesReason(words)
		case t.fails[i] && !going && i > from && wrapped(t.lines[i-1]):
			words = join(words, strings.TrimSpace(t.lines[i-1])+" "+line)
			going = true
		case t.fails[i] || givesReason(line) || going && !addressed && (indent > 0 || i > from && wrapped(t.lines[i-1]) || strings.HasSuffix(words, ":") && !strings.HasSuffix(line, ":")):
			words = join(words, line)
			going = true
		default:
			going = addressed
		}
	}
	return words
}

// announcesReason reports whether words end with a title of the reason, which then
// stands below: "… was stopped for the following reason:".
func announcesReason(words string) bool {
	return strings.HasSuffix(words, ":") && reasonTitles.In(Fold(words[max(0, len(words)-40):]))
}

// maxBelow is how many lines below a recipient are its reason.
const maxBelow = 3

// below returns the paragraph below a recipient where nothing is said
// beside it, and no words of failure stand behind it that would tell the reason:
//
//	Your message was not delivered to:
//
//	   neko@example.net
//
//	The owner is on a long journey.
func (t *text) below(at, to int) string {
	if saysBeside(t.lines[at]) || slices.Contains(t.fails[min(at+1, to):to], true) {
		return ""
	}
	reason, lines := "", 0
	for _, line := range t.lines[min(at+1, to):to] {
		line = strings.TrimSpace(line)
		if line == "" && reason == "" {
			continue
		}
		if line == "" || lines == maxBelow || strings.Contains(line, "@") || isField(line) || framed(line) || strings.Trim(line, "-=_*") == "" {
			break
		}
		reason, lines = join(reason, line), lines+1
	}
	return reason
}

// plainQuote is a line that is nothing but a reply.
var plainQuote = lazily(`^[\s("'<\[-]*([45]\d\d[ -].{3,})$`)

// replied returns the reply that stands on lines of its own, as a host gave it:
// the words around are the program's.
func (t *text) replied(from, to int) string {
	reply := ""
	for _, line := range t.lines[from:to] {
		switch m := plainQuote().FindStringSubmatch(line); {
		case m != nil && reply == "":
			reply = strings.TrimRight(m[1], " )\"'>]")
		case m != nil && m[1][:3] == reply[:3]:
			reply = join(reply, m[1])
		case reply != "":
			return reply
		}
	}
	return reply
}

// oneBlank joins the words of a string with one blank between.
func oneBlank(s string) string { return strings.Join(strings.Fields(s), " ") }
