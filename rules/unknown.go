package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// maxUnknown bounds how many wordings Unknowns tells apart. A year of a large
// sender's undecided replies has some hundred.
const maxUnknown = 10_000

// Unknowns counts what no rule recognises, by wording. The zero value is ready
// to use, by one caller at a time.
type Unknowns struct {
	groups map[string]*UnknownGroup
	others int
}

// maxKept bounds the example that Unknowns keeps of a wording, in bytes.
const maxKept = 1 << 10

// An UnknownGroup is texts that say the same in the same words.
type UnknownGroup struct {
	Wording string // see Wording; "" where the report held no words
	Count   int
	Example string // the first of the texts as it was said, its first 1,024 bytes
}

// Add counts what was said of r: the reply, else the remark.
func (u *Unknowns) Add(r dsn.Recipient) {
	text := r.Reply.Text
	if text == "" {
		text = r.Remark
	}
	w := Wording(text)
	if g, ok := u.groups[w]; ok {
		g.Count++
		return
	}
	if len(u.groups) >= maxUnknown {
		u.others++
		return
	}
	if u.groups == nil {
		u.groups = map[string]*UnknownGroup{}
	}
	u.groups[w] = &UnknownGroup{Wording: w, Count: 1, Example: strings.Clone(text[:min(len(text), maxKept)])}
}

// Groups returns the wordings, the most frequent first. The slice is the
// caller's.
func (u *Unknowns) Groups() []UnknownGroup {
	var all []UnknownGroup
	for _, w := range slices.Sorted(maps.Keys(u.groups)) {
		all = append(all, *u.groups[w])
	}
	slices.SortStableFunc(all, func(a, b UnknownGroup) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// Others returns how many texts had wordings beyond the 10,000 that are told
// apart.
func (u *Unknowns) Others() int { return u.others }
