package format

// ezweb is the mail of au (KDDI): Japanese sentences, then English ones.
//
//	Each of the following recipients was rejected by a remote
//	mail server.
//
//	    Recipient: <neko@ezweb.example.jp>
//	    >>> RCPT TO:<neko@ezweb.example.jp>
//	    <<< 550 <neko@ezweb.example.jp>: User unknown
var ezweb = &Format{
	Name:  "ezweb",
	About: "au by KDDI (ezweb.ne.jp)",
	Need:  2,
	Signs: []Sign{
		{Field: "Subject", Any: []string{"Mail System Error - Returned Mail", "Mail System Error"}},
		{Any: []string{
			"The user(s) ", "Each of the following recipients was rejected by a remote", "The following recipients did not receive this message",
			"Your message was not delivered", "The number of recipients exceeded the limit",
		}},
	},
	Lines: []string{
		`^(?:Each of the following|mail server\.|The following recipients did not)`,
		`^\s*Recipient: <(?P<to>[^<>]+)>$`,
		`^\s*<(?P<to>[^<>@]+@[^<>]+)>$`,
		`^\s*>>> (?P<command>.*)$`,
		`^\s*<<< (?P<reply>.*)$`,
		`^\s*(?P<why>[A-Z][A-Za-z()]+ .*)$`,
	},
}

// kddi is the mail of au one net.
//
//	Your mail sent on: Thu, 29 Apr 2010 11:04:47 +0900
//	     Could not be delivered to: <neko@example.net>
//	     As their mailbox is full.
var kddi = &Format{
	Name:  "kddi",
	About: "au one net (KDDI)",
	Open:  true, // the sender has no telling name
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Could not be delivered to: <"}},
		{Any: []string{"Your mail sent on:", "Your mail attempted to be delivered on:"}},
	},
	Lines: []string{
		`^\s*Could not be delivered to: <(?P<to>[^<>]+)>$`,
		`^\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?P<why>(?:As|Due|Because) .*)$`,
	},
}
