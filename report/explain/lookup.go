package explain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
)

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
	return isASCIIDigit(rune(parts[0][0])) || strings.EqualFold(parts[0], "x")
}

// registered returns the registered status that "x.2.2" names.
func registered(word string) (locale.Code, bool) {
	for _, c := range locale.Statuses() {
		if strings.EqualFold(c.Code, word) {
			return c, true
		}
	}
	return locale.Code{}, false
}

func findReply(code string) (locale.Code, bool) {
	for _, c := range locale.Replies() {
		if c.Code == code {
			return c, true
		}
	}
	return locale.Code{}, false
}

// findStatus returns what the registry and the vendors say of a status, the
// registry first.
func findStatus(st dsn.Status) []locale.Code {
	var found []locale.Code
	want := strings.TrimLeft(st.String(), "245")
	for _, c := range locale.Statuses() {
		if c.Code == "X"+want {
			found = append(found, c)
		}
	}
	for _, c := range locale.Vendors() {
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
	for _, c := range locale.Vendors() {
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
	type near struct {
		code string
		far  int
	}
	var all []near
	if parts := strings.Split(code, "."); len(parts) == 3 {
		for _, c := range locale.Statuses() {
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
		for _, c := range locale.Replies() {
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
