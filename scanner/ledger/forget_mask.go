package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/scanner"
)

// A mask hides one address in texts, as --redact shows addresses:
// "v***@example.net". The domain stays, for it tells who refused.
type mask struct {
	key   string // the address in lower case
	forms []form
	alone form // the part before the "@" where it stands by itself; no key: too short for that
}

// A form is one way in which the address is written.
type form struct {
	key, hidden string
	begins      func(before rune) bool // what may stand before it
	ends        func(rest string) bool // what may follow
}

// shortestAlone is the length, in bytes, from which the part before the "@" is
// looked for by itself, as in "user victim unknown": shorter ones stand in too
// many words.
const shortestAlone = 3

// maskOf returns the mask of the address of that key.
func maskOf(key string) *mask {
	m := &mask{key: key}
	begins := func(before rune) bool { return !local(before) || before == '/' } // "imaps://victim@example.net/INBOX"
	ends := func(rest string) bool { return !continued(rest) }
	at := strings.LastIndexByte(key, '@')
	if at <= 0 {
		m.forms = []form{{key, "***", begins, ends}}
		return m
	}
	name, domain := key[:at], key[at+1:]
	first, size := utf8.DecodeRuneInString(name)
	hidden := string(first) + "***"
	if first == utf8.RuneError || size == len(name) {
		hidden = "***"
	}
	// In the return path of the sender's own mail, behind "bounces+" or "SRS0=", the
	// address is written otherwise.
	inside := func(before rune) bool { return begins(before) || strings.ContainsRune("+-=.", before) }
	end := func(rest string) bool { next, _ := utf8.DecodeRuneInString(rest); return !local(next) }
	m.forms = []form{
		{key, hidden + "@" + domain, begins, ends},
		{name + "=" + domain, hidden + "=" + domain, inside, ends}, // VERP
		{domain + "=" + name, domain + "=" + hidden, inside, end},  // SRS
		{name + "%40" + domain, hidden + "%40" + domain, begins, ends},
	}
	if len(name) >= shortestAlone {
		m.alone = form{name, hidden, begins, func(rest string) bool { return end(rest) && !strings.HasPrefix(rest, "@") }}
	}
	return m
}

// in reports whether the address stands in a text, in any of its forms.
func (m *mask) in(text string) bool { return m.hide(text) != text }

// inPlace is in for a place.
func (m *mask) inPlace(place string) bool { return m.hidePlace(place) != place }

// hide returns the text without the address.
func (m *mask) hide(text string) string { return m.hideForms(text, false) }

// hidePlace returns the path of a file, or a URL, without the address, behind which
// a name may go on there: "victim@example.net.eml".
func (m *mask) hidePlace(place string) string { return m.hideForms(place, true) }

func (m *mask) hideForms(text string, goesOn bool) string {
	low := folded(text)
	for _, f := range m.forms {
		if strings.Contains(low, f.key) {
			if goesOn {
				f.ends = func(string) bool { return true }
			}
			text = f.replace(text)
			low = folded(text)
		}
	}
	return text
}

// hideAlone hides what stands before the "@", where it stands by itself, too.
func (m *mask) hideAlone(text string) string {
	if text = m.hide(text); m.alone.key == "" {
		return text
	}
	return m.alone.replace(text)
}

// replace returns the text with the form hidden.
func (f *form) replace(text string) string {
	var out strings.Builder
	low, done := folded(text), 0
	for from := 0; ; {
		i := strings.Index(low[from:], f.key)
		if i < 0 {
			return out.String() + text[done:]
		}
		begin := from + i
		from = begin + len(f.key)
		before, _ := utf8.DecodeLastRuneInString(low[:begin])
		if f.begins(before) && f.ends(low[from:]) {
			out.WriteString(text[done:begin] + f.hidden)
			done = from
		}
	}
}

// folded returns the text in lower case, each letter in its place. Letters that
// take another number of bytes in lower case stay: no address has them.
func folded(text string) string {
	if low := strings.ToLower(text); len(low) == len(text) && isASCII(text) {
		return low
	}
	b := []byte(text)
	for i, r := range text {
		if low := unicode.ToLower(r); low != r && r != utf8.RuneError && utf8.RuneLen(low) == utf8.RuneLen(r) {
			utf8.EncodeRune(b[i:], low)
		}
	}
	return string(b)
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// outcome returns an outcome about somebody else without the address. A new
// address is taken out: a hidden one would be mailed to. Words that prove the
// verdict stay, even if they are the part before the "@", such as "user".
func (m *mask) outcome(o scanner.Outcome) (scanner.Outcome, error) {
	e := o.Event()
	words := m.hideAlone
	if quote := m.hide(e.Quote); words(quote) != quote {
		words = m.hide
	}
	if m.in(e.NewAddress) {
		e.NewAddress = ""
	}
	for _, text := range []*string{&e.Diagnostic, &e.Remark, &e.Quote} {
		*text = words(*text)
	}
	for _, text := range []*string{
		&e.Recipient, &e.OriginalRecipient, &e.RemoteMTA, &e.ReportingMTA, &e.Detail, &e.ListURL, &e.MessageID,
		&e.OriginalMessageID, &e.OriginalSubject, &e.OriginalFrom, &e.ListID, &e.Campaign, &e.Subscriber,
	} {
		*text = m.hide(*text)
	}
	e.Path = m.hidePlace(e.Path)
	for i := range e.Problems {
		e.Problems[i] = words(e.Problems[i])
	}
	return e.Outcome()
}

// masked reports whether an address is one that was hidden.
func masked(address string) bool { return strings.Contains(address, "***@") }

// mentioned reports whether the address stands in text as a whole:
// "a@example.org" does not stand in "ba@example.org" or "a@example.org.uk".
func mentioned(text, key string) bool {
	text = strings.ToLower(text)
	for {
		i := strings.Index(text, key)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		text = text[i+len(key):]
		if !local(before) && !continued(text) {
			return true
		}
	}
}

// local reports whether r can be part of an address before the "@"
// (RFC 5322 section 3.2.3). An apostrophe, a brace and the like more often
// stand around an address than in it.
func local(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("!#$%&*+-./?^_~", r)
}

// continued reports whether a domain goes on at the start of text. A full stop
// ends a sentence unless a letter or digit follows.
func continued(text string) bool {
	text = strings.TrimPrefix(text, ".")
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-'
}
