package report

import "github.com/nixie-mail/nixie/rules"

// ECMA-48 graphic renditions. The eight basic colours follow the reader's
// own theme.
const (
	bold    = "\x1b[1m"
	dim     = "\x1b[2m"
	red     = "\x1b[31m"
	green   = "\x1b[32m"
	yellow  = "\x1b[33m"
	magenta = "\x1b[35m"
	cyan    = "\x1b[36m"
	plain   = "\x1b[0m"
)

// paint colours s if on. The text is measured and cut before.
func paint(on bool, colour, s string) string {
	if !on || colour == "" || s == "" {
		return s
	}
	return colour + s + plain
}

// classColour says how bad a thing is. The words say it, too: colour is never
// the only bearer of a meaning.
func classColour(c rules.Class) string {
	switch c {
	case rules.Hard:
		return red
	case rules.Soft:
		return yellow
	case rules.Block:
		return magenta
	case rules.ClassUnknown:
		return cyan
	}
	return ""
}
