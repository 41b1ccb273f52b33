package main

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/report/export"
)

// A presetLine is a preset as --list prints it.
type presetLine struct {
	Name   string     `json:"name"`
	About  string     `json:"about"`
	Import string     `json:"import"`
	Source string     `json:"source"`
	Doubt  string     `json:"doubt"`
	Files  []fileLine `json:"files"`
}

// A fileLine is a file of a preset.
type fileLine struct {
	Kind     string   `json:"kind"`
	Ending   string   `json:"ending"`
	Columns  []string `json:"columns"`
	MaxRows  int      `json:"max_rows"`  // 0: any number
	MaxBytes int64    `json:"max_bytes"` // 0: any number
}

// listPresets prints all presets, or all about one.
func (a *app) listPresets(only *export.Preset, format string) error {
	if err := checkRows(format); err != nil {
		return err
	}
	if only != nil && format == "table" {
		return a.describePreset(only)
	}
	var lines []presetLine
	for _, p := range export.All() {
		if only != nil && p.Name != only.Name {
			continue
		}
		line := presetLine{p.Name, p.About, p.How, p.Source, p.Doubt, []fileLine{}}
		for _, f := range p.Files {
			line.Files = append(line.Files, fileLine{f.Kind, f.Ext, append([]string{}, f.Columns...), f.MaxRows, f.MaxBytes})
		}
		lines = append(lines, line)
	}
	return writeRows(a.stdout, format, []string{"PRESET", "FILES", "WHAT"}, lines, func(l presetLine) []string {
		return []string{l.Name, fmt.Sprint(len(l.Files)), l.About}
	})
}

// describePreset tells how to import what a preset writes.
func (a *app) describePreset(p *export.Preset) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nImport\n  %s\n\nFiles\n", p.Name, p.About, p.How)
	for _, f := range p.Files {
		b.WriteString("  " + exportPath("FILE."+f.Ext, f.Kind, 1))
		if len(f.Columns) > 0 {
			b.WriteString("  " + strings.Join(f.Columns, ","))
		}
		if f.MaxRows > 0 {
			fmt.Fprintf(&b, "  (at most %s addresses)", thousands(f.MaxRows))
		}
		if f.MaxBytes > 0 {
			fmt.Fprintf(&b, "  (at most %s bytes)", thousands(int(f.MaxBytes)))
		}
		b.WriteString("\n")
	}
	if p.Source != "" {
		fmt.Fprintf(&b, "\nBy\n  %s\n", p.Source)
	}
	if p.Doubt != "" {
		fmt.Fprintf(&b, "\nNot certain\n  %s\n", p.Doubt)
	}
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}
