package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// checkDead complains of a text if none of its forms, which are the phrases
// first to end, can ever decide. A dead form among others is no mistake: it is
// the price of a short product.
func (c *critic) checkDead(first, end int) {
	var by outranker // in the end that of the first form
	for i := end - 1; i >= first; i-- {
		dead := false
		if by, dead = c.outranked(i); !dead {
			return
		}
	}
	r, other := &c.set.rules[c.set.words.phrases[first].owner], c.written(by.phrase, 2)
	said := fmt.Sprintf("the phrase %q", c.written(first, end-first))
	if end-first > 1 {
		said = fmt.Sprintf("no form of %q can decide: %s", r.Text[c.set.words.phrases[first].of], said)
	}
	remedy := fmt.Sprintf("take it out, or state which rule is the exception: beats = [%q]", by.rule.ID)
	switch {
	case by.rule == r:
		c.complain(r, "take one of them out", "%s stands here twice", said)
	case by.whole:
		c.complain(r, remedy, "%s stands in rule %s, too, which decides", said, by.rule.ID)
	default:
		c.complain(r, remedy, "%s is always outranked by %q of rule %s", said, other, by.rule.ID)
	}
}

// written returns phrase number i as its text has it, if that has one form;
// else the form, folded.
func (c *critic) written(i, forms int) string {
	p := &c.set.words.phrases[i]
	if forms == 1 {
		return c.set.rules[p.owner].Text[p.of]
	}
	return p.String()
}

// An outranker is the reason why a phrase never decides.
type outranker struct {
	rule   *Rule // speaks wherever the phrase stands, and wins
	phrase int   // with this phrase
	whole  bool  // which is the same
}

// outranked looks for a phrase that is found wherever phrase number i is, and
// always decides.
func (c *critic) outranked(i int) (by outranker, dead bool) {
	p := &c.set.words.phrases[i]
	r := &c.set.rules[p.owner]
	c.search.look(c.set.words, p.carrier())
	slices.SortFunc(c.search.matches, func(a, b match) int { return cmp.Compare(a.phrase, b.phrase) })
	for _, m := range c.search.matches {
		other := &c.set.words.phrases[m.phrase]
		if other.isList || other.owner == p.owner && other.of == p.of {
			continue
		}
		whole := slices.EqualFunc(p.segments, other.segments, segment.equal)
		by := outranker{&c.set.rules[other.owner], int(m.phrase), whole}
		switch {
		case by.rule == r:
			if whole && other.of < p.of {
				return by, true
			}
		case by.rule.speaksWith(r) && by.rule.wins(r, whole):
			return by, true
		}
	}
	return outranker{}, false
}

// speaksWith reports whether r speaks wherever other does, if its words are
// there.
func (r *Rule) speaksWith(other *Rule) bool {
	recipientLast := r.aboutRecipient() && len(r.Command) == 0 && !(other.aboutRecipient() && len(other.Command) == 0)
	return !recipientLast && covers(r.At, other.At) && covers(r.Command, other.Command) &&
		covers(r.Status, other.Status) && covers(r.Code, other.Code)
}

// covers reports whether a condition holds wherever a narrower one does.
func covers[T comparable](wide, narrow []T) bool {
	if len(wide) == 0 {
		return true
	}
	return len(narrow) > 0 && !slices.ContainsFunc(narrow, func(v T) bool { return !slices.Contains(wide, v) })
}

// wins reports whether r decides rather than other when both speak on the same
// text: on the very same words if whole is set, else on a part of the other's.
func (r *Rule) wins(other *Rule, whole bool) bool {
	switch {
	case r.Weak != other.Weak:
		return other.Weak
	case slices.Contains(r.Beats, other.ID), slices.Contains(other.Beats, r.ID):
		return slices.Contains(r.Beats, other.ID)
	}
	return whole && min(len(r.At), 1) == min(len(other.At), 1) && r.conditions() == other.conditions() && r.ID < other.ID
}

// carrier returns a text in which p stands, and nothing that it does not ask
// for: a phrase found in it is found wherever p is. Where a word may go on, it
// does, with a "0", which is both a letter's neighbour and a digit.
func (p *phrase) carrier() string {
	var b strings.Builder
	for i, s := range p.segments {
		if i > 0 {
			b.WriteString(strings.Repeat(string([]byte{noByte}), maxGap-2))
		}
		b.WriteByte(edge(s.wordStart))
		b.Write(s.text)
		b.WriteByte(edge(s.wordEnd || s.numberEnd))
	}
	return b.String()
}

// edge is what stands beside a segment, by whether it ends there.
func edge(ends bool) byte {
	if ends {
		return noByte
	}
	return '0'
}

func (s segment) equal(t segment) bool {
	return string(s.text) == string(t.text) && s.wordStart == t.wordStart && s.wordEnd == t.wordEnd && s.numberEnd == t.numberEnd
}
