package page

import (
	"io"
	"strconv"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// WriteJSON writes the overview as one JSON object.
func (p *Overview) WriteJSON(w io.Writer) error {
	enc := safe.JSON(w)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}

// WriteCSV writes the numbers as a table of one number a row: which table it
// belongs to, the names in that table, the number, and that of the period
// before where it is known. A spreadsheet makes a pivot table of it; with bom,
// Excel reads it as UTF-8.
func (p *Overview) WriteCSV(w io.Writer, bom bool) error {
	out := safe.NewCSV(w, bom)
	if err := out.Header([]string{"table", "name", "by", "count", "before"}); err != nil {
		return err
	}
	for _, r := range p.rows() {
		if err := out.Row([]string{r.table, r.name, r.by, strconv.Itoa(r.count), r.before}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// A row is a number of the overview.
type row struct {
	table, name, by string
	count           int
	before          string
}

// rows returns all numbers, table by table.
func (p *Overview) rows() (rows []row) {
	was := strconv.Itoa
	if p.Before.IsZero() {
		was = func(int) string { return "" }
	}
	for _, e := range p.Events {
		rows = append(rows, row{"event", string(e.Event), "", e.Count, was(e.Before)})
	}
	for _, a := range p.Advice {
		rows = append(rows, row{"advice", string(a.Advice), "", a.Addresses, ""})
	}
	for _, f := range p.Families {
		rows = append(rows, row{"family", string(f.Family), "", f.Count, was(f.Before)})
	}
	for _, c := range p.Causes {
		rows = append(rows, row{"cause", string(c.Cause), string(c.Family), c.Count, was(c.Before)})
	}
	for _, d := range p.Days {
		for _, f := range rules.Families() {
			if n := d.Families[f]; n > 0 {
				rows = append(rows, row{"day", d.Date, string(f), n, ""})
			}
		}
	}
	for _, v := range p.Providers {
		for _, c := range p.causesOf(v) {
			rows = append(rows, row{"provider", v.Provider, string(c), v.Causes[c], ""})
		}
	}
	for _, l := range p.Blocklists {
		rows = append(rows, row{"blocklist", l.List, "", l.Count, ""})
	}
	for _, d := range p.Domains {
		rows = append(rows, row{"domain", d.Domain, d.Meant, d.Bounces, ""})
	}
	for _, c := range p.Campaigns {
		rows = append(rows, row{"campaign", c.Name, "", c.Bounces, ""})
	}
	for _, c := range p.Mailings {
		rows = append(rows, row{"list", c.Name, "", c.Bounces, ""})
	}
	for _, u := range p.Unknown {
		rows = append(rows, row{"unknown", u.Wording, "", u.Count, ""})
	}
	return rows
}

// causesOf returns the causes of a provider in the order of the causes.
func (p *Overview) causesOf(v ProviderCount) (causes []rules.Cause) {
	for _, c := range p.Causes {
		if v.Causes[c.Cause] > 0 {
			causes = append(causes, c.Cause)
		}
	}
	return causes
}
