package rules

import (
	"fmt"
	"slices"
	"strings"
)

const (
	maxForms = 2000 // phrases that one text with choices may stand for
	maxWordy = 500  // words in one list of words
)

// expand returns the forms that a text with choices stands for: 'mailbox
// {is|has been} closed' has two, '{mailbox} full' one for each word that the
// table [words] lists as mailbox. An empty choice leaves the place out. Choices
// do not nest. Text and words are folded, and so are the forms, which share
// one piece of memory: there are thousands.
func expand(text string, words map[string][]string) ([][]byte, error) {
	if !strings.Contains(text, "{") {
		return [][]byte{[]byte(text)}, nil
	}
	pieces, err := choices(text, words)
	if err != nil {
		return nil, err
	}
	count, size := 1, 0
	for _, p := range pieces {
		if count *= len(p); count > maxForms {
			return nil, fmt.Errorf("stands for more than %d phrases", maxForms)
		}
	}
	for _, p := range pieces {
		for _, choice := range p {
			size += len(choice) * count / len(p)
		}
	}
	memory := make([]byte, 0, size)
	forms := make([][]byte, count)
	for i := range forms {
		start := len(memory)
		below := count // how many forms agree in the pieces so far
		for _, p := range pieces {
			below /= len(p)
			memory = appendChoice(memory, start, p[i/below%len(p)])
		}
		forms[i] = memory[start:len(memory):len(memory)]
	}
	return forms, nil
}

// appendChoice appends a choice to the form that begins at start. At the
// beginning and after a blank, it loses its own blanks: an empty choice between
// two blanks takes one of them with it.
func appendChoice(memory []byte, start int, choice string) []byte {
	if len(memory) == start || memory[len(memory)-1] == ' ' {
		choice = strings.TrimLeft(choice, " ")
	}
	return append(memory, choice...)
}

// choices splits a text into pieces with one choice, the plain ones, and
// pieces with several, those in braces.
func choices(text string, words map[string][]string) ([][]string, error) {
	var pieces [][]string
	for {
		before, rest, found := strings.Cut(text, "{")
		pieces = append(pieces, []string{before})
		if !found {
			return pieces, nil
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed || strings.Contains(inside, "{") {
			return nil, fmt.Errorf("a { without its }, or one within another")
		}
		several := strings.Split(inside, "|")
		if len(several) == 1 {
			list, ok := words[inside]
			if !ok {
				return nil, fmt.Errorf("{%s}: no table [words] lists it", inside)
			}
			several = list
		}
		pieces = append(pieces, distinct(several))
		text = after
	}
}

// distinct returns each choice once, in its order: with and without its accents
// a word is the same choice.
func distinct(choices []string) []string {
	var each []string
	for _, c := range choices {
		if !slices.Contains(each, c) {
			each = append(each, c)
		}
	}
	return each
}

// foldedAll returns the folded form of each word.
func foldedAll(words []string) []string {
	all := make([]string, len(words))
	var f folded
	for i, w := range words {
		f.fold(w)
		all[i] = string(f.text)
	}
	return all
}
