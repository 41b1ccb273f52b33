package format

// surfcontrol tells what each attempt met.
//
//	Your message could not be sent.
//	A transcript of the attempts to send the message follows.
//	Addressed To: neko@example.net
//
//	Failed to send to identified host,
//	neko@example.net: [192.0.2.25], 550 neko@example.net... No such user
//	--- Message non-deliverable.
var surfcontrol = &Format{
	Name:  "surfcontrol",
	About: "SurfControl (Websense) E-mail Filter",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Your message could not be sent"}},
		{Any: []string{"Addressed To: "}},
	},
	Lines: []string{
		`^Addressed To: <?(?P<to>` + address + `)>?`,
		`^(?P<to>` + address + `): \[(?P<host>[^\[\]]*)\],? (?P<reply>[245]\d\d[ -].*)$`,
		`^(?P<why>(?:Failed to send|--- ).*)$`,
	},
}
