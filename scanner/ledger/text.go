package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxKey is the length in bytes above which a key is shortened. Two keys of
// that length fit into an index of PostgreSQL, which takes 2,704 bytes
// (https://www.postgresql.org/docs/current/btree.html); an address has at most
// 254, but nobody keeps a stranger from writing a longer one.
const maxKey = 1000

// addressKey returns the form of an address, or of its domain, under which
// outcomes are found: two spellings that differ only in case are one recipient.
func addressKey(address string) string {
	return bounded(strings.ToLower(clean(strings.TrimSpace(address))))
}

// maxOriginal bounds an address that was written to, in characters: 64 and 255
// around the "@" (RFC 5321 section 4.5.3.1). What is longer is none.
const maxOriginal = 320

// originalKey returns the key of an address that was written to, "" for none.
func originalKey(alias string) string {
	if key := addressKey(alias); utf8.RuneCountInString(key) <= maxOriginal {
		return key
	}
	return ""
}

// domainKey returns the key of what follows the last "@".
func domainKey(address string) string {
	return addressKey(address[strings.LastIndexByte(address, '@')+1:])
}

// isAddress reports whether a recipient has the form of an address: reports name
// local users and mailboxes of other systems, too.
func isAddress(recipient string) bool {
	at := strings.LastIndexByte(recipient, '@')
	if at <= 0 || at == len(recipient)-1 {
		return false
	}
	quoted := at > 1 && recipient[0] == '"' && recipient[at-1] == '"' // RFC 5321 section 4.1.2
	return quoted || !strings.ContainsAny(recipient, " \t")
}

// keyOf returns the form of a source, a name or a place in which it is a key.
// Different strings have different keys.
func keyOf(s string) string { return bounded(storable(s)) }

// bounded returns s, or, if it is longer than maxKey, its start and a digest
// of the whole.
func bounded(s string) string {
	if len(s) <= maxKey {
		return s
	}
	digest := sha256.Sum256([]byte(s))
	start := strings.ToValidUTF8(s[:maxKey-2*len(digest)-len("…")], "") // without half a character
	return start + "…" + hex.EncodeToString(digest[:])
}

// storable returns s in a form that every database takes as text. PostgreSQL
// refuses NUL and what is not UTF-8, and names of files may hold such bytes.
// Different strings stay different.
func storable(s string) string {
	if utf8.ValidString(s) && !strings.HasPrefix(s, `"`) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strconv.QuoteToASCII(s)
}

// restored undoes storable.
func restored(s string) string {
	if strings.HasPrefix(s, `"`) {
		if u, err := strconv.Unquote(s); err == nil {
			return u
		}
	}
	return s
}

// clean returns s without the bytes that PostgreSQL refuses.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
