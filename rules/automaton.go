package rules

// An automaton finds all of many texts in one pass (Aho and Corasick, 1975),
// as a table: one step per byte, whatever the number of texts. It is read-only
// once built.
type automaton struct {
	class   [256]uint8 // bytes that occur in no text share class 0
	classes int
	next    []int32   // next[state*classes+class]
	found   [][]int32 // found[state]: numbers of the texts that end here, the longest first
}

// newAutomaton builds the automaton of texts, which are valid UTF-8 (so that
// they have fewer than 256 different bytes), not empty, and differ from each
// other. Their numbers are their indices.
func newAutomaton(texts [][]byte) *automaton {
	a := &automaton{classes: 1}
	for _, text := range texts {
		for _, c := range text {
			if a.class[c] == 0 {
				a.class[c] = uint8(a.classes)
				a.classes++
			}
		}
	}
	a.addState()
	for i, text := range texts {
		a.insert(text, int32(i))
	}
	a.link()
	return a
}

// addState returns a new state, whose successors are all 0: the root, and in
// insert also "none", for no text leads back to the root.
func (a *automaton) addState() int32 {
	a.next = append(a.next, make([]int32, a.classes)...)
	a.found = append(a.found, nil)
	return int32(len(a.found) - 1)
}

func (a *automaton) insert(text []byte, number int32) {
	state := int32(0)
	for _, c := range text {
		i := int(state)*a.classes + int(a.class[c])
		if a.next[i] == 0 {
			successor := a.addState() // moves a.next
			a.next[i] = successor
		}
		state = a.next[i]
	}
	a.found[state] = append(a.found[state], number)
}

// link turns the tree of texts into the automaton: where the tree has no
// branch, the state goes where its longest proper suffix goes. Breadth first,
// so that the suffix, being shorter, is complete.
func (a *automaton) link() {
	suffix := make([]int32, len(a.found))
	queue := make([]int32, 0, len(a.found))
	for c := range a.classes {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		back := suffix[state]
		a.found[state] = append(a.found[state], a.found[back]...)
		for c := range a.classes {
			i, other := int(state)*a.classes+c, a.next[int(back)*a.classes+c]
			if a.next[i] == 0 {
				a.next[i] = other
				continue
			}
			suffix[a.next[i]] = other
			queue = append(queue, a.next[i])
		}
	}
}

// scan calls report for every place where one of the texts stands, with the
// text's number and the offset after it, in the order of the ends.
func (a *automaton) scan(text []byte, report func(number int32, end int)) {
	state := int32(0)
	for i, c := range text {
		state = a.next[int(state)*a.classes+int(a.class[c])]
		for _, number := range a.found[state] {
			report(number, i+1)
		}
	}
}
