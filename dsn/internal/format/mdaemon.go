package format

// mdaemon cites the session with a date on every line.
//
//	The attached message had PERMANENT fatal delivery errors!
//
//	Failed address: neko@example.net
//
//	--- Session Transcript ---
//	 Thu 2009-04-29 23:34:45: --> RCPT To:<neko@example.net>
//	 Thu 2009-04-29 23:34:45: <-- 550 User unknown
//	--- End Transcript ---
var mdaemon = &Format{
	Name:  "mdaemon",
	About: "MDaemon (Alt-N)",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"delivery errors!", "MDaemon"}},
		{Any: []string{"Failed address: ", "Session Transcript"}},
	},
	Lines: []string{
		`^\s*Failed address: <?(?P<to>` + address + `)>?$`,
		`--> (?P<command>(?:RCPT|MAIL|DATA|EHLO|HELO|AUTH)\b.*)$`,
		`<-- (?P<reply>[45]\d\d[ -].*)$`,
		`^The attached message (?P<why>had (?:PERMANENT|TRANSIENT).*delivery errors!)`,
	},
	After: delays("had TRANSIENT", "had transient"),
}
