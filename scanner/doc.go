// Package scanner reads mailboxes and says, for every recipient of every
// bounce in them, what happened, why, and what to do with the address.
//
//	src := mailbox.Mbox{Name: "bounces", R: f}
//	for res, err := range scanner.Scan(ctx, src, nil) {
//		fmt.Println(res.Message.Location, res.Outcomes, res.Err, err)
//	}
//
// A [Source] yields messages; scanner/mailbox reads files and folders,
// scanner/imap reads IMAP accounts. [Scan] parses them (package dsn) and judges
// them (package rules) with several workers and returns the results in the
// order of the source. A [Memory], for example a scanner/ledger, remembers how
// far a source was read.
//
// The flat form of an [Outcome] is [Event]: what nixie prints, stores and
// exports.
//
// # Leniency
//
// What is wrong with one message travels in Result.Err and the scan goes on.
// Dates that cannot be are replaced by the arrival of the message and noted in
// Outcome.Problems. So are dates of another day than that on which the newest
// Received field says that the message arrived, which are noted where they lie
// more than a day off: who writes a report dates it as he likes.
//
// # Limits
//
// At most 48 MiB of raw mail is in flight, whatever the number of workers, as
// long as no single message is larger than 32 MiB, the default limit of the
// sources; and at most [MaxAhead] messages for each worker. A message is in
// flight until the caller's loop has gone past its result. Longer input is the
// business of the source: it yields a Message with an Err instead.
package scanner
