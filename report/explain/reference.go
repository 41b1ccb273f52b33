package explain

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

//go:embed reference.tmpl
var referenceText string

// referenceTemplate is parsed when it is first needed: to explain a code, it is
// not.
var referenceTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(referenceText))
})

// A reference is the page codes.html or causes.html. It is complete without
// script and asks nothing of any network.
type reference struct {
	Title, About, Made string
	Sections           []section
	Style              template.CSS
	security           string
	l                  *locale.Locale
}

type section struct {
	Anchor, Title, About string
	Entries              []refEntry
}

// A refEntry is one code or cause.
type refEntry struct {
	Anchor, Link, Title, ID, Meaning string
	Facts                            []refFact
}

// A refFact is a name with a text, or with causes to follow.
type refFact struct {
	Name, Text string
	Causes     []refCause
}

type refCause struct{ ID, Title string }

// T returns a text of the language.
func (r *reference) T(key string) string { return r.l.Text(key) }

// Lang and Dir are attributes of the page.
func (r *reference) Lang() string { return r.l.Tag() }

// Dir tells how the language is written.
func (r *reference) Dir() string { return r.l.Direction() }

// Comma stands between the items of a list.
func (r *reference) Comma() string { return r.l.Text("summary.comma") }

// Security is the Content-Security-Policy of the page: its own style, nothing
// else.
func (r *reference) Security() string { return r.security }

func (r *reference) write(w io.Writer, version string) error {
	n := 0
	for _, s := range r.Sections {
		n += len(s.Entries)
	}
	r.Made = r.l.Text("reference.made", "version", version, "n", strconv.Itoa(n))
	r.Style, r.security = page.Style()
	var b bytes.Buffer // a broken template must not leave half a page
	if err := referenceTemplate().ExecuteTemplate(&b, "reference", r); err != nil {
		return fmt.Errorf("explain: reference: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteCodes writes codes.html: the given codes in the language l, each with an
// anchor of its own. Version is that of the program.
func WriteCodes(w io.Writer, l *locale.Locale, codes []locale.Code, version string) error {
	r := &reference{l: l, Title: l.Text("reference.codes"), About: l.Text("reference.codes_about")}
	taken := map[string]bool{}
	for _, kind := range []string{"reply", "status", "vendor"} {
		key := map[string]string{"reply": "replies", "status": "statuses", "vendor": "vendors"}[kind]
		s := section{Anchor: key, Title: l.Text("reference." + key), About: l.Text("reference." + key + "_about")}
		taken[key] = true
		for _, c := range codes {
			if c.Kind() == kind {
				s.Entries = append(s.Entries, codeEntry(l, l.Code(c), taken))
			}
		}
		if len(s.Entries) > 0 {
			r.Sections = append(r.Sections, s)
		}
	}
	return r.write(w, version)
}

// codeEntry is one code on the page.
func codeEntry(l *locale.Locale, c locale.Code, taken map[string]bool) refEntry {
	link, more, _ := strings.Cut(c.Code, ", ")
	if more != "" {
		link += ", …"
	}
	e := refEntry{Anchor: anchorOf(c, taken), Link: link, Title: c.Code, Meaning: c.Meaning}
	switch {
	case c.Name != "":
		e.Title += " · " + c.Name
	case c.Class != "":
		e.Title += " · " + l.Text("reply."+c.Class)
	}
	e.fact(l.Text("explain.sender"), c.Sender)
	e.fact(l.Text("explain.list"), c.List)
	e.fact(l.Text("explain.conflict"), c.Conflict)
	var causes []refCause
	for _, cause := range c.Causes {
		causes = append(causes, refCause{string(cause), l.Cause(cause).Title})
	}
	if len(causes) > 0 {
		e.Facts = append(e.Facts, refFact{Name: l.Text("reference.causes_of"), Causes: causes})
	}
	if strings.ContainsAny(c.Replies, "2345") {
		e.fact(l.Text("reference.with"), c.Replies)
	}
	e.fact(l.Text("reference.reference"), c.Reference)
	return e
}

func (e *refEntry) fact(name, text string) {
	if text != "" {
		e.Facts = append(e.Facts, refFact{Name: name, Text: text})
	}
}

// anchorOf returns a short id that no other entry has: "550", "x.1.1",
// "5.7.606-to-5.7.649". A vendor's use of a registered code does not take its
// anchor.
func anchorOf(c locale.Code, taken map[string]bool) string {
	const most = 40 // letters; lists of tags are longer
	var b strings.Builder
	for _, r := range strings.ToLower(c.Code) {
		if r == '.' || r == '_' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String()[:min(b.Len(), most)], "-")
	anchor := name
	for n := 2; taken[anchor]; n++ {
		anchor = name + "-" + strconv.Itoa(n)
	}
	taken[anchor] = true
	return anchor
}

// WriteCauses writes causes.html: every cause by family, and the reports that
// are no failure.
func WriteCauses(w io.Writer, l *locale.Locale, version string) error {
	r := &reference{l: l, Title: l.Text("reference.causes"), About: l.Text("reference.causes_about")}
	for _, family := range rules.Families() {
		s := section{Anchor: "family-" + string(family), Title: l.Text("family." + string(family))}
		for _, m := range rules.Causes() {
			if m.Family == family {
				s.Entries = append(s.Entries, causeEntry(l, m))
			}
		}
		r.Sections = append(r.Sections, s)
	}
	s := section{Anchor: "events", Title: l.Text("reference.events")}
	for _, k := range report.Events() {
		m := rules.Cause(k).Meaning()
		if k == dsn.Delay { // stands beside a cause, never for one
			m = rules.Meaning{Cause: rules.Cause(k), Class: rules.None, Owner: rules.OwnerNobody, Advice: rules.Ignore}
		}
		if string(m.Cause) == string(k) {
			s.Entries = append(s.Entries, causeEntry(l, m))
		}
	}
	r.Sections = append(r.Sections, s)
	return r.write(w, version)
}

// causeEntry is one cause on the page.
func causeEntry(l *locale.Locale, m rules.Meaning) refEntry {
	t := l.Cause(m.Cause)
	e := refEntry{Anchor: string(m.Cause), Link: t.Title, Title: t.Title, ID: string(m.Cause), Meaning: t.Meaning}
	word, advice := l.Advice(m.Advice)
	e.fact(l.Text("explain.owner"), turnOf(l, m.Cause))
	if m.Class != rules.None {
		class, lasting := l.Class(m.Class)
		e.fact(l.Text("explain.class"), class+": "+lasting)
	}
	e.fact(l.Text("explain.sender"), t.Sender)
	e.fact(l.Text("explain.list"), t.List)
	e.fact(l.Text("explain.again"), t.Again)
	e.fact(l.Text("explain.advice"), word+": "+advice)
	if m.Class != rules.None || m.Advice == rules.Unsubscribe {
		e.fact(l.Text("explain.removal"), removal(l, ledger.Standard(), byName(m.Cause)))
	}
	e.fact(l.Text("reference.names"), strings.Join(m.Aliases, ", "))
	return e
}
