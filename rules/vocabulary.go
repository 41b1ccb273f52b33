package rules

import "bytes"

// A vocabulary is all phrases of a Set, looked for at once. It is read-only
// once built.
type vocabulary struct {
	phrases  []phrase
	machine  *automaton
	segments [][]int32 // segments[phrase]: numbers of its segments' texts in machine
	begins   [][]int32 // begins[text]: phrases whose first segment has that text
}

func newVocabulary(phrases []phrase) *vocabulary {
	v := &vocabulary{phrases: phrases}
	var texts [][]byte
	number := map[string]int32{}
	for i, p := range phrases {
		var numbers []int32
		for _, s := range p.segments {
			n, known := number[string(s.text)]
			if !known {
				n = int32(len(texts))
				number[string(s.text)] = n
				texts = append(texts, s.text)
				v.begins = append(v.begins, nil)
			}
			numbers = append(numbers, n)
		}
		v.begins[numbers[0]] = append(v.begins[numbers[0]], int32(i))
		v.segments = append(v.segments, numbers)
	}
	v.machine = newAutomaton(texts)
	return v
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
	texts   bitset // texts of the automaton that stand somewhere
	phrases bitset // phrases found, or, if they have gaps, begun
	begun   []int32
	hidden  folded // working memory of hide
}

// look finds every phrase of v in s and leaves it in r.matches: each phrase
// once, at the first place where it fits. The addresses are no words: in
// "550 <mailbox.full@example.org>: no" no mailbox is full.
func (r *search) look(v *vocabulary, s string, addresses ...string) {
	r.matches, r.begun = r.matches[:0], r.begun[:0]
	r.texts.clear(len(v.begins))
	r.phrases.clear(len(v.phrases))
	if s == "" {
		return
	}
	r.fold(s)
	for _, a := range addresses {
		r.hide(a)
	}
	v.machine.scan(r.text, func(number int32, start int) {
		r.texts.add(number)
		for _, p := range v.begins[number] {
			r.begin(v, p, start)
		}
	})
	for _, p := range r.begun {
		r.finish(v, p)
	}
}

// noByte stands in no phrase, as it stands in no UTF-8.
const noByte = 0xFF

// hide overwrites every occurrence of address in the folded text.
func (r *search) hide(address string) {
	r.hidden.fold(address)
	if len(r.hidden.text) < len("a@b") {
		return
	}
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

// begin notes that the first segment of phrase p was found at start.
func (r *search) begin(v *vocabulary, p int32, start int) {
	if r.phrases.has(p) {
		return
	}
	segments := v.phrases[p].segments
	if len(segments) > 1 {
		r.phrases.add(p)
		r.begun = append(r.begun, p)
		return
	}
	at := span{start, start + len(segments[0].text)}
	if segments[0].fits(r.text, at) {
		r.phrases.add(p)
		r.matches = append(r.matches, match{p, at})
	}
}

// finish looks for the rest of a phrase with gaps, if all its segments stand
// somewhere in the text.
func (r *search) finish(v *vocabulary, p int32) {
	for _, number := range v.segments[p] {
		if !r.texts.has(number) {
			return
		}
	}
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
