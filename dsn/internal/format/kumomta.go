package format

// kumomta tells the session in sentences.
//
//	The message was received at Thu, 29 Apr 2010 11:04:47 +0900
//	from shop@example.org and addressed to neko@example.net.
//	While communicating with mx.example.net. (192.0.2.25):
//	Response: 550 5.1.1 no such user here
var kumomta = &Format{
	Name:  "kumomta",
	About: "KumoMTA",
	Need:  2,
	Signs: []Sign{
		{Any: []string{" and addressed to "}},
		{Match: `(?m)^(?:While communicating with|Response: [245])`},
	},
	Lines: []string{
		`^from \S+ and addressed to (?P<to>` + address + `)`,
		`^While communicating with (?P<host>[^\s():]+?)\.?(?: \([^()]*\))?:$`,
		`^Response: (?P<reply>.+)$`,
		`^Status: (?P<why>.+)$`,
	},
}
