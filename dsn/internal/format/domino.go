package format

// domino names the recipient and the reason in paragraphs of their own.
//
//	Your message
//
//	  Subject: Cats
//
//	was not delivered to:
//
//	  neko@example.net
//
//	because:
//
//	  User neko (neko@example.net) not listed in Domino Directory
var domino = &Format{
	Name:  "domino",
	About: "HCL (IBM, Lotus) Domino",
	Need:  2,
	Signs: []Sign{
		{Field: "Subject", Any: []string{"DELIVERY FAILURE", "DELIVERY_FAILURE", "Delivery Failure", "NON DELIVERY"}},
		{Any: []string{"was not delivered to:", "\nbecause:"}},
	},
	Lines: []string{
		`^\s*(?:Subject: |was not delivered to:|because:|Your message$)`,
		`^\s+(?:CN=[^@]*/)?"?(?P<to>` + address + `)"?$`,
		`^\s+(?P<why>\S.*)$`,
	},
}
