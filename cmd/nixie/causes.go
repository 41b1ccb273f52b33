package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/rules"
)

// causesCommand lists the causes, and what other programs call them.
func (a *app) causesCommand() *cobra.Command {
	var format, taxonomy string
	cmd := &cobra.Command{
		Use:   "causes",
		Short: "List the causes, and what other programs call them",
		Long: `With --map it shows how the words of another program, provider or standard
relate to ours, in both directions. Where it has no word for a cause, "~" marks
the nearest one. The aliases are accepted wherever nixie reads a cause.`,
		Example: `  nixie causes
  nixie causes --map powermta
  nixie causes --map sisimai --format csv > rosetta.csv
  nixie causes --format md
  nixie causes --format html --lang pl > causes.html`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(*cobra.Command, []string) error {
			if err := checkReference(format); err != nil {
				return err
			}
			if taxonomy == "" {
				return a.printCauses(format)
			}
			if format == "html" {
				return checkRows(format) // the page has no place for other words
			}
			m, err := taxonomyOf("map", taxonomy)
			if err != nil {
				return err
			}
			return a.printMapping(format, m)
		},
	}
	cmd.Flags().StringVar(&taxonomy, "map", "", "the words of `NAME`: "+strings.Join(taxonomyNames(), ", "))
	referenceFlag(cmd, &format)
	must(cmd.RegisterFlagCompletionFunc("map", fixed(taxonomyNames()...)))
	return cmd
}

// taxonomyNames returns the ids of the foreign taxonomies.
func taxonomyNames() []string { return rules.MappingIDs() }

// taxonomyOf returns the taxonomy that a flag names; nil for "".
func taxonomyOf(flag, name string) (*rules.Mapping, error) {
	if name == "" {
		return nil, nil
	}
	m, ok := rules.MappingOf(name)
	if !ok {
		names := taxonomyNames()
		return nil, usagef(didYouMean(name, names, "one of "+strings.Join(names, ", ")), "--%s %s: no such taxonomy", flag, name)
	}
	return m, nil
}

// A causeRow is a line of `nixie causes`.
type causeRow struct {
	Cause   string   `json:"cause"`
	Family  string   `json:"family"` // "" for an event
	Class   string   `json:"class"`
	Owner   string   `json:"owner"`
	Advice  string   `json:"advice"`
	Title   string   `json:"title"`
	Aliases []string `json:"aliases"`
}

// printCauses lists every cause, and the events that stand in its place.
func (a *app) printCauses(format string) error {
	l := a.locale()
	if format == "html" {
		return explain.WriteCauses(a.stdout, l, buildVersion().Version)
	}
	all := rules.Causes()
	for _, e := range eventNames {
		all = append(all, rules.Cause(e).Meaning())
	}
	var rows []causeRow
	for _, m := range all {
		rows = append(rows, causeRow{
			string(m.Cause), string(m.Family), string(m.Class), string(m.Owner), string(m.Advice),
			l.Cause(m.Cause).Title, append([]string{}, m.Aliases...),
		})
	}
	columns := []string{"cause", "family", "class", "owner", "advice", "title", "aliases"}
	return writeRows(a.stdout, format, columns, rows, func(r causeRow) []string {
		return []string{r.Cause, r.Family, r.Class, r.Owner, r.Advice, r.Title, strings.Join(r.Aliases, " ")}
	})
}

// A mapRow is a line of the Rosetta table.
type mapRow struct {
	Taxonomy  string `json:"taxonomy"`
	Direction string `json:"direction"` // "from-ours" or "to-ours"
	Cause     string `json:"cause"`     // or an event
	Foreign   string `json:"foreign"`
	Title     string `json:"title"` // what a bare foreign code says in words
	Group     string `json:"group"` // the part of the taxonomy that the foreign word belongs to
	When      string `json:"when"`  // the condition in words, "" for the rule
	Exact     bool   `json:"exact"` // false: only the nearest word there is
	Note      string `json:"note"`
}

// label is the foreign word as people read it: "10 Invalid Recipient".
func (r mapRow) label() string { return strings.TrimSpace(r.Foreign + " " + r.Title) }

// printMapping prints the table of both directions.
func (a *app) printMapping(format string, m *rules.Mapping) error {
	columns := []string{"direction", "cause", "foreign", "when", "exact", "note"}
	row := func(r mapRow) []string {
		exact := "yes"
		if !r.Exact {
			exact = "nearest"
		}
		return []string{r.Direction, r.Cause, r.label(), r.When, exact, r.Note}
	}
	out, in := fromOurs(m), toOurs(m)
	if format != "table" {
		return writeRows(a.stdout, format, columns, slices.Concat(out, in), row)
	}
	return a.printRosetta(m, out, in)
}

// printRosetta prints both directions for people, one below the other.
func (a *app) printRosetta(m *rules.Mapping, out, in []mapRow) error {
	write := func(columns []string, rows []mapRow, row func(mapRow) []string) error {
		if _, err := a.stdout.Write([]byte("\n")); err != nil {
			return err
		}
		return writeRows(a.stdout, "table", columns, rows, row)
	}
	head := m.Name + ": " + m.About + "\n"
	if m.Source != "recalled" {
		head += m.Source + "\n"
	}
	if _, err := a.stdout.Write([]byte(head)); err != nil {
		return err
	}
	err := write([]string{"nixie", m.Name, "when"}, out, func(r mapRow) []string {
		mark := ""
		if !r.Exact {
			mark = "~"
		}
		return []string{r.Cause, mark + r.label(), r.When}
	})
	if err != nil {
		return err
	}
	return write([]string{m.Name, "nixie", "when"}, in, func(r mapRow) []string {
		foreign := r.label()
		if r.Group != "" {
			foreign += " (" + r.Group + ")"
		}
		when := r.When
		if r.Note != "" {
			when = strings.TrimPrefix(when+"; "+r.Note, "; ")
		}
		return []string{foreign, r.Cause, when}
	})
}

// fromOurs lists the foreign word for each cause and event that has one.
func fromOurs(m *rules.Mapping) []mapRow {
	var rows []mapRow
	for _, c := range append(causeNames(), names(dsn.Delay, dsn.Other)...) {
		if v, exact := m.NameOf(rules.Cause(c), false); v != nil {
			rows = append(rows, mapRow{m.ID, "from-ours", c, v.Name, v.Title, v.Group, "", exact, ""})
		}
		if v, exact := m.NameOf(rules.Cause(c), true); v != nil {
			if last := len(rows) - 1; rows[last].Cause == c && rows[last].Foreign == v.Name {
				continue
			}
			rows = append(rows, mapRow{m.ID, "from-ours", c, v.Name, v.Title, v.Group, "temporary", exact, ""})
		}
	}
	return rows
}

// toOurs lists the causes that each foreign word stands for.
func toOurs(m *rules.Mapping) []mapRow {
	var rows []mapRow
	for _, v := range m.Values {
		note := v.Note
		if v.Recalled {
			note = strings.TrimPrefix(note+"; recalled", "; ")
		}
		rows = append(rows, mapRow{m.ID, "to-ours", string(v.Ours), v.Name, v.Title, v.Group, "", true, note})
		for _, u := range v.Unless {
			rows = append(rows, mapRow{m.ID, "to-ours", string(u.Ours), v.Name, v.Title, v.Group, u.When, true, ""})
		}
	}
	return rows
}
