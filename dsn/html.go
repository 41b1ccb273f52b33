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
	var b pageText
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
				b.words(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tok := z.Token()
			switch tok.DataAtom {
			case atom.Script, atom.Style, atom.Title:
				hidden = tok.Type == html.StartTagToken
			case atom.Pre:
				pre = tok.Type == html.StartTagToken
			}
			b.element(tok)
		}
	}
	return tidyText(b.String())
}

// A pageText is the text of a page while it is written.
type pageText struct {
	strings.Builder
	begun bool // the line has words
	tight bool // the paragraph has no space around it
}

// words adds text with one blank for any between words.
func (b *pageText) words(text string) {
	for i, w := range strings.Fields(text) {
		if i > 0 || isBlank(text[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	if text != "" && isBlank(text[len(text)-1]) {
		b.WriteByte(' ')
	}
	b.begun = b.begun || strings.Trim(text, " \t\r\n") != "" // a blank that holds a line open is none of these
}

// element breaks the line where an element does: a paragraph stands apart, a
// block begins on a line of its own, cells of a table have a blank between.
func (b *pageText) element(tok html.Token) {
	switch tok.DataAtom {
	case atom.Td, atom.Th:
		b.WriteByte(' ')
		return
	case atom.Div, atom.Tr, atom.Table, atom.Tbody, atom.Li, atom.Dt, atom.Dd:
		if !b.begun {
			return
		}
	case atom.P:
		// QUIRK: Outlook writes each line as a paragraph of a class without margins.
		if tok.Type == html.StartTagToken {
			b.tight = isTight(tok)
		}
		if b.tight && !b.begun {
			return
		}
	case atom.Br, atom.Ul, atom.Ol, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.Hr, atom.Blockquote:
	default:
		return
	}
	b.WriteByte('\n')
	b.begun = false
}

// isTight reports whether a paragraph has no space around it.
func isTight(tok html.Token) bool {
	for _, a := range tok.Attr {
		if a.Key == "class" && strings.HasPrefix(a.Val, "Mso") || a.Key == "style" && strings.Contains(a.Val, "margin:0") {
			return true
		}
	}
	return false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

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
