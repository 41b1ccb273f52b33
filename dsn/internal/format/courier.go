package format

// courier writes a title and dashes, and cites the session.
//
//	                           UNDELIVERABLE MAIL
//
//	Your message to the following recipients cannot be delivered:
//
//	<neko@example.net>:
//	    mx.example.net [192.0.2.25]:
//	>>> RCPT TO:<neko@example.net>
//	<<< 550 5.1.1 <neko@example.net>... User unknown
//
//	---------------------------------------------------------------------------
var courier = &Format{
	Name:  "courier",
	About: "Courier",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"UNDELIVERABLE MAIL", "DELAYED MAIL", "running the Courier mail server"}},
		{Match: `(?m)^\s*<[^<>\s]+>:$`},
	},
	Begin: []string{"Your message to the following recipients", "UNDELIVERABLE MAIL", "DELAYED MAIL"},
	End:   []string{"-------------"},
	Lines: []string{
		`^(?:Your message|\s*UNDELIVERABLE|\s*DELAYED|delayed,)`,
		`^\s*<(?P<to>[^<>]+)>:$`,
		`^\s+(?P<host>\S+) \[[^\[\]]*\]:$`,
		`^>>> (?P<command>.*)$`,
		`^<<< (?P<reply>.*)$`,
		`^\s*(?P<why>\S.*)$`,
	},
	After: delays("DELAYED MAIL", "has been delayed"),
}
