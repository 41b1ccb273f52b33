package format

// opensmtpd lists recipients at the left margin, each with its reason.
//
//	    Hi!
//
//	    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.
//
//	    An error has occurred while attempting to deliver a message for
//	    the following list of recipients:
//
//	neko@example.net: 550 5.1.1 <neko@example.net>... User unknown
//
//	    Below is a copy of the original message:
var opensmtpd = &Format{
	Name:  "opensmtpd",
	About: "OpenSMTPD",
	Signs: []Sign{{Any: []string{"This is the MAILER-DAEMON, please DO NOT REPLY to this e"}}},
	Lines: []string{
		`^(?P<to>` + address + `): (?P<reply>[245]\d\d[ -].*)$`,
		`^(?P<to>` + address + `): (?P<why>.+)$`,
	},
	After: delays("A message is delayed for more than"),
}
