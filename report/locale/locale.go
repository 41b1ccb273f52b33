// Package locale holds the words in which nixie explains itself to people:
// for every cause and event what it means and what to do, and the words of
// tables and summaries. Ids, field names and codes are never translated.
//
// To say what a cause means:
//
//	l := locale.For("pt-BR, en;q=0.5")
//	t := l.Cause(rules.MailboxFull)
//	fmt.Println(t.Title, t.Meaning) // Mailbox full …
//
// A language is one TOML file beside this one, named by its tag (BCP 47). A
// text that it lacks comes in English, key by key. Placeholders are words in
// braces, such as {recipient}; en.toml names those of every text.
//
// # Limits
//
// A key that English does not have is an error, found when the package's
// tests run. There is no machinery for plural forms: texts are written as
// "recipients: 3".
//
// All functions may be called concurrently.
package locale

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"github.com/nixie-mail/nixie/rules"
)

//go:embed *.toml
var files embed.FS

// A Locale is the words of one language. The nil Locale is English.
type Locale struct {
	tag   language.Tag
	texts map[string]string // by "table.key", complete
}

// all is every language there is, English first.
var all = sync.OnceValue(func() []*Locale {
	list, err := load()
	if err != nil {
		panic(err) // the texts are embedded and tested
	}
	return list
})

// For returns the language that fits lang best, English if none does. Lang is
// an Accept-Language header ("pt-BR, en;q=0.5"), a tag ("tr") or the value of
// $LANG ("pl_PL.UTF-8").
func For(lang string) *Locale {
	lang, _, _ = strings.Cut(lang, ".")
	wanted, _, err := language.ParseAcceptLanguage(strings.ReplaceAll(lang, "_", "-"))
	if err != nil || len(wanted) == 0 {
		return all()[0]
	}
	var tags []language.Tag
	for _, l := range all() {
		tags = append(tags, l.tag)
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return all()[i]
}

// Languages returns the tags of all languages, English first.
func Languages() []string {
	var tags []string
	for _, l := range all() {
		tags = append(tags, l.tag.String())
	}
	return tags
}

// Tag returns the language's tag: "en", "pt-BR".
func (l *Locale) Tag() string { return l.orEnglish().tag.String() }

func (l *Locale) orEnglish() *Locale {
	if l == nil {
		return all()[0]
	}
	return l
}

// Text returns the text of a key such as "summary.next", its placeholders
// filled in: pairs are names and values in turn, "recipient", "a@example.org".
// A key that does not exist returns "".
func (l *Locale) Text(key string, pairs ...string) string {
	return Fill(l.orEnglish().texts[key], pairs...)
}

// Fill replaces "{name}" by its value for every pair of name and value. A
// value is taken as it is: braces within it stay.
func Fill(text string, pairs ...string) string {
	if len(pairs) == 0 || !strings.Contains(text, "{") {
		return text
	}
	args := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		args = append(args, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(args...).Replace(text)
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

// load reads every language and completes it from English.
func load() ([]*Locale, error) {
	english, err := read("en.toml", nil)
	if err != nil {
		return nil, err
	}
	list := []*Locale{english}
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	for _, e := range entries {
		if e.Name() == "en.toml" {
			continue
		}
		l, err := read(e.Name(), english)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// read reads one file over the texts of base, which is nil for English.
func read(name string, base *Locale) (*Locale, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	tag, err := language.Parse(strings.TrimSuffix(name, ".toml"))
	if err != nil {
		return nil, fmt.Errorf("locale: %s: the name is no language tag: %w", name, err)
	}
	texts, err := parse(raw, base)
	if err != nil {
		return nil, fmt.Errorf("locale: %s: %w", name, err)
	}
	return &Locale{tag, texts}, nil
}

// parse reads a file of texts. Every key must be one of base, unless base is
// nil.
func parse(raw []byte, base *Locale) (map[string]string, error) {
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	texts := map[string]string{}
	if base != nil {
		for k, v := range base.texts {
			texts[k] = v
		}
	}
	return texts, flatten("", tree, base, texts)
}

// flatten turns tables into dotted keys.
func flatten(prefix string, tree map[string]any, base *Locale, into map[string]string) error {
	for k, v := range tree {
		key := prefix + k
		switch v := v.(type) {
		case map[string]any:
			if err := flatten(key+".", v, base, into); err != nil {
				return err
			}
		case string:
			if base != nil && base.texts[key] == "" {
				return fmt.Errorf("%s: English has no such text", key)
			}
			into[key] = v
		default:
			return fmt.Errorf("%s: not a text", key)
		}
	}
	return nil
}
