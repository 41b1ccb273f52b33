package format

// barracuda tells of mail that the filter stopped.
//
//	Your message to: neko@example.net
//	was blocked by our Spam Firewall. …
var barracuda = &Format{
	Name:  "barracuda",
	About: "Barracuda Spam Firewall",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"was blocked by our ", "NOT BEEN DELIVERED"}},
		{Match: `(?m)^Your message to: \S+@`},
	},
	Lines: []string{
		`^Your message to: (?P<to>` + address + `)`,
		`^(?P<why>was blocked by .+?\.)(?: |$)`,
	},
}

// amavis tells of mail that the filter stopped, with an arrow before each
// recipient.
//
//	A message from <shop@example.org> to:
//	-> neko@example.net
//
//	was considered unsolicited bulk e-mail (UBE).
var amavis = &Format{
	Name:  "amavis",
	About: "Amavis",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Our internal reference code for your message is", "Delivery of the email was stopped"}},
		{Match: `(?m)^-> <?\S+@`},
	},
	Lines: []string{
		`^-> <?(?P<to>` + address + `)>?$`,
		`^(?P<why>(?:was considered|contains|contained|has been|was found) .+)$`,
	},
}

// mimecast says whose mail was not delivered, and why.
//
//	Your email to neko@example.net with the subject "Cats" was not delivered.
//
//	Reason: 550 5.1.1 Invalid Recipient
var mimecast = &Format{
	Name:  "mimecast",
	About: "Mimecast",
	Need:  2,
	Signs: []Sign{
		{Field: "Subject", Any: []string{"[Postmaster]"}},
		{Match: `(?m)^Your e?-?mail to \S+@`},
	},
	Lines: []string{
		`^Your e?-?mail to <?(?P<to>` + address + `)>?\b`,
		`^(?:Reason|Error): (?P<reply>[245]\d\d.*)$`,
		`^(?:Reason|Error): (?P<why>.+)$`,
	},
}
