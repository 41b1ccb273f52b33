package format

// mailmarshal gives the reason first.
//
//	Could not be delivered because of
//
//	550 5.1.1 User unknown
//
//	The following recipients were affected:
//	    neko@example.net
//
//	Additional Information
//	======================
var mailmarshal = &Format{
	Name:  "mailmarshal",
	About: "Trustwave (Marshal) MailMarshal",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Could not be delivered because of"}},
		{Any: []string{"The following recipients were affected"}},
	},
	Begin: []string{"Could not be delivered because of"},
	End:   []string{"Additional Information"},
	Lines: []string{
		`^(?:Could not be|The following recipients)`,
		`^\s*(?P<to>` + address + `)$`,
		`^\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?P<why>\S.*)$`,
	},
}
