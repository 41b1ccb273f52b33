// Package format knows what the notices of mail programs look like that do
// not speak RFC 3464, or speak it only in part: qmail's, Exim's, those of
// Exchange. It finds strings and says what they are said to be, "this is the
// address, this is what the host answered"; whether an address is one, and
// what an answer means, is for package dsn and package rules.
//
//	reading, ok := format.Read(&format.Notice{Header: get, Text: text, Voice: format.System})
//	for _, f := range reading.Found {
//		fmt.Println(f.To, f.Reply)
//	}
//
// A Format is a declaration: Signs recognise a notice, Begin and End cut out
// what the program itself says, Lines read it line by line. Where lines are
// not enough, After or Extract are plain Go. The list of formats and their
// order is in all.go; each format has a file and samples of its own.
//
// # Leniency
//
// Programs are translated, patched and configured by their owners. A format
// recognises what stays: the shape, more than one wording, a header field.
//
// # Limits
//
// Of a text the first 256 KiB are read, of a line 10,000 bytes, of a notice
// 10,000 recipients. Time is linear in the text.
package format

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Notice is a message as formats see it.
type Notice struct {
	// Header returns the first value of the outer message's field, decoded,
	// "" if there is none.
	Header func(name string) string
	// Text is all that people can read, decoded to UTF-8, LF line ends, HTML
	// reduced to text. A returned message that is quoted inside is part of it.
	Text string
	// To are the addressees of the returned message, where it is attached.
	To []string
	// Voice is whose words the notice is.
	Voice Voice
}

// Found is what a notice says of one recipient: strings as they stand there.
type Found struct {
	To      string // where delivery was tried
	Alias   string // what the sender wrote, if another
	Host    string // host that refused
	Status  string // enhanced status, if it stands by itself
	Command string // SMTP command that was refused: CONN EHLO STARTTLS AUTH MAIL RCPT DATA EOD
	Date    string // of the last attempt
	Reply   string // words of the refusing host, where the format tells them apart
	Why     string // other words; an SMTP reply may be among them
	Action  string // "failed", "delayed", "delivered"
}

// Reading is what a format made of a notice.
type Reading struct {
	Format   string  // the name of the format
	Found    []Found // in the order of the notice, no two with the same To
	Original string  // header of the returned message if the text quotes it, else ""
	Reporter string  // host that speaks, if the notice names it

	Complaint string // kind of complaint, as in RFC 5965 section 7.3, if the notice is one; else ""
}

// A Format describes the notices of one program.
type Format struct {
	Name  string
	About string // program and maker, for people

	Signs []Sign // of which at least Need (0: 1) must be seen
	Need  int
	Sure  bool // the signs suffice for a failure, even if no recipient is named
	Open  bool // whoever seems to be the sender; else only a program, see Voice

	Begin []string // what the program says begins with the line that starts so; none: with the text
	End   []string // the returned message begins with the line that starts so
	Join  Join     // which lines belong together
	Lines []string // expressions with named groups, see unit.go; the first that matches takes the line

	To     string // header field to take recipients from if the text has none
	Action string // said of all recipients unless a line says otherwise; "" is "failed"

	After   func(n *Page, found []Found) []Found // repairs what lines cannot say
	Extract func(n *Page) []Found                // instead of Lines

	once  sync.Once
	exprs []expr
}

// A Sign is something by which a notice is recognised.
type Sign struct {
	Field string   // header field to look at; "": the text; mark: see there
	Any   []string // one of these stands in it; in fields case does not matter
	Match string   // or this expression matches
	re    *regexp.Regexp
}

// mark, as the Field of a Sign, is the line that announces the returned message.
const mark = "\x00mark"

// Bounds for one notice.
const (
	maxText  = 256 << 10 // a long notice has 20 KiB; what follows is a returned message
	maxLine  = 10_000    // ten times what RFC 5321 allows
	maxFound = 10_000    // as many as dsn keeps
)

// Read asks the formats in their order and returns the first reading that
// names a recipient and says something of it; if none does, the first that
// names one, or the first of a format that knew the notice.
// Ok is false if no format knows it.
func Read(n *Notice) (r Reading, ok bool) {
	p := newPage(n)
	for _, f := range all {
		if n.Voice == Person && !f.Open || !f.knows(p) {
			continue
		}
		got := f.read(p)
		if named(got.Found) && !silent(got.Found) {
			return got, true
		}
		if !ok && (named(got.Found) || !f.guess()) || named(got.Found) && !named(r.Found) {
			r, ok = got, true
		}
	}
	if named(r.Found) { // none says more: whatever speaks of failure is the reason
		words := Failures(n)
		for i := range r.Found {
			r.Found[i].Why = words
		}
	}
	return r, ok
}

// List returns all formats in the order in which Read asks them. They are not
// to be changed.
func List() []*Format { return slices.Clone(all) }

// silent reports whether nothing is told but addresses, which a header field
// such as X-Failed-Recipients names: another format may know the text.
func silent(found []Found) bool {
	for _, f := range found {
		if f.Reply != "" || f.Why != "" || f.Status != "" || f.Action != "failed" {
			return false
		}
	}
	return true
}

// guess reports whether the format is the reader of last resort, whose
// recognition alone means nothing.
func (f *Format) guess() bool { return f == plain }

// named reports whether at least one recipient has a name.
func named(found []Found) bool {
	for _, f := range found {
		if f.To != "" {
			return true
		}
	}
	return false
}

// knows reports whether enough signs are seen. It stops as soon as the answer
// is certain.
func (f *Format) knows(p *Page) bool {
	need := max(f.Need, 1)
	for i := range f.Signs {
		if f.Signs[i].seen(p) {
			need--
		}
		if need == 0 {
			return true
		}
		if len(f.Signs)-i-1 < need {
			return false
		}
	}
	return false
}

// signs guards the lazy compilation of Sign.re: a notice seldom gets there.
var signs sync.Mutex

// seen reports whether the notice shows the sign.
func (s *Sign) seen(p *Page) bool {
	in := p.Text
	if s.Field != "" {
		if in = p.field(s.Field); in == "" {
			return false
		}
	}
	for _, w := range s.Any {
		if s.Field == "" && strings.Contains(in, w) || s.Field != "" && containsFold(in, w) {
			return true
		}
	}
	if s.Match == "" {
		return false
	}
	signs.Lock()
	if s.re == nil {
		s.re = regexp.MustCompile(s.Match)
	}
	re := s.re
	signs.Unlock()
	return re.MatchString(in)
}

// containsFold reports whether s contains word, ASCII case aside.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// read splits the notice and extracts what it says.
func (f *Format) read(p *Page) Reading {
	q := p.cut(f.Begin, f.End)
	var found []Found
	if f.Extract != nil {
		found = f.Extract(q)
	} else {
		found = f.extract(q)
	}
	if f.After != nil {
		found = f.After(q, found)
	}
	if len(found) == 0 && f.Sure {
		found = []Found{{}} // the returned message may tell whose
	}
	if !named(found) && f.To != "" {
		found = fromField(p.field(f.To), found)
	}
	for i := range found {
		found[i].Action = cmp.Or(found[i].Action, f.Action, "failed")
		found[i].Command = smtpCommand(found[i].Command)
	}
	return Reading{Format: f.Name, Found: merge(found), Original: q.Original, Reporter: q.Reporter, Complaint: q.Complaint}
}

// fromField returns a recipient for each address of a header field such as
// X-Failed-Recipients, with the words that were found for nobody in
// particular.
func fromField(value string, found []Found) []Found {
	var said Found
	if len(found) > 0 {
		said = found[0]
	}
	var out []Found
	for a := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(", \t\r\n;<>", r) }) {
		if strings.Contains(a, "@") && len(out) < maxFound {
			said.To = a
			out = append(out, said)
		}
	}
	if out == nil {
		return found
	}
	return out
}
