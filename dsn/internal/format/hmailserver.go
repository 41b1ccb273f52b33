package format

// hmailserver begins like Exchange and goes on with titles.
//
//	The following recipient(s) could not be reached:
//
//	neko@example.net
//	   Error Type: SMTP
//	   Remote server (192.0.2.25) issued an error.
//	   hMailServer sent: RCPT TO:<neko@example.net>
//	   Remote server replied: 550 Unknown user
var hmailserver = &Format{
	Name:  "hmailserver",
	About: "hMailServer",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"hMailServer"}},
		{Any: []string{"The following recipient(s) could not be reached", "Error Type: "}},
	},
	Begin: []string{"The following recipient(s)"},
	Lines: []string{
		`^\s*(?P<to>` + address + `)$`,
		`^\s*Error Type: `,
		`^\s*Remote server \((?P<host>[^()]+)\) issued an error`,
		`^\s*hMailServer sent: (?P<command>.*)$`,
		`^\s*Remote server replied: (?P<reply>.*)$`,
		`^\s+(?:Error Description: )?(?P<why>\S.*)$`,
	},
}
