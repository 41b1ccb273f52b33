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
	Signs: []Sign{{Any: []string{"The message that you sent was undeliverable to the following:"}}},
	Begin: []string{"The message that you sent was undeliverable"},
	Lines: []string{
		`^\s+<?(?P<to>[^\s<>()]+)>?(?: \((?P<why>.*)\))?$`,
	},
}
