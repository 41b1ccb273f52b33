package format

// trendmicro cites the session with arrows of its own, or one sentence.
//
//	Sent <<< RCPT TO:<neko@example.net>
//	Received >>> 550 5.1.1 <neko@example.net>... user unknown
//
//	Unable to deliver message to <neko@example.net> (and other recipients in the same domain).
var trendmicro = &Format{
	Name:  "trendmicro",
	About: "Trend Micro InterScan Messaging Security Suite",
	Signs: []Sign{
		{Any: []string{"InterScan", "\nReceived >>> ", "(and other recipients in the same domain)"}},
		{Field: "From", Any: []string{"InterScan"}},
		{Field: "Content-Type", Any: []string{"InterScan_NT_MIME"}},
	},
	Lines: []string{
		`^Sent\s+<<< (?P<command>RCPT TO):\s*<(?P<to>[^<>]+)>`,
		`^Sent\s+<<< (?P<command>[A-Z]+)`,
		`^Received\s+>>> (?P<reply>[45]\d\d.*)$`,
		`^(?:Reason:\s+)?(?P<why>Unable to deliver message to <(?P<to>[^<>]+)>.*)$`,
	},
}
