package rules

import (
	"bytes"
	"strings"
)

// A vocabulary is all phrases of a Set, looked for at once. It is read-only
// once built.
type vocabulary struct {
	phrases []phrase
	index   *index
}

func newVocabulary(phrases []phrase) *vocabulary {
	gather(phrases)
	return &vocabulary{phrases, newIndex(phrases)}
}

// gather moves all segments, and all their words, into two pieces of memory. The
// thousands that the rules were read into kept the garbage collector busy.
func gather(phrases []phrase) {
	count, size := 0, 0
	for _, p := range phrases {
		count += len(p.segments)
		for _, s := range p.segments {
			size += len(s.text)
		}
	}
	segments, words := make([]segment, 0, count), make([]byte, 0, size)
	for i := range phrases {
		p := &phrases[i]
		segments = append(segments, p.segments...)
		p.segments = segments[len(segments)-len(p.segments):]
		for j := range p.segments {
			s := &p.segments[j]
			words = append(words, s.text...)
			s.text = words[len(words)-len(s.text):]
		}
	}
}

// A match is a phrase found.
type match struct {
	phrase int32
	at     span
}

// A search is the working memory of looking for a vocabulary in one text. It
// may be used again, by one caller at a time.
type search struct {
	folded
	matches []match
	seen    bitset // phrases found, or, if they have gaps, looked for
	hidden  folded // working memory of hide
}

// look finds every phrase of v in s and leaves it in r.matches: each phrase
// once, at the first place where it fits. Addresses are no words, neither those
// given nor any in angle brackets: in "550 <mailbox.full@example.org>: no" no
// mailbox is full. Nor are hosts that a program says it spoke to.
func (r *search) look(v *vocabulary, s string, addresses ...string) {
	r.matches = r.matches[:0]
	r.seen.clear(len(v.phrases))
	if s == "" {
		return
	}
	r.fold(s)
	r.hideNames()
	for _, a := range addresses {
		r.hide(a)
	}
	v.index.scan(r.text, func(p int32, start int) { r.check(v, p, start) })
	for _, p := range v.index.short {
		r.find(v, p)
	}
}

// noByte stands in no phrase, as it stands in no UTF-8.
const noByte = 0xFF

// hide overwrites every occurrence of address in the folded text. A local part
// by itself stays: "user" is a word, too.
func (r *search) hide(address string) {
	if !strings.Contains(address, "@") {
		return
	}
	r.hidden.fold(address)
	for from := 0; ; {
		i := bytes.Index(r.text[from:], r.hidden.text)
		if i < 0 {
			return
		}
		for range r.hidden.text {
			r.text[from+i] = noByte
			from++
		}
		from += i
	}
}

// check notes phrase p, of which the indexed segment stands at start, if it is
// there with all that it asks for.
func (r *search) check(v *vocabulary, p int32, start int) {
	if r.seen.has(p) {
		return
	}
	segments := v.phrases[p].segments
	if len(segments) > 1 {
		r.seen.add(p)
		r.find(v, p)
		return
	}
	at := span{start, start + len(segments[0].text)}
	if segments[0].fits(r.text, at) {
		r.seen.add(p)
		r.matches = append(r.matches, match{p, at})
	}
}

// find looks for phrase p by itself.
func (r *search) find(v *vocabulary, p int32) {
	if at, ok := v.phrases[p].find(r.text); ok {
		r.matches = append(r.matches, match{p, at})
	}
}

// A bitset is a set of small numbers.
type bitset []uint64

// clear empties b and makes room for the numbers below n.
func (b *bitset) clear(n int) {
	words := (n + 63) / 64
	if cap(*b) < words {
		*b = make(bitset, words)
		return
	}
	*b = (*b)[:words]
	clear(*b)
}

func (b bitset) add(i int32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int32) bool { return b[i>>6]>>(i&63)&1 == 1 }
