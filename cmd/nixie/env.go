package main

import "strings"

// environment is the environment as os.Environ gives it.
type environment []string

// get returns the value of a variable, or "".
func (e environment) get(name string) string {
	v, _ := e.lookup(name)
	return v
}

// lookup returns the value of a variable and whether it is set. As for a
// shell, the last of several wins.
func (e environment) lookup(name string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(e[i], name+"="); ok {
			return v, true
		}
	}
	return "", false
}
