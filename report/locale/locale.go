// Package locale holds the words in which nixie explains itself to people:
// for every cause and event what it means and what to do, for every code what
// it says, and the words of tables, summaries and pages. Ids, field names and
// codes are never translated.
//
// To say what a cause means:
//
//	l := locale.For("pt-BR, en;q=0.5")
//	t := l.Cause(rules.MailboxFull)
//	fmt.Println(t.Title, t.Meaning) // Mailbox full …
//
// A language is the file TAG.toml beside this one and the files
// codes/TAG/{reply,status,vendor}.toml, named by its tag (BCP 47). A text that
// it lacks comes in English, one by one. Placeholders are words in braces, such
// as {recipient}; en.toml names those of every table. A file is read when the
// first text of it is asked for: to explain a code, ten languages are not.
//
// # Limits
//
// There is no machinery for plural forms: texts are written as "recipients: 3".
// The files are embedded; what is wrong with one is found by the package's
// tests, which also list what a language lacks.
//
// All functions may be called concurrently.
package locale

import (
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/nixie-mail/nixie/rules"
)

// A Locale is the words of one language. The nil Locale is English.
type Locale struct {
	name  string // of the files: "pt-BR"
	tag   language.Tag
	texts func() map[string]string // by "table.key"; what English alone has is missing
	codes [tables]func() map[string]codeText
}

// newLocale returns the language of a file's name. Nothing is read yet.
func newLocale(name string) *Locale {
	l := &Locale{name: name, tag: language.MustParse(name)}
	l.texts = sync.OnceValue(func() map[string]string { return must(readTexts(name + ".toml")) })
	for t := range tables {
		l.codes[t] = sync.OnceValue(func() map[string]codeText { return must(readCodeTexts(name, t)) })
	}
	return l
}

// Tag returns the language's tag: "en", "pt-BR".
func (l *Locale) Tag() string { return l.orEnglish().name }

// Direction returns how the language is written, as the attribute dir of HTML
// has it: "ltr" or "rtl".
func (l *Locale) Direction() string { return l.Text("language.dir") }

func (l *Locale) orEnglish() *Locale {
	if l == nil {
		return languages()[0]
	}
	return l
}

// Text returns the text of a key such as "summary.next", its placeholders
// filled in: pairs are names and values in turn, "recipient", "a@example.org".
// A key that does not exist returns "".
func (l *Locale) Text(key string, pairs ...string) string {
	text, ok := l.orEnglish().texts()[key]
	if !ok {
		text = languages()[0].texts()[key]
	}
	return fill(text, pairs...)
}

// fill replaces "{name}" by its value for every pair of name and value. A
// value is taken as it is: braces within it stay.
func fill(text string, pairs ...string) string {
	if len(pairs) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if value, known := valueOf(name, pairs); closed && known {
			out.WriteString(value)
			text = after
			continue
		}
		out.WriteByte('{') // no placeholder of ours
		text = rest
	}
}

// valueOf finds the value that belongs to a name.
func valueOf(name string, pairs []string) (string, bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return "", false
}

// An Explanation is what to tell people about a cause or an event.
type Explanation struct {
	Title   string // a few words: "Mailbox full"
	Meaning string // one sentence: what happened
	Sender  string // what who wrote the message can do
	List    string // what the owner of a mailing list does with the address
	Again   string // whether trying again helps
}

// Cause returns the texts of a cause, or of an event by its name; for any
// other name, those of rules.Unknown. Placeholders are filled from pairs as by
// Text; texts of causes may use recipient, domain, host and status.
func (l *Locale) Cause(c rules.Cause, pairs ...string) Explanation {
	table := "cause." + string(c)
	if l.Text(table+".title") == "" {
		table = "event." + string(c)
	}
	if l.Text(table+".title") == "" {
		table = "cause." + string(rules.Unknown)
	}
	text := func(key string) string { return l.Text(table+"."+key, pairs...) }
	return Explanation{text("title"), text("meaning"), text("sender"), text("list"), text("again")}
}

// Advice returns a word for an advice, and a sentence that says what to do.
func (l *Locale) Advice(a rules.Advice) (word, sentence string) {
	return l.pair("advice." + string(a))
}

// Owner returns a word for who must act, and a sentence.
func (l *Locale) Owner(o rules.Owner) (word, sentence string) { return l.pair("owner." + string(o)) }

// Class returns a word for how lasting a failure is, and a sentence.
func (l *Locale) Class(c rules.Class) (word, sentence string) { return l.pair("class." + string(c)) }

func (l *Locale) pair(table string) (word, sentence string) {
	return l.Text(table + ".word"), l.Text(table + ".sentence")
}
