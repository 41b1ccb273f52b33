package dsn

import (
	"net/url"
	"strings"
)

// maxLink bounds the length of a link that is unwrapped.
const maxLink = 4000

// unwrapLinks puts the original links back into a text that went through a
// link protector, which wraps addresses, too:
//
//	<https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aa%40example.org&data=…>
//
// What the wrapping names beside the link (the reader's address, the
// protector's hosts) has nothing to do with the report.
func unwrapLinks(text string) string {
	if !strings.Contains(text, "safelinks.protection.") && !strings.Contains(text, "urldefense.") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "https://")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		end := i + linkLength(text[i:])
		link := text[i:end]
		b.WriteString(text[:i])
		b.WriteString(unwrapLink(link))
		text = text[end:]
	}
}

// linkLength returns how far the link at the start of s goes, maxLink bytes at
// most.
func linkLength(s string) int {
	s = s[:min(len(s), maxLink)]
	if i := strings.IndexAny(s, " \t\r\n<>\"'"); i > 0 {
		return i
	}
	return len(s)
}

// unwrapLink returns the link inside a protector's, or the link itself.
func unwrapLink(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	target := ""
	switch {
	case strings.HasSuffix(u.Host, ".safelinks.protection.outlook.com"):
		target = u.Query().Get("url")
	case strings.HasPrefix(u.Path, "/v3/__"): // urldefense.com/v3/__https://example.org/x__;!!…
		target, _, _ = strings.Cut(strings.TrimPrefix(u.Path, "/v3/__"), "__;")
	case strings.HasPrefix(u.Path, "/v2/url"): // urldefense.proofpoint.com/v2/url?u=https-3A__example.org_x&d=…
		if t, err := url.QueryUnescape(strings.NewReplacer("-", "%", "_", "/").Replace(u.Query().Get("u"))); err == nil {
			target = t
		}
	}
	if target == "" {
		return link
	}
	return target
}
