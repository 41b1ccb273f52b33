package format

// haraka names the recipients and the reason after titles.
//
//	This is the Haraka Mailer program at mx.example.org.
//	…
//	Intended Recipients: <neko@example.net>
//	Failure Reason: Error: 550 5.1.1 <neko@example.net>: User unknown
var haraka = &Format{
	Name:  "haraka",
	About: "Haraka",
	Signs: []Sign{{Any: []string{"Haraka Mailer program at "}}},
	Lines: []string{
		`Haraka Mailer program at (?P<reporter>\S+?)\.?$`,
		`^Intended Recipients: <?(?P<to>` + address + `)>?`,
		`^Failure Reason: (?:Error: )?(?P<reply>[245]\d\d.*)$`,
		`^Failure Reason: (?:Error: )?(?P<why>.+)$`,
	},
}
