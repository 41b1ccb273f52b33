package format

import "strings"

// A Page is a notice made ready for the formats: within bounds, and without
// the returned message.
type Page struct {
	Text     string   // what the program says
	Lines    []string // the same, line by line, without trailing blanks
	Original string   // header of the returned message, if the text quotes it
	Reporter string   // to be filled by Lines or Extract

	Complaint string // to be filled by Extract; see Reading

	notice *Notice
	rest   string // text from the returned message on
}

// newPage cuts the notice at the returned message, or at a footer.
func newPage(n *Notice) *Page {
	text := n.Text
	if len(text) > maxText {
		text = text[:maxText]
	}
	p := &Page{notice: n}
	p.set(text, beforeFooter(text[:returned(text)]))
	return p
}

// set makes text[:end] the page and the rest the returned message.
func (p *Page) set(text string, end int) {
	p.Text, p.rest = text[:end], text[end:]
	p.Lines = splitLines(p.Text)
	p.Original = headerBlock(p.rest)
}

// field returns the value of a header field of the notice.
func (p *Page) field(name string) string {
	if name == mark {
		line, _ := lineAt(p.rest, 0)
		return line
	}
	if p.notice.Header == nil {
		return ""
	}
	return p.notice.Header(name)
}

// has reports whether the text contains one of the words.
func (p *Page) has(words ...string) bool {
	for _, w := range words {
		if strings.Contains(p.Text, w) {
			return true
		}
	}
	return false
}

// cut returns the page from the first line that starts with one of begin to
// before the line that starts with one of end. White space before either does
// not matter.
func (p *Page) cut(begin, end []string) *Page {
	if len(begin) == 0 && len(end) == 0 {
		q := *p
		return &q
	}
	from, to := 0, len(p.Text)
	begun := len(begin) == 0
	for at := 0; at < len(p.Text); {
		line, next := lineAt(p.Text, at)
		switch line = strings.TrimSpace(line); {
		case !begun && startsWith(line, begin):
			begun, from = true, at
		case begun && startsWith(line, end):
			to = at
			next = len(p.Text)
		}
		at = next
	}
	q := *p
	if to < len(p.Text) {
		whole := p.Text + p.rest
		q.set(whole, to)
	}
	if from > 0 {
		q.Text = q.Text[from:]
		q.Lines = splitLines(q.Text)
	}
	return &q
}

// startsWith reports whether line starts with one of the words.
func startsWith(line string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// lineAt returns the line that starts at text[at] and where the next starts.
func lineAt(text string, at int) (line string, next int) {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return text[at : at+i], at + i + 1
	}
	return text[at:], len(text)
}

// splitLines returns the lines of text, none longer than maxLine.
func splitLines(text string) []string {
	lines := make([]string, 0, 1+strings.Count(text, "\n"))
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		if len(line) > maxLine {
			line = line[:maxLine]
		}
		lines = append(lines, strings.TrimRight(line, " \t\r\u00a0"))
		at = next
	}
	return lines
}
