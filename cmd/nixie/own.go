package main

import (
	"path/filepath"
	"slices"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// owns notes which files are nixie's own, so that a folder in which they lie beside
// mail can be read: the ledger with its companions and the copies of before it was
// brought up to date, the configuration, and what is written.
func (a *app) owns(conf *config.Config, ledger string, written []target) {
	var own []string
	add := func(path, ending string) {
		if abs, err := filepath.Abs(path); err == nil && path != "" {
			own = append(own, inPattern(abs)+ending)
		}
	}
	if path, err := ledgerPath(ledger, conf); err == nil && !isPostgres(path) {
		for _, ending := range []string{"", "-wal", "-shm", "-journal", ".v*.bak"} {
			add(path, ending)
		}
	}
	add(conf.Path, "")
	for _, t := range slices.Concat(written, configuredLists(conf)) {
		add(t.path, "")
	}
	a.own.Store(&own)
}

// isOwn reports whether a file, named by its absolute path, is nixie's own.
func (a *app) isOwn(path string) bool {
	own := a.own.Load()
	return own != nil && slices.ContainsFunc(*own, func(pattern string) bool {
		is, err := filepath.Match(pattern, path)
		return err == nil && is
	})
}
