// Package export writes the addresses that a list is better off without, as
// the programs that send mail import them.
//
//	p, _ := export.Find("listmonk")
//	res, err := p.Write(book.Standings(ctx, policy), nil, func(f *export.File, part int) (io.Writer, error) {
//		return os.Create("blocklist." + f.Ext)
//	})
//
// A [Preset] says what the file of one program looks like, where that is
// documented and how to import it. It writes only addresses of which the policy
// advises remove, unsubscribe or replace; never one that is to be kept.
//
// Each line is the address on the list ([Address]): where mail was forwarded
// and failed behind, that is not the address that failed. Mail for several may
// have failed at one: each of them has a line then.
//
// Programs that manage lists compare addresses as text, and a report may spell a
// domain otherwise than the list does: for them, and for scripts, an address of
// an internationalized domain has two lines, info@bücher.example and
// info@xn--bcher-kva.example. The programs that send know only what went over the
// wire, and get that.
//
// # Formula cells
//
// Strangers write addresses and replies, and a spreadsheet calculates a cell
// that begins with "=" (https://owasp.org/www-community/attacks/CSV_Injection).
// The table for people (csv) neutralises every cell by a "'" in front. Files for
// programs do so with the texts of strangers, but never with an address, for it
// would be another one then. Where people use to open such a file in a
// spreadsheet before they upload it, addresses of that kind are left out and
// reported; the other presets hold them as they are.
//
// # Limits
//
// One standing is in memory at a time, however many there are. A file that
// would be larger than its importer allows is divided. What the form of a file
// cannot express, such as an address with a line break in a list of lines, is
// left out and reported.
package export
