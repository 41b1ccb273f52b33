package main

import (
	"strings"

	"github.com/nixie-mail/nixie/report/locale"
)

// locale returns the language in which people are spoken to: that of --lang,
// else that of the environment. English is the last resort.
func (a *app) locale() *locale.Locale { return locale.For(a.wantedLanguage()) }

// n writes a number for people.
func (a *app) n(n int) string { return a.locale().Number(n) }

// tell is note with a text of the language, under its key in [run].
func (a *app) tell(key string, pairs ...string) {
	a.note("%s", a.locale().Text("run."+key, pairs...))
}

// wantedLanguage returns --lang, or what the environment asks for, in the
// order of POSIX (XBD section 8.2). LANGUAGE is GNU's: "pl:en" is a list, and
// it counts only where the locale itself is not "C".
func (a *app) wantedLanguage() string {
	if a.lang != "" {
		return a.lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		lang := a.env.get(name)
		if lang == "" {
			continue
		}
		list := a.env.get("LANGUAGE")
		if base, _, _ := strings.Cut(lang, "."); list == "" || base == "C" || base == "POSIX" {
			return lang
		}
		return strings.ReplaceAll(list, ":", ",")
	}
	return ""
}

// checkLanguage refuses a --lang for which there are no texts.
func (a *app) checkLanguage() error {
	if a.lang == "" {
		return nil
	}
	if _, ok := locale.Find(a.lang); !ok {
		return usagef("one of "+strings.Join(locale.Languages(), ", "), "--lang %s: there are no texts in that language", a.lang)
	}
	return nil
}
