package format

// ironport states a status, its name, and the reply in quotes.
//
//	The following message to <neko@example.net> was undeliverable.
//	The reason for the problem:
//	5.1.0 - Unknown address error 550-'User unknown'
var ironport = &Format{
	Name:  "ironport",
	About: "Cisco (IronPort) Email Security, Amazon SES",
	Signs: []Sign{{Match: `The following message to <[^<>]+> was undeliverable`}},
	Lines: []string{
		`^The following message to <(?P<to>[^<>]+)> was undeliverable`,
		`^The reason for the problem:`,
		`^(?P<status>[245]\.\d{1,3}\.\d{1,3}) - (?P<why>[^\d]*)(?P<reply>[245]\d\d-'.*)$`,
		`^(?P<status>[245]\.\d{1,3}\.\d{1,3}) - (?P<why>.*)$`,
	},
}
