package format

// fml is a mailing list manager; what it refuses is mail to the list.
//
//	You are not a member of this mailing list <cats@example.org>.
//
//	Duplicated Message-ID in <cats@example.org>.
var fml = &Format{
	Name:  "fml",
	About: "fml mailing list manager",
	Open:  true, // a list's own address sends them
	Need:  2,
	Signs: []Sign{
		{Field: "X-MLServer", Any: []string{"fml"}},
		{Field: "Subject", Any: []string{"not member", "Loop Alert", "Loop Back Warning", "WARNING UNIX FROM Loop", "rejected", "Rejected"}},
	},
	Lines: []string{
		`^(?P<why>.*<(?P<to>[^<>\s]+@[^<>\s]+)>.*)$`,
	},
	After: func(_ *Page, found []Found) []Found { return found[:min(len(found), 1)] },
}
