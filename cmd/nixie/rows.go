package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
)

// rowKinds are the formats of lists that the program prints about itself.
var rowKinds = []string{"table", "json", "ndjson", "csv", "md"}

// rowsFlag adds --format to a command that prints such a list.
func rowsFlag(cmd *cobra.Command, format *string) { formatFlag(cmd, format, rowKinds...) }

// checkRows refuses a format that is none of them.
func checkRows(format string) error { return checkFormat(format, rowKinds...) }

// writeRows prints a list. JSON has the fields of T; the other formats have
// the cells that row returns, below the columns.
func writeRows[T any](w io.Writer, format string, columns []string, items []T, row func(T) []string) error {
	switch format {
	case "json":
		return safe.JSON(w).Encode(append([]T{}, items...)) // never null
	case "ndjson":
		enc := safe.JSON(w)
		for _, item := range items {
			if err := enc.Encode(item); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		out := safe.NewCSV(w, false)
		if err := out.Header(columns); err != nil {
			return err
		}
		for _, item := range items {
			if err := out.Row(row(item)); err != nil {
				return err
			}
		}
		return out.Flush()
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
			cells[i] = safe.Line(cells[i])
		}
		lines = append(lines, cells)
	}
	widths := make([]int, len(columns))
	for _, cells := range lines {
		for i, cell := range cells {
			widths[i] = max(widths[i], terminal.Width(cell))
		}
	}
	var b strings.Builder
	for _, cells := range lines {
		var line strings.Builder
		for i, cell := range cells {
			line.WriteString(terminal.Pad(cell, widths[i]) + terminal.Gap)
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
			b.WriteString("| " + safe.Markdown(safe.Line(c)) + " ")
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
