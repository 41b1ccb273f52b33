package format

// mailfoundry is a filter appliance.
//
//	Unable to deliver message to: <neko@example.net>
//	Delivery failed for the following reason:
//	mx.example.net[192.0.2.25] responded with failure: 552 sorry, over quota
var mailfoundry = &Format{
	Name:  "mailfoundry",
	About: "MailFoundry",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"Unable to deliver message to: <"}},
		{Any: []string{"Delivery failed for the following reason:"}},
	},
	Lines: []string{
		`^Unable to deliver message to: <(?P<to>[^<>]+)>`,
		`^(?:Server )?(?P<host>[^\s\[]+)\[[^\]]*\] (?:failed with|responded with failure): (?P<reply>.*)$`,
		`^(?:Delivery failed for the following reason|This has been a)`,
		`^(?P<why>\S.*)$`,
	},
}
