package explain

import "github.com/nixie-mail/nixie/report/locale"

// sentences puts sentences behind each other, as the language does: in
// Japanese, there is no blank between them. Empty ones are left out.
func sentences(l *locale.Locale, parts ...string) string {
	text := ""
	for _, p := range parts {
		switch {
		case text == "":
			text = p
		case p != "":
			text = l.Text("join.sentences", "one", text, "two", p)
		}
	}
	return text
}

// headed puts a sentence behind a title, which has no full stop of its own.
func headed(l *locale.Locale, title, text string) string {
	return l.Text("join.headed", "title", title, "text", text)
}
