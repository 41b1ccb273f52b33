//go:build !unix

package main

import "os"

// readable returns an error if this user may not read the file.
func readable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}
