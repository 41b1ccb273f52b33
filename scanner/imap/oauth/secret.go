package oauth

import (
	"fmt"
	"io"
)

// A Secret is a word that must not be seen: every way of printing it gives
// "…". It holds a pointer, because package fmt prints strings in unexported
// fields without asking them. The zero Secret is empty.
type Secret struct{ word *string }

// NewSecret hides a word.
func NewSecret(word string) Secret {
	if word == "" {
		return Secret{}
	}
	return Secret{&word}
}

// Reveal returns the word, "" for the zero Secret.
func (s Secret) Reveal() string {
	if s.word == nil {
		return ""
	}
	return *s.word
}

// IsZero reports whether there is no word.
func (s Secret) IsZero() bool { return s.word == nil }

// Format prints "…" for every verb, and nothing for the zero Secret.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// String returns "…", or "" for the zero Secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "…"
}

// MarshalText writes what String returns.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
