package format

// gmx looks like Exim at first sight, but quotes addresses and names the
// command in its own words.
//
//	This message was created automatically by mail delivery software.
//
//	A message that you sent could not be delivered to one or more of
//	its recipients. This is a permanent error. The following address
//	failed:
//
//	"neko@example.net":
//	SMTP error from remote server after RCPT command:
//	host: mx.example.net
//	5.1.1 <neko@example.net>... User Unknown
//
// or, at 1&1:
//
//	neko@example.net
//
//	For the following reason:
//
//	Mail size limit exceeded.
var gmx = &Format{
	Name:  "gmx",
	About: "GMX, Web.de, mail.com, 1&1 IONOS",
	Signs: []Sign{{Any: []string{"SMTP error from remote server after ", "SMTP error from remote server for ", "\nFor the following reason:"}}},
	Join:  Paragraphs,
	Lines: []string{
		`^\s*"?(?P<to>` + address + `)"?: SMTP error from remote server (?:after|for) (?P<command>.+?)(?: command)?[:,] host: (?P<host>[^\s:;,]+)(?: \([^()]*\))?(?: reason:)? (?P<reply>.*)$`,
		`^\s*"?(?P<to>` + address + `)"?: (?P<why>.*)$`,
		`^\s*"?(?P<to>` + address + `)"?:?$`,
		`^(?:This message was created|A message that you sent|its recipients|For the following reason:$)`,
		`^(?:For the following reason: )?(?P<reply>[245]\d\d[ -].*)$`,
		`^(?:For the following reason: )?(?P<why>.*)$`,
	},
}
