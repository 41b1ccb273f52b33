package scanner

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/nixie-mail/nixie/dsn"
)

// maxIdentityText bounds how much of a report's text goes into an ID, in bytes
// without white space. It is less than any partial fetch brings, so that a
// message fetched in part and fetched whole have the same ID.
const maxIdentityText = 4 << 10

// fingerprint returns the ID of what a report says about a recipient: the same
// whenever the same statement is read again, with LF or CRLF, wrapped or not,
// fetched in part or whole, from whatever source.
//
// Nothing that depends on the mailbox or on the clock goes into it, and dates
// go in as they are stated, however doubtful.
func fingerprint(r *dsn.Report, rcpt dsn.Recipient) string {
	address := rcpt.Address
	if address == "" {
		address = rcpt.Alias
	}
	original := r.Original.MessageID()
	if original == "" {
		original = r.EnvelopeID
	}
	reply := strconv.Itoa(rcpt.Reply.Code) + " " + squeeze(rcpt.Reply.Text, len(rcpt.Reply.Text))
	parts := []string{"1", original, strings.ToLower(address), rcpt.Status.String(), reply}
	if original != "" {
		parts = append(parts, stamp(statedTime(r, rcpt)), strings.ToLower(r.Reporter))
	} else {
		parts = append(parts, r.MessageID, stamp(r.Date), squeeze(cmp.Or(r.Stated, r.Text), maxIdentityText))
	}
	return digest(parts)
}

// digest hashes the parts, each with its length, so that no two lists of parts
// read the same.
func digest(parts []string) string {
	var text []byte
	for _, p := range parts {
		text = strconv.AppendInt(text, int64(len(p)), 10)
		text = append(append(text, ':'), p...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// statedTime is the time that the report itself gives.
func statedTime(r *dsn.Report, rcpt dsn.Recipient) time.Time {
	if !rcpt.LastTry.IsZero() {
		return rcpt.LastTry
	}
	return r.Date
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// squeeze returns the first limit bytes of s that are not white space. Where
// lines were wrapped or unfolded then makes no difference.
func squeeze(s string, limit int) string {
	var b strings.Builder
	b.Grow(min(len(s), limit))
	for _, c := range s {
		if unicode.IsSpace(c) {
			continue
		}
		if b.Len() >= limit {
			break
		}
		b.WriteRune(c)
	}
	return b.String()
}
