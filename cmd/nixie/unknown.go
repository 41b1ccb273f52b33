package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// saveUnknown copies a message that was not understood into dir, which is made
// if it is missing: one with a cause that no rule recognises, or with a failure
// that names no recipient. The name of the file is a hash of the message, so
// that no message is kept twice. The copy is for its owner's eyes only.
func saveUnknown(dir string, res *scanner.Result) error {
	if dir == "" || !notUnderstood(res) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("--save-unknown: %w", err)
	}
	sum := sha256.Sum256(res.Message.Raw)
	name := filepath.Join(dir, hex.EncodeToString(sum[:8])+".eml")
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(name, res.Message.Raw, 0o600); err != nil {
		return fmt.Errorf("--save-unknown: %w", err)
	}
	return nil
}

func notUnderstood(res *scanner.Result) bool {
	for i := range res.Outcomes {
		o := &res.Outcomes[i]
		if o.Verdict.Cause == rules.Unknown || o.Kind == dsn.Bounce && o.Recipient.Address == "" {
			return true
		}
	}
	return false
}
