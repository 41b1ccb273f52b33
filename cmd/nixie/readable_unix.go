//go:build unix

package main

import (
	"io/fs"
	"syscall"
)

// readable returns an error if this user may not read the file. It does not open
// it: a process that closes a file gives up all its locks on it, and SQLite, which
// has it open elsewhere in this process, would not know
// (https://www.sqlite.org/howtocorrupt.html section 2.2).
func readable(path string) error {
	const forReading = 4 // R_OK of access(2)
	if err := syscall.Access(path, forReading); err != nil {
		return &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return nil
}
