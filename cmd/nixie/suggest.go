package main

import "github.com/nixie-mail/nixie/cmd/nixie/suggest"

// nearest returns the candidate that s is most likely a slip for, or "".
func nearest(s string, candidates []string) string { return suggest.Nearest(s, candidates) }

// didYouMean returns a hint for the nearest candidate, or otherwise.
func didYouMean(s string, candidates []string, otherwise string) string {
	if c := nearest(s, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	return otherwise
}
