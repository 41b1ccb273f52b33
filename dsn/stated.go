package dsn

import "strings"

// stated returns the text of m as the message has it: links behind addresses,
// typographic marks and banners included, and lines as they were broken. It must
// stay as it is when text learns to leave out more, for ids are made of it.
func (m *message) stated() string {
	parts := m.ownTexts()
	plain := statedOf(parts, isPlain)
	if len(plain) > maxStub || strings.Contains(plain, "@") {
		return plain
	}
	if page := statedOf(parts, isPage); strings.TrimSpace(plain) == "" || strings.Contains(page, "@") {
		return page
	}
	return plain
}

// statedOf joins the texts of parts.
func statedOf(parts []*part, which func(*part) bool) string {
	var b strings.Builder
	for _, p := range parts {
		if which(p) && b.Len() < MaxText {
			b.WriteString(p.stated())
			b.WriteByte('\n')
		}
	}
	s := b.String()
	return unwrapLinks(s[:min(len(s), MaxText)])
}
