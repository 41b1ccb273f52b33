package format

// communigate quotes the address and lets its modules report.
//
//	Failed to deliver to 'neko@example.net'
//	SMTP module(domain example.net) reports:
//	 host mx.example.net says:
//	 550 5.1.1 User unknown
var communigate = &Format{
	Name:  "communigate",
	About: "CommuniGate Pro",
	Signs: []Sign{
		{Any: []string{"Failed to deliver to '", "Delivery is delayed to '"}},
		{Field: "X-Mailer", Any: []string{"CommuniGate Pro"}}, // owners translate the words
	},
	Lines: []string{
		`^\s*(?:Failed to deliver|Delivery is delayed) to '(?P<to>[^']+)'`,
		`^\S[^']* '<?(?P<to>` + address + `)>?'`,
		`^\s*host (?P<host>\S+) \S+:$`,
		`^\s*(?:\S+ module.* reports|[A-Z]+ .*):$`,
		`^\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s+(?P<why>\S.*)$`,
	},
	After: delays("Delivery is delayed to '"),
}
