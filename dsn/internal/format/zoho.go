package format

// zoho puts code, status and reason on the recipient's line.
//
//	neko@example.net Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <neko@example.net>... User unknown
//	[Status: Error, Address: <neko@example.net>, ResponseCode 421, , Host not reachable.]
var zoho = &Format{
	Name:  "zoho",
	About: "Zoho Mail",
	Signs: []Sign{{Field: "X-Mailer", Any: []string{"Zoho Mail"}}, {Any: []string{", ERROR_CODE :", "[Status: Error, Address: <"}}},
	Lines: []string{
		`^(?P<to>` + address + `) (?P<why>[^,]*), ERROR_CODE :(?P<reply>\d{3}, ERROR_CODE :(?P<status>[245]\.\d+\.\d+)?.*)$`,
		`^\[Status: (?P<why>\w+), Address: <(?P<to>[^<>]+)>, ResponseCode (?P<reply>\d{3}.*?)\]?$`,
		`^(?P<to>` + address + `) (?P<why>.*)$`,
	},
	After: delays("THIS IS A WARNING MESSAGE ONLY", "Message will be retried for"),
}
