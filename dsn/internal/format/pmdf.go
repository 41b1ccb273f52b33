package format

// pmdf writes fields under each recipient.
//
//	Your message cannot be delivered to the following recipients:
//
//	  Recipient address: neko@example.net
//	  Original address: cats@example.net
//	  Reason: Remote SMTP server has rejected address
//	  Diagnostic code: smtp;550 5.1.1 User unknown
//	  Remote system: dns;mx.example.net (TCP|192.0.2.1|34321|192.0.2.25|25)
var pmdf = &Format{
	Name:  "pmdf",
	About: "PMDF, Sun ONE, iPlanet and Oracle Messaging Server",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Recipient address: "}},
		{Any: []string{"This report relates to a message you sent", "Reason: "}},
	},
	Begin: []string{"Your message ", "The following", "Recipient address: "},
	Lines: []string{
		`^\s*Recipient address: ?(?:@[^\s:]+:)?(?P<to>\S+@\S+)$`,
		`^\s*Original address: ?(?:rfc822;)?(?P<alias>\S+@\S+)$`,
		`^\s*Diagnostic code: ?(?:smtp|SMTP); ?(?P<reply>.*)$`,
		`^\s*Remote system: ?(?:dns|DNS); ?(?P<host>[^\s()]+)`,
		`^\s*(?:Reason|Delivery attempt history[^:]*): ?(?P<why>.*)$`,
		`^\s*TCP active open: (?P<why>.*)$`,
	},
	After: delays("Your message has been enqueued and undeliverable for", "still being attempted", "delivery attempts will continue", "has not yet been delivered"),
}
