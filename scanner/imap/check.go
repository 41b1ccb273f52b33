package imap

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// CheckAct returns why an act cannot be done in any IMAP mailbox, or nil. The
// target of Move and Copy is a folder, its levels divided by "/", or a special
// use as `\Trash`; that of Flag is `\Seen`, `\Flagged`, `\Answered`, `\Draft` or
// a keyword.
func CheckAct(act scanner.Act) error {
	var err error
	switch act.Verb {
	case scanner.Leave, scanner.Delete:
	case scanner.Move, scanner.Copy:
		_, err = targetLevels(act.Target)
	case scanner.Flag:
		_, err = flagOf(act.Target)
	default:
		err = fmt.Errorf("imap: %q is no act", act)
	}
	return err
}

// targetLevels cuts the name of a folder at "/", as it stands in an act.
func targetLevels(target string) ([]string, error) {
	levels := strings.Split(strings.TrimSuffix(target, "/"), "/")
	for _, l := range levels {
		if l == "" || !utf8.ValidString(l) || strings.ContainsFunc(l, unicode.IsControl) {
			return nil, fmt.Errorf("imap: %q names no folder; write its levels with \"/\" between them, as Processed/Bounces", target)
		}
	}
	return levels, nil
}

// systemFlags are those of RFC 9051 section 2.3.2 that say something about a
// message. \Deleted is missing: the act for that is to delete.
var systemFlags = []imap.Flag{imap.FlagSeen, imap.FlagFlagged, imap.FlagAnswered, imap.FlagDraft}

// flagOf returns the flag, or the keyword, that an act names.
func flagOf(target string) (imap.Flag, error) {
	for _, f := range systemFlags {
		if strings.EqualFold(target, string(f)) {
			return f, nil
		}
	}
	if target == "" || strings.ContainsFunc(target, notOfAtom) {
		return "", fmt.Errorf(`imap: %q is no flag; write \Seen, \Flagged, \Answered, \Draft or a keyword of letters and digits`, target)
	}
	return imap.Flag(target), nil
}

// notOfAtom reports whether a keyword, which is an atom (RFC 9051 section 9),
// must not contain the character.
func notOfAtom(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune(`(){%*"\]`, r)
}

// keeps reports whether a folder with these PERMANENTFLAGS keeps a flag; a
// server that names none keeps all (RFC 9051 section 7.1). The system's own
// flags are kept everywhere, and some servers do not name them.
func keeps(permanent []imap.Flag, flag imap.Flag) bool {
	return len(permanent) == 0 || slices.Contains(systemFlags, flag) || slices.ContainsFunc(permanent, func(f imap.Flag) bool {
		return f == imap.FlagWildcard || strings.EqualFold(string(f), string(flag))
	})
}
