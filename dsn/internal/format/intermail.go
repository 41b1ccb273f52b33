package format

// intermail is the mail server of many telephone companies.
//
//	This Message was undeliverable due to the following reason:
//
//	Each of the following recipients was rejected by a remote mail server.
//	…
//	    Recipient: <neko@example.net>
//	    Reason:    5.1.1 <neko@example.net>... User unknown
//
//	Please reply to <postmaster@example.org>
//	if you feel this message to be in error.
var intermail = &Format{
	Name:  "intermail",
	About: "InterMail (Openwave): SoftBank, docomo, Orange and other telephone companies",
	Signs: []Sign{{Any: []string{"This Message was undeliverable due to the following reason"}}},
	Begin: []string{"This Message was undeliverable"},
	End:   []string{"Please reply to <"},
	Lines: []string{
		`^(?:This Message was|Each of the following|The reasons given by|each recipient was|The following recipients did)`,
		`^\s*(?:Recipient: +)?<(?P<to>[^<>\s]+@[^<>\s]+)>$`,
		`^\s*Reason: +(?P<reply>.+)$`,
		`^\s*(?P<why>\S.*)$`,
	},
}
