package format

import "strings"

// notes is Domino's predecessor: reasons first, under a title.
//
//	------- Failure Reasons  --------
//
//	User not listed in public Name & Address Book
//	neko@example.net
//
//	------- Returned Message --------
var notes = &Format{
	Name:  "notes",
	About: "Lotus Notes",
	Signs: []Sign{{Match: `(?m)^-{3,} *Failure Reasons *-{3,}$`}},
	Begin: []string{"------- Failure Reasons"},
	Extract: func(p *Page) []Found {
		var found []Found
		why := ""
		for _, line := range p.Lines[min(1, len(p.Lines)):] {
			to, _, ok := alone(line)
			switch {
			case ok && len(found) < maxFound:
				found = append(found, Found{To: to, Why: why})
				why = ""
			default:
				why = join(why, strings.TrimSpace(line))
			}
		}
		return found
	},
}
