package report

import (
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
)

// ClassColour says how bad a thing is, as a rendition of package terminal. The
// words say it, too: colour is never the only bearer of a meaning.
func ClassColour(c rules.Class) string {
	switch c {
	case rules.Hard:
		return terminal.Red
	case rules.Soft:
		return terminal.Yellow
	case rules.Block:
		return terminal.Magenta
	case rules.ClassUnknown:
		return terminal.Cyan
	}
	return ""
}
