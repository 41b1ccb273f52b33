package format

import "strings"

// verizon is the gateway to picture messages. It names the recipient only in
// the message that it quotes.
//
//	Message could not be delivered to mobile.
//	Error: No valid recipients for this MM
//
//	Original Message:
//	From: Neko <neko@example.org>
//	To: 5550100@vzwpix.example.com
var verizon = &Format{
	Name:  "verizon",
	About: "Verizon Wireless (vzwpix)",
	Signs: []Sign{{Any: []string{"Message could not be delivered to mobile"}}},
	Lines: []string{`^Error: (?P<why>.*)$`},
	After: func(p *Page, found []Found) []Found {
		for line := range strings.Lines(p.Original) {
			s, ok := strings.CutPrefix(line, "To:")
			if to := unquote(strings.TrimSpace(s)); ok && isAddress(to) && len(found) == 1 {
				found[0].To = to
			}
		}
		return found
	},
}
