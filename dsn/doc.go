// Package dsn reads the messages that mail systems send about other messages:
// bounces, delays, complaints, receipts and automatic replies, whatever
// program wrote them.
//
// To learn what a message says:
//
//	rep, err := dsn.Parse(f)
//	if errors.Is(err, dsn.ErrNotReport) { … } // ordinary mail
//	for _, r := range rep.Recipients { … }    // r.Address, r.Status, r.Reply.Text
//
// The package finds and understands; it does not judge. Why a delivery failed
// and what to do about it is the business of package rules.
//
// # What is read
//
// Delivery status notifications (RFC 3464, in multipart/report of RFC 6522 at
// any depth, and their global forms of RFC 6533), complaints (RFC 5965), read
// receipts (RFC 8098), automatic replies (RFC 3834), challenges, requests to
// leave a list (RFC 2369), refusals by list servers, and the free-text notices
// of the programs that internal/format declares. Enhanced status codes are
// those of RFC 3463, replies those of RFC 5321.
//
// An automatic reply that says firmly that nobody uses a mailbox any more is a
// bounce; its words are the Reply. Reports about domains (DMARC, RFC 7489; TLS,
// RFC 8460), digests, messages held for a moderator, and frauds in the shape of
// a bounce are ordinary mail.
//
// # Leniency
//
// A broken message is never an error. What had to be forgiven becomes a
// Problem of the Report: a "From " line or blank lines before the header, a
// byte order mark, lone or doubled carriage returns, wrong charsets, raw 8-bit
// bytes, missing or mangled boundaries, a wrong Content-Type of the whole, blank
// lines inside the header, truncated parts, lines that are no fields, a second
// message behind the first.
//
// Words of the message that is returned, answered or quoted never decide
// anything, nor does its title behind "Undeliverable:". A report inside a
// forwarded message counts only if the outer message was itself sent by a
// program; of several inside one message the first is the Report, and has the
// others in More.
//
// # Limits
//
// At most MaxMessage bytes of a message are read, MaxParts parts, MaxNesting
// levels, MaxRecipients recipients of all reports inside it and MaxLine bytes of a
// line. What lies beyond is left out, with a Problem. Time and memory
// are linear in the message.
//
// All functions may be called concurrently.
package dsn

// The limits of one message. A report of today has three parts and one
// recipient; what exceeds these was made to do harm.
const (
	MaxMessage    = 32 << 20  // bytes of a message
	MaxParts      = 1000      // MIME parts
	MaxNesting    = 20        // levels of multiparts
	MaxRecipients = 10_000    // recipients of a report, and of all inside one message
	MaxLine       = 64 << 10  // bytes of a line
	MaxText       = 256 << 10 // bytes of decoded text for human readers
)
