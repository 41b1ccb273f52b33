// Package suggest finds the word that a slip stands for.
package suggest

import "strings"

// Nearest returns the candidate that s is most likely a slip for, or "". It
// forgives one slip in three letters, and only one where the first letter differs:
// people seldom miss that one, and another word begins so.
func Nearest(s string, candidates []string) string {
	best, bestDistance := "", max(1, len(s)/3)+1
	word := strings.ToLower(s)
	for _, c := range candidates {
		if len(s) > 2 && strings.HasPrefix(c, s) {
			return c
		}
		name := strings.ToLower(c)
		d := distance(word, name)
		if d > 1 && (name == "" || word == "" || name[0] != word[0]) {
			continue
		}
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop or change, or of neighbours to
// swap, to make b of a (Damerau and Levenshtein, each place touched once). Names of
// commands, flags and keys are ASCII; of others bytes are counted.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
