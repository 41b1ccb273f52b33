package imap

import "github.com/emersion/go-imap/v2"

// PasswordRemedy is passwordRemedy of a NO with that text.
func PasswordRemedy(host, text string) string {
	return passwordRemedy(host, &imap.Error{Type: imap.StatusResponseTypeNo, Text: text})
}
