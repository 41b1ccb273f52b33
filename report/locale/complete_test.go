package locale

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// skeleton makes `go test ./report/locale -v -run TestComplete -skeleton pl`
// print what Polish lacks, as TOML to be translated.
var skeleton = flag.String("skeleton", "", "print the texts that this language lacks")

// complete are the languages that lack nothing. One whose file does not exist
// yet is passed over.
var complete = []string{"en", "tl", "tr", "gu", "pl", "pt-BR", "de", "fr", "es", "ja"}

// An entry is one text, by the place where it stands.
type entry struct{ file, key, text string }

// entries returns every text of a language, in order. Of English, that is
// every text that there is.
func entries(l *Locale) []entry {
	var all []entry
	texts := l.texts()
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		all = append(all, entry{l.name + ".toml", key, texts[key]})
	}
	for t := range tables {
		codes := l.codes[t]()
		if l.name == "en" {
			codes = englishCodes(t)
		}
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			c := codes[code]
			for _, f := range []struct{ name, text string }{
				{"meaning", c.Meaning}, {"sender", c.Sender}, {"list", c.List}, {"conflict", c.Conflict},
			} {
				if f.text != "" {
					all = append(all, entry{t.file(l.name), code + "/" + f.name, f.text})
				}
			}
		}
	}
	return all
}

func englishCodes(t table) map[string]codeText {
	texts := map[string]codeText{}
	for _, c := range [][]Code{Replies(), Statuses(), Vendors()}[t] {
		texts[c.Code] = codeText{c.Meaning, c.Sender, c.List, c.Conflict}
	}
	return texts
}

// place is where an entry stands, whatever its language.
func (e entry) place() string {
	file := e.file[strings.LastIndexByte(e.file, '/')+1:]
	if !strings.Contains(e.file, "/") {
		file = ""
	}
	return file + "#" + e.key
}

func TestComplete(t *testing.T) {
	english := map[string]string{}
	for _, e := range entries(languages()[0]) {
		english[e.place()] = e.text
	}
	for _, l := range languages()[1:] {
		t.Run(l.name, func(t *testing.T) {
			has := map[string]bool{}
			for _, e := range entries(l) {
				has[e.place()] = true
				if want, known := english[e.place()]; known {
					checkTranslation(t, l, e, want)
				} else {
					t.Errorf("%s %s: English has no such text", e.file, e.key)
				}
			}
			missing := slices.DeleteFunc(entries(languages()[0]), func(e entry) bool { return has[e.place()] })
			for _, e := range missing {
				if slices.Contains(complete, l.name) {
					t.Errorf("%s lacks %s", strings.Replace(e.file, "en", l.name, 1), e.key)
				} else {
					t.Logf("%s lacks %s", strings.Replace(e.file, "en", l.name, 1), e.key)
				}
			}
		})
	}
	if *skeleton != "" {
		printSkeleton(*skeleton)
	}
}

// printSkeleton prints what a language lacks, file by file.
func printSkeleton(name string) {
	has := map[string]bool{}
	if i := slices.IndexFunc(languages(), func(l *Locale) bool { return l.name == name }); i > 0 {
		for _, e := range entries(languages()[i]) {
			has[e.place()] = true
		}
	}
	last, n := "", 0
	for _, e := range entries(languages()[0]) {
		if has[e.place()] {
			continue
		}
		n++
		file := strings.Replace(e.file, "en", name, 1)
		table, key := e.key[:max(0, strings.LastIndexByte(e.key, '.'))], e.key[strings.LastIndexByte(e.key, '.')+1:]
		if strings.Contains(e.file, "/") {
			slash := strings.LastIndexByte(e.key, '/')
			table, key = fmt.Sprintf("%q", e.key[:slash]), e.key[slash+1:]
		}
		if head := "# " + file + "\n[" + table + "]"; head != last {
			fmt.Fprintf(os.Stdout, "\n%s\n", head)
			last = head
		}
		fmt.Fprintf(os.Stdout, "%s = %q\n", key, e.text)
	}
	fmt.Fprintf(os.Stdout, "\n# %d texts\n", n)
}

func TestTablesFit(t *testing.T) {
	for _, l := range languages() {
		for _, e := range entries(l) {
			most := columns(e.key)
			if n := displaywidth.String(e.text); !strings.Contains(e.file, "/") && most > 0 && n > most {
				t.Errorf("%s %s: %q is %d columns wide; the table has %d", e.file, e.key, e.text, n, most)
			}
		}
	}
}

// columns is how wide a text may be on a terminal; 0: as wide as it likes.
func columns(key string) int {
	table, rest, _ := strings.Cut(key, ".")
	_, field, _ := strings.Cut(rest, ".")
	switch {
	case table == "explain", field == "title" && (table == "cause" || table == "event"):
		return 26 // the left side of a card; beside a recipient in 80 columns
	case field == "word" && (table == "advice" || table == "owner"):
		return 12
	case field == "word" && table == "class", table == "heading":
		return 20
	}
	return 0
}

// checkTranslation compares a text with its English original.
func checkTranslation(t *testing.T, l *Locale, e entry, english string) {
	t.Helper()
	if strings.TrimSpace(e.text) == "" && e.key != "number.group" {
		t.Errorf("%s %s: empty", e.file, e.key)
	}
	if e.text != strings.TrimSpace(e.text) && english == strings.TrimSpace(english) && e.key != "number.group" {
		t.Errorf("%s %s: a blank at an end of %q", e.file, e.key, e.text)
	}
	if got, want := placeholders(e.text), placeholders(english); !slices.Equal(got, want) {
		t.Errorf("%s %s: placeholders %v, English has %v", e.file, e.key, got, want)
	}
	if word, isEnglish := untranslated(l, e, english); isEnglish {
		t.Errorf("%s %s: looks untranslated (%q): %q", e.file, e.key, word, e.text)
	}
}

// placeholders returns the names of a text's placeholders, each once.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var (
	quoted = regexp.MustCompile(`"[^"]*"|“[^”]*”|„[^”“]*[”“]|«[^»]*»|「[^」]*」|nixie [a-z]+( [a-z]+)?( --?[a-z]+)*`)
	word   = regexp.MustCompile(`\p{L}[\p{L}\p{M}'’-]*`)
)

// onlyEnglish are words of no other of the ten languages.
var onlyEnglish = strings.Fields("the and your which been this their cannot would should these those does")

// technical are keys whose texts may be alike in every language.
var technical = regexp.MustCompile(`^(language\.dir|number\.|date\.|month\.|join\.|summary\.(comma|item)|problem\.|page\.(period|about\.version)|fix\.(at|lists|some)$|reason\.code|told\.part)`)

// untranslated reports whether a text is still English, in whole or in large
// part, and by which word. Words in testdata/terms.txt, server's words in
// quotation marks and commands do not count.
func untranslated(l *Locale, e entry, english string) (string, bool) {
	if technical.MatchString(e.key) {
		return "", false
	}
	own, theirs := wordsOf(l, e.text), wordsOf(l, english)
	for _, w := range own {
		if slices.Contains(onlyEnglish, w) {
			return w, true
		}
	}
	shared := 0
	for _, w := range own {
		if slices.Contains(theirs, w) {
			shared++
		}
	}
	if len(own) > 0 && shared*2 > len(own) {
		return strings.Join(own, " "), true
	}
	return "", false
}

// wordsOf returns the words of a text that a translation should change.
func wordsOf(l *Locale, text string) []string {
	text = quoted.ReplaceAllString(placeholder.ReplaceAllString(text, ""), "")
	return slices.DeleteFunc(word.FindAllString(strings.ToLower(text), -1), func(w string) bool {
		return terms()["*"][w] || terms()[l.name][w]
	})
}

// terms are the words that stay as they are, by language; "*" is for all.
var terms = sync.OnceValue(func() map[string]map[string]bool {
	raw, err := os.ReadFile("testdata/terms.txt")
	if err != nil {
		panic(err)
	}
	byLanguage := map[string]map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] != "#" {
			if byLanguage[words[0]] == nil {
				byLanguage[words[0]] = map[string]bool{}
			}
			for _, w := range words[1:] {
				byLanguage[words[0]][w] = true
			}
		}
	}
	return byLanguage
})
