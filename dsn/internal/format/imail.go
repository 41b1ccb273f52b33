package format

// imail puts the reason before the recipient.
//
//	Unknown user: neko@example.net
//
//	undeliverable to neko@example.net
//	Body of message generated response:
//	550 User unknown
//
//	Original message follows.
var imail = &Format{
	Name:  "imail",
	About: "IMail Server (Ipswitch)",
	Need:  2,
	Signs: []Sign{
		{Field: "X-Mailer", Any: []string{"<SMTP32 v", "SMTP32"}},
		{Field: "Subject", Any: []string{"undeliver", "delivery fail"}},
	},
	Lines: []string{
		`^(?:To|Cc|CC|Date|From|Subject|Save to[^:]*):`,
		`^undeliverable to (?P<to>` + address + `)$`,
		`^(?P<why>[^:]+): (?P<to>` + address + `)$`,
		`^(?:Body of message|Additional|Original message)`,
		`^(?P<reply>[245]\d\d[ -].*)$`,
	},
}
