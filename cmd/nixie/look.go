package main

import (
	"slices"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A look says how outcomes are written, whatever the format.
type look struct {
	bom      bool           // CSV begins with a byte order mark
	taxonomy *rules.Mapping // whose words stand beside the causes; nil: nobody's
	rules    *rules.Set     // by which they were judged
	policy   *ledger.Policy // by which addresses are removed; nil: the standard one
	mask     masking        // whether addresses are masked
}

// look reads the flags that say it.
func (f *outputFlags) look(set *rules.Set) (look, error) {
	m, err := taxonomyOf("taxonomy", f.taxonomy)
	return look{bom: f.csvBOM, taxonomy: m, rules: set}, err
}

// fits refuses a taxonomy where none of the targets would show it.
func (l look) fits(targets []target) error {
	shows := slices.ContainsFunc(targets, func(t target) bool {
		return slices.Contains([]string{"table", "json", "ndjson", "events"}, t.format)
	})
	if l.taxonomy != nil && !shows {
		return usagef("add --format table, ndjson, json or events", "--taxonomy %s: nothing that is written has a place for it", l.taxonomy.ID)
	}
	return nil
}

// csv returns the options of CSV files.
func (l look) csv() report.CSVOptions {
	return report.CSVOptions{BOM: l.bom, Taxonomy: l.taxonomy}
}
