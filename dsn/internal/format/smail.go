package format

// smail writes titles between bars.
//
//	|------------------------- Failed addresses follow: ---------------------|
//	 <neko@example.net> ... unknown user
//	|------------------------- Message text follows: ------------------------|
var smail = &Format{
	Name:  "smail",
	About: "Smail 3, T-Online",
	Signs: []Sign{{Any: []string{"Failed addresses follow:"}}},
	Begin: []string{"|-"},
	Lines: []string{
		`^\|-`,
		`^\s*<?(?P<to>` + address + `)>?\s+\.\.\. (?:transport [^:]*: )?(?P<why>.*)$`,
		`^\s+(?P<reply>[245]\d\d[ -].*)$`,
	},
}
