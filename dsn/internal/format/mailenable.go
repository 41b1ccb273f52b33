package format

// mailenable puts the recipient in square brackets.
//
//	MailEnable: Message Delivery Failure.
//
//	The following recipient(s) could not be reached:
//
//		Recipient: [SMTP:neko@example.net]
//		Reason: Remote SMTP Server Returned: 550 Unknown user
//
//	Message headers follow:
var mailenable = &Format{
	Name:  "mailenable",
	About: "MailEnable",
	Signs: []Sign{{Any: []string{"[SMTP:"}}, {Any: []string{"MailEnable: Message"}}},
	Lines: []string{
		`^\s*(?:Recipient:\s*)?\[SMTP:(?P<to>[^\]]+)\]:? *(?:Remote SMTP Server Returned: (?P<reply>.*)|(?P<why>.*))$`,
		`^\s*(?:Reason:\s*)?Remote SMTP Server Returned: (?P<reply>.*)$`,
		`^\s*Reason:\s*(?P<why>.*)$`,
	},
}
