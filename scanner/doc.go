// Package scanner reads mailboxes and says, for every recipient of every
// bounce in them, what happened, why, and what to do with the address.
//
//	src := mailbox.Mbox{Name: "bounces", R: f}
//	for res, err := range scanner.Scan(ctx, src, nil) {
//		if err != nil {
//			return err // the source as a whole; what lies behind it was not read
//		}
//		fmt.Println(res.Message.Location, res.Outcomes, res.Err)
//	}
//
// A [Source] yields messages; scanner/mailbox reads files and folders,
// scanner/imap reads IMAP accounts. [Scan] parses them (package dsn) and judges
// them (package rules) with several workers and returns the results in the
// order of the source. A [Memory], for example a scanner/ledger, remembers how
// far a source was read. [Judge] does the same with one message that lies in no
// mailbox:
//
//	res := scanner.Judge(&scanner.Message{Raw: raw}, nil)
//	if errors.Is(res.Err, dsn.ErrNotReport) { … } // ordinary mail
//	for _, o := range res.Outcomes { … }          // o.Kind, o.Recipient, o.Verdict
//
// The flat form of an [Outcome] is [Event]: what nixie prints, stores and
// exports. "nixie help output" tells what each field means, and "nixie schema"
// prints them as JSON Schema.
//
// When something happened is told by Last-Attempt-Date (RFC 3464 section 2.3.7),
// else by the Date of the report (RFC 5322 section 3.6.1), else by its newest
// Received field. A mailing list is named by its List-Id (RFC 2919); what the
// sender hid in addresses and fields, a [Correlation] finds.
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
// sources; and at most 128 messages for each worker. A message is in
// flight until the caller's loop has gone past its result. Longer input is the
// business of the source: it yields a Message with an Err instead.
package scanner
