package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
)

//go:embed *.tmpl page.css page.js
var pageFiles embed.FS

// pageTemplates are complete without any data: texts come from the view. Most
// runs print no page.
var pageTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pageFiles, "*.tmpl"))
})

// WriteHTML writes the page as one file: it asks nothing of any network, is
// complete without script, and every text of a stranger in it is escaped. The
// page itself forbids whatever is not its own style and script.
func (p *Overview) WriteHTML(w io.Writer, opts *report.Options) error {
	h := &htmlPage{view: p.view(opts), Style: template.CSS(pageFile("page.css")), Script: template.JS(pageFile("page.js"))}
	var b bytes.Buffer // a broken template must not leave half a page
	if err := pageTemplates().ExecuteTemplate(&b, "page", h); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// pageFile returns an embedded file as it stands between its tags.
func pageFile(name string) string {
	text, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

// An htmlPage is what the templates see.
type htmlPage struct {
	*view
	Style  template.CSS
	Script template.JS
}

// Security is the page's Content-Security-Policy
// (https://www.w3.org/TR/CSP3/): style and script by their digests.
func (h *htmlPage) Security() string {
	return security(h.Style) + "; script-src " + digest(string(h.Script))
}

// security allows a page its own style, and nothing else.
func security(style template.CSS) string {
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + digest(string(style))
}

// Style returns the style of the page, for other pages that are to look like it,
// and the Content-Security-Policy (https://www.w3.org/TR/CSP3/) that allows them
// this style and nothing else.
func Style() (css template.CSS, policy string) {
	css = template.CSS(pageFile("page.css"))
	return css, security(css)
}

// digest is how a Content-Security-Policy names a style or a script.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Lang and Dir are attributes of the page.
func (h *htmlPage) Lang() string { return h.o.Locale.Tag() }

// Dir tells how the language is written.
func (h *htmlPage) Dir() string { return h.o.Locale.Direction() }

// A tile is a large number with a label.
type tile struct{ Class, Count, Label string }

// Tiles count addresses by what to do; what people ask for stands there even
// if it is none.
func (v *view) Tiles() (tiles []tile) {
	for _, t := range []struct {
		key    string
		always bool
		advice []rules.Advice
	}{
		{"remove", true, []rules.Advice{rules.Remove}}, {"replace", false, []rules.Advice{rules.Replace}},
		{"unsubscribe", false, []rules.Advice{rules.Unsubscribe}}, {"watch", true, []rules.Advice{rules.Watch}},
		{"review", false, []rules.Advice{rules.Review}}, {"leave", true, []rules.Advice{rules.Keep, rules.Ignore}},
	} {
		if n := v.AddressesTo(t.advice...); n > 0 || t.always {
			tiles = append(tiles, tile{t.key, v.N(n), v.T("page.verdict." + t.key)})
		}
	}
	return tiles
}

// A causeTable is the causes, or the rest of them.
type causeTable struct {
	*view
	Lines []causeLine
}

type causeLine struct {
	Title, ID, Family     string
	Now, Was              string // widths of bars in percent
	Count, Before, Change string
}

// Size returns the number of lines.
func (t *causeTable) Size() string { return t.N(len(t.Lines)) }

// maxCauseLines is how many causes are shown at once; rules of one's own may
// make hundreds.
const maxCauseLines = 15

// CauseTable returns the first causes, or the rest; nil if there is none.
func (v *view) CauseTable(rest bool) *causeTable {
	causes := v.Causes[:min(len(v.Causes), maxCauseLines)]
	if rest {
		causes = v.Causes[len(causes):]
	}
	if len(causes) == 0 {
		return nil
	}
	most := 1
	for _, c := range v.Causes {
		most = max(most, c.Count, c.Before)
	}
	t := &causeTable{view: v}
	for _, c := range causes {
		t.Lines = append(t.Lines, causeLine{
			Title: v.Title(c.Cause), ID: string(c.Cause), Family: string(c.Family),
			Now: percent(100 * float64(c.Count) / float64(most)), Was: percent(100 * float64(c.Before) / float64(most)),
			Count: v.N(c.Count), Before: v.was(c.Before), Change: v.change(c.Count, c.Before),
		})
	}
	return t
}

// correlated is a table of campaigns or lists.
type correlated struct {
	Caption, Heading string
	Lines            []CampaignCount
}

// Correlated returns the tables of campaigns and mailing lists that are known.
func (v *view) Correlated() (tables []correlated) {
	if len(v.Campaigns) > 0 {
		tables = append(tables, correlated{v.T("page.campaigns.caption"), v.T("page.campaigns.campaign"), v.Campaigns})
	}
	if len(v.Mailings) > 0 {
		tables = append(tables, correlated{v.T("page.campaigns.caption_lists"), v.T("page.campaigns.list"), v.Mailings})
	}
	return tables
}

// Complaints is the heading of a column.
func (v *view) Complaints() string { return v.T("page.campaigns.complaints") }

// Second reports whether anything stands beside the domains.
func (v *view) Second() bool { return len(v.Typos)+len(v.Campaigns)+len(v.Mailings) > 0 }

// maxTop is how many fixes the verdict names.
const maxTop = 3

// TopFixes are those that the verdict names.
func (v *view) TopFixes() []Fix { return v.Fixes[:min(len(v.Fixes), maxTop)] }

// MoreFixes are those that it folds away.
func (v *view) MoreFixes() []Fix { return v.Fixes[len(v.TopFixes()):] }

// FixesText says how many these are, "" if there is none.
func (v *view) FixesText() string {
	if n := len(v.MoreFixes()); n > 0 {
		return v.T("page.causes.more", "n", v.N(n))
	}
	return ""
}

// List joins names.
func (v *view) List(names []string) string { return v.o.Locale.List(names) }
