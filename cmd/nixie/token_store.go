package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// A tokenFile is the file of a token, which stays that of the user in whose folder
// it lies, also if root signs in, or has it renewed.
type tokenFile struct {
	*oauth.File
	heir *heir
}

// Save implements oauth.Store.
func (f tokenFile) Save(g *oauth.Grant) error {
	if err := f.File.Save(g); err != nil {
		return err
	}
	return f.inherit()
}

// Lock implements oauth.Store.
func (f tokenFile) Lock(ctx context.Context) (unlock func(), err error) {
	unlock, err = f.File.Lock(ctx)
	if err != nil {
		return nil, err
	}
	if err := f.inherit(); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// inherit gives the heir the file, and what lies beside it under its name.
func (f tokenFile) inherit() error {
	if f.heir == nil {
		return nil
	}
	folder, name := filepath.Split(f.Place())
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var paths []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), name) {
			paths = append(paths, folder+e.Name())
		}
	}
	return f.heir.inherit(paths...)
}
