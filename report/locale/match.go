package locale

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// languages is every language there is, English first, then by the names of
// the files.
var languages = sync.OnceValue(func() []*Locale {
	list := []*Locale{newLocale("en")}
	for _, e := range must(files.ReadDir(".")) {
		name, isTexts := strings.CutSuffix(e.Name(), ".toml")
		if isTexts && name != "en" {
			list = append(list, newLocale(name))
		}
	}
	return list
})

// matcher knows the languages by their place in the list.
var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range languages() {
		tags = append(tags, l.tag)
	}
	return language.NewMatcher(tags)
})

// For returns the language that fits lang best, English if none does. Lang is
// an Accept-Language header ("pt-BR, en;q=0.5"), a tag ("tr") or the value of
// $LANG ("pl_PL.UTF-8", "de_DE@euro", "C").
func For(lang string) *Locale {
	l, _ := Find(lang)
	return l
}

// Find is For, and reports whether there is a language that fits, rather than
// English for want of a better one.
func Find(lang string) (l *Locale, ok bool) {
	english := languages()[0]
	wanted, _, err := language.ParseAcceptLanguage(withoutPOSIX(lang))
	if err != nil || len(wanted) == 0 {
		return english, false
	}
	// The matched tag would carry extensions of the wanted one ("de-u-rg-atzzzz");
	// the index does not.
	_, i, fits := matcher().Match(wanted...)
	if fits == language.No {
		return english, false
	}
	return languages()[i], true
}

// withoutPOSIX turns the POSIX form of a locale, "pt_BR.UTF-8@euro", into a
// tag: no parser of BCP 47 takes the code set and the modifier. A header has
// neither "." before its first ";" nor "@".
func withoutPOSIX(lang string) string {
	lang, _, _ = strings.Cut(lang, "@")
	if dot := strings.IndexByte(lang, '.'); dot >= 0 && !strings.ContainsAny(lang[:dot], ";,") {
		lang = lang[:dot]
	}
	if lang == "C" || lang == "POSIX" {
		return "en"
	}
	return strings.ReplaceAll(lang, "_", "-")
}

// Languages returns the tags of all languages, English first.
func Languages() []string {
	var tags []string
	for _, l := range languages() {
		tags = append(tags, l.name)
	}
	return slices.Clip(tags)
}
