package rules

import (
	"fmt"
	"strings"
)

const (
	maxForms = 2000 // phrases that one text with choices may stand for
	maxWordy = 500  // words in one list of words
)

// expand returns the phrases that a text with choices stands for:
// 'mailbox {is|has been} closed' is two, '{mailbox} full' is one for each word
// that the table [words] lists as mailbox. An empty choice leaves the place
// out. Choices do not nest.
func expand(text string, words map[string][]string) ([]string, error) {
	forms := []string{""}
	for {
		before, rest, found := strings.Cut(text, "{")
		forms = eachWith(forms, []string{before})
		if !found {
			return forms, nil
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed || strings.Contains(inside, "{") {
			return nil, fmt.Errorf("a { without its }, or one within another")
		}
		choices := strings.Split(inside, "|")
		if len(choices) == 1 {
			list, ok := words[inside]
			if !ok {
				return nil, fmt.Errorf("{%s}: no table [words] lists it", inside)
			}
			choices = list
		}
		if len(forms)*len(choices) > maxForms {
			return nil, fmt.Errorf("stands for more than %d phrases", maxForms)
		}
		forms = eachWith(forms, choices)
		text = after
	}
}

// eachWith returns every form followed by every tail. An empty tail between
// two blanks takes one of them with it.
func eachWith(forms, tails []string) []string {
	out := make([]string, 0, len(forms)*len(tails))
	for _, f := range forms {
		for _, t := range tails {
			if strings.HasSuffix(f, " ") || f == "" {
				t = strings.TrimLeft(t, " ")
			}
			out = append(out, f+t)
		}
	}
	return out
}
