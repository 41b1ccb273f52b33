package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
)

// rowKinds are the formats of lists that the program prints about itself.
var rowKinds = []string{"table", "json", "ndjson", "csv", "md"}

// rowsFlag adds --format to a command that prints such a list.
func rowsFlag(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVarP(format, "format", "f", "table", "`FORMAT`: "+strings.Join(rowKinds, ", "))
	must(cmd.RegisterFlagCompletionFunc("format", fixed(rowKinds...)))
}

// checkRows refuses a format that is none.
func checkRows(format string) error {
	if !slices.Contains(rowKinds, format) {
		return usagef(didYouMean(format, rowKinds, "one of "+strings.Join(rowKinds, ", ")), "--format %s: no such format", format)
	}
	return nil
}

// writeRows prints a list. JSON has the fields of T; the other formats have
// the cells that row returns, below the columns.
func writeRows[T any](w io.Writer, format string, columns []string, items []T, row func(T) []string) error {
	switch format {
	case "json":
		return plainJSON(w).Encode(append([]T{}, items...)) // never null
	case "ndjson":
		enc := plainJSON(w)
		for _, item := range items {
			if err := enc.Encode(item); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		out := csv.NewWriter(w)
		lines := [][]string{columns}
		for _, item := range items {
			cells := row(item)
			for i := range cells {
				cells[i] = report.Neutralise(cells[i])
			}
			lines = append(lines, cells)
		}
		return out.WriteAll(lines)
	case "md":
		return writeMarkdown(w, columns, items, row)
	}
	return writeAligned(w, columns, items, row)
}

// writeAligned prints a list in columns that line up in every script.
func writeAligned[T any](w io.Writer, columns []string, items []T, row func(T) []string) error {
	lines := [][]string{columns}
	for _, item := range items {
		cells := row(item)
		for i := range cells {
			cells[i] = plain(cells[i])
		}
		lines = append(lines, cells)
	}
	widths := make([]int, len(columns))
	for _, cells := range lines {
		for i, cell := range cells {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	var b strings.Builder
	for _, cells := range lines {
		var line strings.Builder
		for i, cell := range cells {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-displaywidth.String(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeMarkdown prints a list as a table for tickets and pages.
func writeMarkdown[T any](w io.Writer, columns []string, items []T, row func(T) []string) error {
	var b strings.Builder
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + strings.ReplaceAll(plain(c), "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	line(columns)
	line(slices.Repeat([]string{"---"}, len(columns)))
	for _, item := range items {
		line(row(item))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// plainJSON writes "<" as "<".
func plainJSON(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
