package format

// googleGroups refuses mail to a group that is not there or not open, in the
// language of the sender. Only the header names the group in full.
//
//	Hello neko@example.org,
//
//	We're writing to let you know that the group you tried to contact (cats)
//	may not exist, or you may not have permission to post messages to the group.
var googleGroups = &Format{
	Name:  "google-groups",
	About: "Google Groups, all languages",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"groups.google.com", "Google Groups"}},
		{Field: "X-Failed-Recipients", Any: []string{"@"}},
	},
	To:   "X-Failed-Recipients",
	Join: Paragraphs, // the sentence is long
	Lines: []string{
		`^(?:\s*\*|.*https?://)`,
		`^(?P<why>.*\([^()@\s]+\).*)$`, // the sentence with the group's name in parentheses
		`^(?P<why>.*「[^」]+」.*)$`,
	},
}
