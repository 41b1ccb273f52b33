package rules

import (
	"bytes"
	"math/bits"
)

// gramLength is how many bytes of a phrase the index knows: minLiteral, so that
// next to every phrase has as many in a row.
const gramLength = minLiteral

// An index tells which of many phrases may stand in a text, in one pass over
// it. Each phrase hangs in a chain, by a gram: four bytes in a row of one of
// its segments. Of all that it has it takes the one with the shortest chain, so
// that chains stay short however many forms of a text have words in common: of
// 17,000 built-in phrases at most seven hang together. An index is read-only
// once built.
type index struct {
	heads []int32 // number of the first link of each chain, by hash of the gram; 0 ends a chain
	shift int     // bits of a hash that are not used
	links []link
	short []int32 // phrases without a gram, such as 'spf ', which are looked for one by one: a handful
}

// A link hangs a phrase in a chain.
type link struct {
	gram    uint32
	next    int32 // number of the next link
	phrase  int32
	offset  int32    // of the gram in the segment
	segment *segment // of the phrase, where the gram is
}

// newIndex returns the index of phrases, whose numbers are their indices. It
// takes 2 ms for 17,000.
func newIndex(phrases []phrase) *index {
	width := bits.Len(uint(len(phrases))) // at least a chain for each phrase
	x := &index{heads: make([]int32, 1<<width), shift: 32 - width, links: make([]link, 1, len(phrases)+1)}
	lengths := make([]int32, len(x.heads))
	for i := range phrases {
		l, ok := x.choose(&phrases[i], lengths)
		if !ok {
			x.short = append(x.short, int32(i))
			continue
		}
		chain := x.chain(l.gram)
		l.phrase, l.next = int32(i), x.heads[chain]
		x.heads[chain] = int32(len(x.links))
		x.links = append(x.links, l)
		lengths[chain]++
	}
	return x
}

// choose returns the gram of p whose chain is the shortest so far, of several the
// last: phrases begin alike more often than they end. Lengths are those of the
// chains.
func (x *index) choose(p *phrase, lengths []int32) (best link, ok bool) {
	shortest := int32(-1)
	for i := range p.segments {
		s := &p.segments[i]
		var gram uint32
		for j, c := range s.text {
			gram = gram<<8 | uint32(c)
			if j < gramLength-1 {
				continue
			}
			if n := lengths[x.chain(gram)]; shortest < 0 || n <= shortest {
				shortest = n
				best = link{gram: gram, offset: int32(j + 1 - gramLength), segment: s}
			}
		}
	}
	return best, shortest >= 0
}

// chain returns the number of the chain of a gram (Knuth's multiplicative
// hash: the upper bits depend on all four bytes).
func (x *index) chain(gram uint32) uint32 { return gram * 0x9E3779B1 >> x.shift }

// scan calls report for every place where the segment stands by which a phrase
// hangs, with the offset of its first byte. The places of one phrase come in
// their order.
func (x *index) scan(text []byte, report func(phrase int32, start int)) {
	var gram uint32
	for i, c := range text {
		gram = gram<<8 | uint32(c)
		for n := x.heads[x.chain(gram)]; n != 0; n = x.links[n].next {
			l := &x.links[n]
			if l.gram != gram {
				continue
			}
			start := i + 1 - gramLength - int(l.offset)
			if start >= 0 && bytes.HasPrefix(text[start:], l.segment.text) {
				report(l.phrase, start)
			}
		}
	}
}
