//go:build !unix

package lease

import "os"

// runs reports whether there is a process of that number.
func runs(pid int) bool {
	p, err := os.FindProcess(pid) // fails on Windows if there is none
	if err != nil {
		return false
	}
	return p.Release() == nil
}
