package format

// groupwise gives the reason in parentheses, and often a local part only.
//
//	The message that you sent was undeliverable to the following:
//		neko@example.net (user not found)
//
//	Possibly truncated original message follows:
var groupwise = &Format{
	Name:  "groupwise",
	About: "Novell (Micro Focus) GroupWise",
	Signs: []Sign{{Any: []string{"The message that you sent was undeliverable to the following:", "The message that you sent has not yet been delivered to the following:"}}},
	Begin: []string{"The message that you sent was undeliverable", "The message that you sent has not yet"},
	Lines: []string{
		`^\s+<?(?P<to>[^\s<>()]+)>?(?: \((?P<reply>[245]\d\d[ -].*)\))?$`,
		`^\s+<?(?P<to>[^\s<>()]+)>?(?: \((?P<why>.*)\))?$`,
	},
	After: delays("has not yet been delivered"),
}
