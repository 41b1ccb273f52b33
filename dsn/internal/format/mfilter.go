package format

import "strings"

// mfilter is a gateway of Digital Arts; its sentences are Japanese, its titles
// English.
//
//	neko@example.net
//
//	-------server message
//	550 5.1.1 <neko@example.net>: User unknown
//
//	-------SMTP command
//	RCPT TO
//
//	-------original message
var mfilter = &Format{
	Name:  "m-filter",
	About: "m-FILTER (Digital Arts)",
	Signs: []Sign{{Any: []string{"-------server message"}}, {Field: "X-Mailer", Any: []string{"m-FILTER"}}},
	Extract: func(p *Page) []Found {
		var found []Found
		var said Found
		section := ""
		for _, line := range p.Lines {
			if strings.HasPrefix(line, "-------") {
				section = strings.ToLower(strings.TrimLeft(line, "- "))
				continue
			}
			to, _, ok := alone(line)
			switch {
			case section == "" && ok && len(found) < maxFound:
				found = append(found, Found{To: to})
			case strings.HasPrefix(section, "server message"):
				said.Reply = join(said.Reply, strings.TrimSpace(line))
			case strings.HasPrefix(section, "smtp command"):
				said.Command = join(said.Command, strings.TrimSpace(line))
			}
		}
		for i := range found {
			found[i].inherit(said)
		}
		return found
	},
}
