package page

import (
	"io"
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
)

// WriteMarkdown writes the page for a ticket or a wiki, in the tables of
// GitHub's dialect (https://github.github.com/gfm/).
func (p *Overview) WriteMarkdown(w io.Writer, opts *report.Options) error {
	v := p.view(opts)
	var b strings.Builder
	b.WriteString("# " + v.T("page.title") + "\n\n" + md(v.Period()))
	for _, s := range []string{v.Compared(), v.Filtered()} {
		if s != "" {
			b.WriteString(" · " + md(s))
		}
	}
	b.WriteString("\n\n")
	if p.Empty() {
		b.WriteString("**" + v.T("page.empty") + "** " + v.T("page.empty_hint") + "\n\n")
	} else {
		v.markdown(&b)
	}
	b.WriteString("## " + v.T("page.about.title") + "\n\n")
	for _, a := range v.About() {
		b.WriteString("- " + v.T("join.named", "name", a.Name, "text", md(a.Text)) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown writes a page that has something to show.
func (v *view) markdown(b *strings.Builder) {
	b.WriteString("## " + v.T("page.verdict.title") + "\n\n")
	for _, t := range v.Tiles() {
		b.WriteString("- **" + t.Count + "** " + t.Label + "\n")
	}
	if listed := v.ListedText(); listed != "" {
		b.WriteString("\n" + md(listed) + "\n")
	}
	b.WriteString("\n" + strings.Join(v.Facts(), " · ") + "\n\n" + v.Rates() + "\n\n")
	v.mdMends(b)
	if lines := v.StandsOut(); len(lines) > 0 {
		b.WriteString("## " + v.T("page.days.incidents") + "\n\n")
		for _, line := range lines {
			b.WriteString("- " + md(line) + "\n")
		}
		b.WriteString("\n")
	}
	v.mdCauses(b)
	for _, t := range v.tables() {
		mdTable(b, t.title, []string{t.title, v.T("page.count")}, len(t.lines), func(i int) []string {
			return []string{t.lines[i].Name, v.N(t.lines[i].Count)}
		})
	}
	if len(v.Removals) > 0 {
		v.mdRemovals(b)
	}
}

// mdMends writes what the sender must mend, if there is something.
func (v *view) mdMends(b *strings.Builder) {
	if !v.Mends() {
		return
	}
	b.WriteString("## " + v.T("page.verdict.mend") + "\n\n")
	for _, u := range v.Untaken {
		b.WriteString("- " + md(u.Sentence) + "\n")
	}
	for _, f := range v.TopFixes() {
		b.WriteString("- " + md(f.Sentence) + "  \n  " + f.Remedy + "\n")
	}
	if more := v.FixesText(); more != "" {
		b.WriteString("- " + more + "\n")
	}
	for _, l := range v.Blocklists {
		b.WriteString("- " + v.T("join.named", "name", v.T("page.sender.list")+" "+md(v.Blocklist(l.List)), "text", v.N(l.Count)) + " " + l.URL + "\n")
	}
	b.WriteString("\n")
}

func (v *view) mdCauses(b *strings.Builder) {
	head := []string{v.T("page.cause"), "", v.T("page.bounces"), v.T("page.before"), v.T("page.change")}
	mdTable(b, v.T("page.causes.title"), head, len(v.Causes), func(i int) []string {
		c := v.Causes[i]
		return []string{v.Title(c.Cause), string(c.Cause), v.N(c.Count), v.was(c.Before), v.change(c.Count, c.Before)}
	})
}

func (v *view) mdRemovals(b *strings.Builder) {
	head := []string{v.T("page.address"), v.T("page.addresses.advice"), v.T("page.reason"), v.T("page.last")}
	rows, counts := v.alike()
	mdTable(b, v.T("page.addresses.title"), head, len(rows), func(i int) []string {
		r := rows[i]
		email := r.Email
		if counts[i] > 1 {
			email += " × " + v.N(counts[i])
		}
		return []string{email, v.Advice(r.Advice), r.Reason, v.Day(r.Last)}
	})
	if more := v.More(); more != "" {
		b.WriteString(more + "\n\n")
	}
}

// alike returns the removals, and how many stand in each: where addresses are
// masked, hundreds at a large provider would read the same.
func (v *view) alike() (rows []Removal, counts []int) {
	at := map[[4]string]int{}
	for _, r := range v.Removals {
		key := [4]string{r.Email, string(r.Advice), r.Reason, v.Day(r.Last)}
		if i, known := at[key]; known && v.Redacted {
			counts[i]++
			continue
		}
		at[key] = len(rows)
		rows, counts = append(rows, r), append(counts, 1)
	}
	return rows, counts
}

// mdTable writes a heading and a table.
func mdTable(b *strings.Builder, title string, head []string, rows int, row func(int) []string) {
	b.WriteString("## " + title + "\n\n| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat(" --- |", len(head)) + "\n")
	for i := range rows {
		for _, cell := range row(i) {
			b.WriteString("| " + md(cell) + " ")
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
}

// md writes a stranger's text on one line of Markdown.
func md(s string) string { return safe.Markdown(safe.Line(s)) }
