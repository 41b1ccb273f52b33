package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/locale"
)

// codesCommand lists all codes that nixie can explain.
func (a *app) codesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "codes [FILTER]...",
		Short: "List reply codes, enhanced status codes and those of vendors",
		Long: `A FILTER is the beginning of a code ("45", "5.7"), the name of a vendor ("gmail"),
a cause, or a word of the meaning; codes that fit all filters are listed. The
format html is a page of its own, codes.html, which links to causes.html (nixie
causes --format html).`,
		Example: `  nixie codes
  nixie codes 45
  nixie codes 5.7 gmail
  nixie codes greylisted --lang pl
  nixie codes --format csv > codes.csv
  nixie codes --format html > codes.html`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkReference(format); err != nil {
				return err
			}
			return a.printCodes(format, args)
		},
	}
	referenceFlag(cmd, &format)
	return cmd
}

// referenceKinds are the formats of codes and causes.
var referenceKinds = append(slices.Clone(rowKinds), "html")

// referenceFlag adds --format to a command that can write a page.
func referenceFlag(cmd *cobra.Command, format *string) {
	formatFlag(cmd, format, referenceKinds...)
}

// checkReference refuses a format that is none.
func checkReference(format string) error {
	return checkFormat(format, referenceKinds...)
}

// A codeRow is a line of `nixie codes`.
type codeRow struct {
	Code      string   `json:"code"`
	Kind      string   `json:"kind"`  // reply, status or vendor
	Class     string   `json:"class"` // of a reply code; of a status, the first digits that it has
	Name      string   `json:"name"`
	Meaning   string   `json:"meaning"`
	Sender    string   `json:"sender"`
	List      string   `json:"list_owner"`
	Conflict  string   `json:"conflict"` // what else it is used for
	Causes    []string `json:"causes"`
	Replies   string   `json:"replies"` // of a status: the reply codes that go with it
	Reference string   `json:"reference"`
}

// printCodes prints the codes that fit all filters.
func (a *app) printCodes(format string, filters []string) error {
	l := a.locale()
	var codes []locale.Code
	for _, c := range slices.Concat(locale.Replies(), locale.Statuses(), locale.Vendors()) {
		if fitsAll(c, l, filters) {
			codes = append(codes, c)
		}
	}
	if len(codes) == 0 {
		return failedf("nixie codes lists all; nixie explain "+filters[0]+" tells more", "codes: no code fits %q", strings.Join(filters, " "))
	}
	if format == "html" {
		return explain.WriteCodes(a.stdout, l, codes, buildVersion().Version)
	}
	var rows []codeRow
	for _, c := range codes {
		c = l.Code(c)
		causes := []string{}
		for _, cause := range c.Causes {
			causes = append(causes, string(cause))
		}
		rows = append(rows, codeRow{c.Code, c.Kind(), c.Class + c.Classes, c.Name, c.Meaning, c.Sender, c.List, c.Conflict, causes, c.Replies, c.Reference})
	}
	return a.writeCodeRows(format, rows)
}

// writeCodeRows prints codes; the table has what people look for.
func (a *app) writeCodeRows(format string, rows []codeRow) error {
	if format == "table" {
		return writeRows(a.stdout, format, []string{"code", "cause", "meaning"}, rows, func(r codeRow) []string {
			first := ""
			if len(r.Causes) > 0 {
				first = r.Causes[0]
			}
			return []string{shortCode(r.Code), first, r.Meaning}
		})
	}
	columns := []string{"code", "kind", "class", "name", "meaning", "sender", "list_owner", "conflict", "causes", "reference"}
	return writeRows(a.stdout, format, columns, rows, func(r codeRow) []string {
		return []string{r.Code, r.Kind, r.Class, r.Name, r.Meaning, r.Sender, r.List, r.Conflict, strings.Join(r.Causes, " "), r.Reference}
	})
}

// shortCode shortens a list of a vendor's tags to what a column has room for.
func shortCode(code string) string {
	const most = 24 // "4.7.321 to 4.7.325", "4.7.26, 5.7.26 (Gmail)"
	if len(code) <= most {
		return code
	}
	first, _, _ := strings.Cut(code, ", ")
	return first[:min(len(first), most-2)] + ", …"
}

// fitsAll reports whether a code fits every filter.
func fitsAll(c locale.Code, l *locale.Locale, filters []string) bool {
	return !slices.ContainsFunc(filters, func(f string) bool { return !fitsFilter(c, l, strings.ToLower(f)) })
}

// fitsFilter reports whether a code begins with f, or f is in its name, its
// meaning or its vendor, or is one of its causes.
func fitsFilter(c locale.Code, l *locale.Locale, f string) bool {
	if f != "" && '0' <= f[0] && f[0] <= '9' {
		code := c.Code
		if strings.HasPrefix(code, "X.") && strings.ContainsAny(f[:1], c.Classes) {
			code = f[:1] + code[1:]
		}
		rest, begins := strings.CutPrefix(code, f)
		// "5.1.1" is not the beginning of "5.1.10".
		return begins && (strings.Count(f, ".") < 2 || strings.HasSuffix(f, ".") || rest == "" || rest[0] < '0' || rest[0] > '9')
	}
	for _, cause := range c.Causes {
		if string(cause) == f {
			return true
		}
	}
	for _, text := range []string{c.Code, c.Name, c.Meaning, l.Code(c).Meaning, c.Reference} {
		if strings.Contains(strings.ToLower(text), f) {
			return true
		}
	}
	return false
}
