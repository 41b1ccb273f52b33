package dsn

import "github.com/nixie-mail/nixie/dsn/internal/format"

// A Format is a kind of message that this package reads.
type Format struct {
	Name  string // as in Report.Format: "rfc3464", "qmail"
	About string // the program or the standard, for people
}

// standards are the formats that RFCs define, and what is tried before the
// notices of programs, in that order.
var standards = []Format{
	{"rfc5965", "complaints: RFC 5965 (ARF), RFC 6591"},
	{"rfc3464", "delivery reports: RFC 3464, RFC 6522, RFC 6533, wherever their fields stand"},
	{"rfc8098", "read receipts: RFC 8098, and those of Lotus Notes; refusals in their form: RFC 5429"},
	{"complaint", "complaints in free text: AOL of old, Hotmail, SpamCop, abuse desks"},
	{"challenge", "questions whether the sender is human: Boxbe, Spam Arrest, TMDA, Mailinblack"},
	{"list", "refusals by list servers: Mailman, Sympa, Majordomo, Listserv"},
}

// afterwards are what is tried when no program's notice is recognised.
var afterwards = []Format{
	{"unsubscribe", "requests by mail to leave a list: RFC 2369"},
	{"rfc3834", "automatic replies: RFC 3834, and unmarked ones"},
}

// Formats returns all that the package reads, in the order in which it is
// tried.
func Formats() []Format {
	list := append([]Format(nil), standards...)
	for _, f := range format.List() {
		list = append(list, Format{f.Name, f.About})
	}
	return append(list, afterwards...)
}
