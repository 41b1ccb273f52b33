package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
)

// said is what a text that a person gives holds of codes.
type said struct {
	reply   string     // "550", the first that looks like a reply code
	status  dsn.Status // the first enhanced status
	tags    []locale.Code
	unknown []string // what looks like a code and is none: "599", "5.9.1", "6.1.1"
	words   bool     // there is more than codes
}

// maxExplained bounds the text that is explained; replies have 512 bytes a
// line (RFC 5321 section 4.5.3.1.5) and rarely more than ten lines.
const maxExplained = 16 << 10

// maxWrong bounds how many codes that do not exist are told one by one.
const maxWrong = 3

// listen finds the codes in a text: "550", "5.2.2", "Error 421",
// "550 5 1 1 User unknown", "550-5.7.606 Access denied".
func listen(text string) said {
	var s said
	afterReply := false // the blank-separated form "5 1 1" is a status only behind a reply code
	for i := 0; i < len(text); {
		if isBreak(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && !isBreak(text[end]) {
			end++
		}
		word := strings.TrimRight(text[i:end], ".:")
		st, n, ok := dsn.ParseStatus(text[i:])
		if ok && (afterReply || strings.Contains(word, ".")) {
			s.hearStatus(st)
			i, afterReply = i+n, false
			continue
		}
		afterReply = s.hearWord(word)
		i = end
	}
	return s
}

func (s *said) hearStatus(st dsn.Status) {
	if s.status.IsZero() {
		s.status = st
		if len(findStatus(locale.AllCodes(), st)) == 0 {
			s.wrong(st.String())
		}
	}
}

// hearWord takes in one word and reports whether it is the reply code.
func (s *said) hearWord(word string) (reply bool) {
	codes := locale.AllCodes()
	status := strings.TrimLeft(word, "#") // "#6.1.1"
	switch {
	case isAnyCode(word) && s.reply == "":
		s.reply = word
		if _, known := findReply(codes, word); !known {
			s.wrong(word)
		}
		return true
	case looksLikeStatus(status):
		if c, known := registered(codes, status); known { // "x.2.2"
			s.tags = append(s.tags, c)
		} else {
			s.wrong(status)
		}
	default:
		if tag, known := findTag(word); known {
			s.tags = append(s.tags, tag)
		} else if !isFiller(word) {
			s.words = true
		}
	}
	return false
}

// wrong notes a code that does not exist.
func (s *said) wrong(code string) {
	if len(s.unknown) < maxWrong && !slices.Contains(s.unknown, code) {
		s.unknown = append(s.unknown, code)
	}
}

// isBreak reports whether c stands between words of a reply. A "-" does, so
// that "550-5.1.1" is two; vendors' tags with "-" are looked up without.
func isBreak(c byte) bool { return strings.IndexByte(" \t\r\n-()[]<>,;\"'=", c) >= 0 }

// isAnyCode reports whether word is a number of three digits.
func isAnyCode(word string) bool {
	return len(word) == 3 && isDigit(word[0]) && isDigit(word[1]) && isDigit(word[2])
}

// isFiller reports whether a word beside a bare code adds nothing: "Error 421",
// "SMTP 550".
func isFiller(word string) bool {
	switch strings.ToLower(word) {
	case "smtp", "esmtp", "error", "code", "status", "reply", "dsn", "ndr":
		return true
	}
	return false
}

// looksLikeStatus reports whether word has the form of a status with any
// class, such as "6.1.1" or "x.2.2".
func looksLikeStatus(word string) bool {
	parts := strings.Split(word, ".")
	if len(parts) != 3 || len(parts[0]) != 1 {
		return false
	}
	for _, p := range parts[1:] {
		if _, err := strconv.ParseUint(p, 10, 10); err != nil {
			return false
		}
	}
	return isDigit(parts[0][0]) || strings.EqualFold(parts[0], "x")
}

// registered returns the registered status that "x.2.2" names.
func registered(codes *locale.Codes, word string) (locale.Code, bool) {
	for _, c := range codes.Statuses {
		if strings.EqualFold(c.Code, word) {
			return c, true
		}
	}
	return locale.Code{}, false
}

func findReply(codes *locale.Codes, code string) (locale.Code, bool) {
	for _, c := range codes.Replies {
		if c.Code == code {
			return c, true
		}
	}
	return locale.Code{}, false
}

// findStatus returns what the registry and the vendors say of a status, the
// registry first.
func findStatus(codes *locale.Codes, st dsn.Status) []locale.Code {
	var found []locale.Code
	want := strings.TrimLeft(st.String(), "245")
	for _, c := range codes.Statuses {
		if c.Code == "X"+want {
			found = append(found, c)
		}
	}
	for _, c := range codes.Vendors {
		if holdsStatus(c.Code, st) {
			found = append(found, c)
		}
	}
	return found
}

// holdsStatus reports whether a vendor's entry speaks of st: "5.7.1",
// "5.7.504, 5.7.505", "5.7.606 to 5.7.649", "4.7.26, 5.7.26 (Gmail)".
func holdsStatus(entry string, st dsn.Status) bool {
	entry, _, _ = strings.Cut(entry, " (")
	for item := range strings.SplitSeq(entry, ", ") {
		from, to, isRange := strings.Cut(item, " to ")
		low, n, ok := dsn.ParseStatus(from)
		if !ok || n != len(from) {
			continue
		}
		if !isRange {
			if low == st {
				return true
			}
			continue
		}
		high, _, ok := dsn.ParseStatus(to)
		if ok && low.Class == st.Class && low.Subject == st.Subject && low.Detail <= st.Detail && st.Detail <= high.Detail {
			return true
		}
	}
	return false
}

// tags are the vendors' entries by each of their tags, in lower case: "s3150",
// "tss04". Words without a digit are too common to be tags.
var tags = sync.OnceValue(func() map[string]locale.Code {
	byTag := map[string]locale.Code{}
	for _, c := range locale.AllCodes().Vendors {
		for tag := range strings.SplitSeq(strings.ToLower(c.Code), ", ") {
			_, taken := byTag[tag]
			if len(tag) >= 4 && strings.ContainsAny(tag, "0123456789") && !taken {
				byTag[tag] = c
			}
		}
	}
	return byTag
})

// findTag returns the vendor's entry that holds word as a tag.
func findTag(word string) (locale.Code, bool) {
	c, ok := tags()[strings.ToLower(word)]
	return c, ok
}

// nearest returns up to three known codes that look most like one that does
// not exist.
func nearest(code string) []string {
	codes := locale.AllCodes()
	type near struct {
		code string
		far  int
	}
	var all []near
	if parts := strings.Split(code, "."); len(parts) == 3 {
		for _, c := range codes.Statuses {
			known := strings.Split(c.Code, ".")
			if len(known) != 3 || strings.Contains(c.Code, " ") {
				continue
			}
			class := parts[0]
			if strings.Trim(class, "245") != "" {
				class = "5"
			}
			far := 1000*distance(known[1], parts[1]) + distance(known[2], parts[2])
			all = append(all, near{class + "." + known[1] + "." + known[2], far})
		}
	} else {
		for _, c := range codes.Replies {
			all = append(all, near{c.Code, distance(c.Code, code)})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	var names []string
	for _, n := range all[:min(len(all), 3)] {
		names = append(names, n.code)
	}
	return names
}

// distance returns how far two numbers in digits lie apart.
func distance(a, b string) int {
	x, _ := strconv.Atoi(a) // at most three digits, checked before
	y, _ := strconv.Atoi(b)
	return max(x-y, y-x)
}
