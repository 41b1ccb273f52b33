package format

// windows is the SMTP service of Windows, Exchange 2000/2003 at the edge, and
// the old Hotmail. It gives one reason for all.
//
//	This is an automatically generated Delivery Status Notification.
//
//	Unable to deliver message to the following recipients, due to being unable
//	to connect successfully to the destination mail server.
//
//	       neko@example.net
var windows = &Format{
	Name:  "windows-smtp",
	About: "SMTP service of Windows, Hotmail, Outlook.com",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"This is an automatically generated Delivery Status Notification"}},
		{Match: `(?:Delivery to the following recipients (?:failed\.|has been delayed|was aborted)|Unable to deliver message to the following recipients|Your message has been successfully relayed)`},
	},
	Lines: []string{
		`^(?P<why>(?:Delivery to the following recipients|Unable to deliver message to the following recipients).*)$`,
		`^\s+(?P<to>` + address + `)$`,
	},
	After: delays("has been delayed", "THIS IS A WARNING MESSAGE ONLY"),
}
