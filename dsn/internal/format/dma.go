package format

// dma is the DragonFly Mail Agent.
//
//	This is the DragonFly Mail Agent v0.13 at host.example.org.
//
//	There was an error delivering your mail to <neko@example.net>.
//
//	mx.example.net [192.0.2.25] did not like our RCPT TO:
//	550 5.1.1 <neko@example.net>... User unknown
//
//	Message headers follow.
var dma = &Format{
	Name:  "dma",
	About: "DragonFly Mail Agent",
	Signs: []Sign{{Any: []string{"This is the DragonFly Mail Agent", "There was an error delivering your mail to <"}}},
	Join:  Paragraphs,
	Lines: []string{
		`^This is the .* at (?P<reporter>\S+)\.$`,
		`^There was an error delivering your mail to <(?P<to>[^<>\s]+)>\.$`,
		`^(?P<host>\S+) \[[^\[\]]*\] did not like our (?P<command>[^:]+): (?P<reply>.*)$`,
		`^(?P<why>.+)$`,
	},
}
