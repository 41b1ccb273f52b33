package dsn

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText returns the text of a page, a line for every block, at most MaxText
// bytes. Scripts, styles and attributes are left out.
func htmlText(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(MaxText)
	hidden, pre := false, false
	for b.Len() < MaxText {
		switch z.Next() {
		case html.ErrorToken: // io.EOF, or a token over the bound
			if z.Err() != io.EOF {
				b.Write(z.Raw())
			}
			return tidyText(b.String())
		case html.TextToken:
			if pre {
				b.Write(z.Text())
			} else if !hidden {
				b.WriteString(oneLine(string(z.Text())))
				b.WriteByte(' ')
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tok := z.Token()
			switch tok.DataAtom {
			case atom.Script, atom.Style, atom.Title:
				hidden = tok.Type == html.StartTagToken
			case atom.Pre:
				pre = tok.Type == html.StartTagToken
			}
			if breaksLine(tok.DataAtom) {
				b.WriteByte('\n')
			}
		}
	}
	return tidyText(b.String())
}

// breaksLine reports whether the element begins a new line on the page.
func breaksLine(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.P, atom.Div, atom.Tr, atom.Table, atom.Li, atom.Ul, atom.Ol, atom.Pre,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.Hr, atom.Blockquote, atom.Dt, atom.Dd:
		return true
	}
	return false
}

// tidyText trims lines and leaves at most one blank line between two.
func tidyText(s string) string {
	lines := strings.Split(s, "\n")
	out := lines[:0]
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}
