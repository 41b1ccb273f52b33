package terminal

// ECMA-48 graphic renditions. The eight basic colours follow the reader's
// own theme. Plain ends them all.
const (
	Bold    = "\x1b[1m"
	Dim     = "\x1b[2m"
	Red     = "\x1b[31m"
	Yellow  = "\x1b[33m"
	Magenta = "\x1b[35m"
	Cyan    = "\x1b[36m"
	Plain   = "\x1b[0m"
)

// Paint colours s if on. Colour is one rendition or several, or "" for none.
func Paint(on bool, colour, s string) string {
	if !on || colour == "" || s == "" {
		return s
	}
	return colour + s + Plain
}
