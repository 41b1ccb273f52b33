package format

// momentum puts address, command and reply on one line.
//
//	This message was created automatically by the mail system (ecelerity).
//
//	>>> neko@example.net (after RCPT TO): 550 5.1.1 unknown user
var momentum = &Format{
	Name:  "momentum",
	About: "Momentum, Ecelerity (Message Systems)",
	Signs: []Sign{{Any: []string{"created automatically by the mail system (ecelerity)"}}},
	Lines: []string{
		`^>>> (?P<to>\S+@\S+) \((?:after |while )?(?P<command>[^()]+)\): (?P<reply>[245]\d\d.*)$`,
		`^>>> (?P<to>\S+@\S+?)(?: \([^()]*\))?: (?P<why>.+)$`,
	},
}
