package format

// james has a text of its own for each age.
//
//	Failed recipient(s):
//	neko@example.net
//
//	Error message:
//	550 Requested action not taken: no such user here
//
//	Error message below:
//	550 - Requested action not taken: no such user here
//
//	Message details:
//	  MAIL FROM: cats@example.org
//	  RCPT TO: neko@example.net
var james = &Format{
	Name:  "james",
	About: "Apache James, and gateways built upon it (Verizon vtext)",
	Signs: []Sign{{Any: []string{"This is the James mail server", "Failed recipient(s):", "Error message below:"}}},
	Lines: []string{
		`^\s*RCPT TO: <?(?P<to>` + address + `)>?$`,
		`^(?P<to>` + address + `)$`,
		`^\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^(?:Error message|Error: Error|Failed recipient|Message details)`,
		`^Error: (?P<why>.*)$`,
		`^(?P<why>.*(?:Exception|could not|unable to|Unable to).*)$`,
	},
}
