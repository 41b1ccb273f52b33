package main

import (
	"errors"
	"strings"
)

// told returns err as it reads behind the place where it happened: without
// the place itself, and without the name of our package. The texts of our
// sources end in a remedy, so nothing of the chain is needed any more.
func told(err error, in input, location string) error {
	text := err.Error()
	file, _, _ := strings.Cut(location, "#")
	for again := true; again; {
		again = false
		for _, place := range []string{location, file, in.name, in.path, in.url} {
			for _, before := range []string{"mailbox: ", "imap: ", "asking for the password: ", "reading ", "opening ", "unpacking ", "open ", "stat ", "lstat ", "read "} {
				text, again = cutEither(text, before, place, again)
			}
		}
	}
	text = strings.TrimPrefix(text, "is ") // "x.eml is empty" becomes "x.eml: empty"
	return errors.New(strings.Replace(text, "raise the limit", "raise --max-message", 1))
}

// cutEither cuts "before", or "before place: ", or "before place ", from the
// front of text.
func cutEither(text, before, place string, cut bool) (string, bool) {
	if place != "" {
		for _, after := range []string{": ", " "} {
			for _, front := range []string{before + place + after, place + after} {
				if rest, ok := strings.CutPrefix(text, front); ok {
					return rest, true
				}
			}
		}
	}
	if strings.HasSuffix(before, ": ") {
		if rest, ok := strings.CutPrefix(text, before); ok {
			return rest, true
		}
	}
	return text, cut
}
