package rules

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
}

// look finds every phrase of v in s and leaves it in r.matches: each phrase
// once, at the first place where it fits.
func (r *search) look(v *vocabulary, s string) {
	r.matches, r.begun = r.matches[:0], r.begun[:0]
	r.texts.clear(len(v.begins))
	r.phrases.clear(len(v.phrases))
	if s == "" {
		return
	}
	r.fold(s)
	v.machine.scan(r.text, func(number int32, end int) {
		r.texts.add(number)
		for _, p := range v.begins[number] {
			r.begin(v, p, end)
		}
	})
	for _, p := range r.begun {
		r.finish(v, p)
	}
}

// begin notes that the first segment of phrase p was found before end.
func (r *search) begin(v *vocabulary, p int32, end int) {
	if r.phrases.has(p) {
		return
	}
	segments := v.phrases[p].segments
	if len(segments) > 1 {
		r.phrases.add(p)
		r.begun = append(r.begun, p)
		return
	}
	at := span{end - len(segments[0].text), end}
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
