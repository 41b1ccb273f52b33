// Package imap reads the messages of an IMAP folder, as a scanner.Source, and
// changes nothing in it, unless it is told to settle what is owed to messages.
//
//	src, err := imap.Dial(ctx, "imaps://bounces@example.org@imap.example.org/INBOX", memory,
//		&imap.Options{Password: func(context.Context) (string, error) { return os.Getenv("BOUNCES_PASSWORD"), nil }})
//	for res, err := range scanner.Scan(ctx, src, nil) { … }
//	err = src.Close()
//
// It follows RFC 9051 and, for the servers that know only that, RFC 3501.
//
// # URLs
//
//	imaps://user@host[:port]/FOLDER   TLS from the first byte, port 993
//	imap://user@host[:port]/FOLDER    STARTTLS, port 143
//
// The user may contain "@" as it is. Without a folder it is INBOX. Folder names
// are UTF-8, with %XX where a URL needs it. "/" stands for the delimiter that
// the server puts between levels, whatever it is ("INBOX.Bounces" may be written
// INBOX/Bounces); "%2F" is the character itself. Where a server keeps all
// folders below a prefix (NAMESPACE, RFC 2342: "INBOX."), it may be left out.
// A folder "\Trash", "\Junk", "\Archive" … is the one that the server marks so
// (RFC 6154). A URL holds no password; one that does is refused and not repeated.
//
// Plain text is spoken only with Options.TLS = TLSNone, or with a server on
// loopback that offers no STARTTLS, and Options.Warn says so every time.
// Sign-in is SASL PLAIN (RFC 4616) where offered, else LOGIN.
//
// # Position
//
// The folder is opened with EXAMINE and read with BODY.PEEK, so no flag
// changes. The position of a message is "UIDVALIDITY:UID"; a later run reads
// what has a higher UID. When UIDVALIDITY has changed, or the server gives
// none, the folder is read from its start, with a warning.
//
// # Folders
//
// Servers count sign-ins, and throttle or lock out who has too many; opening
// another folder costs nothing. So a source has one connection, and
// Source.Switch turns it to the next folder of the same user and server:
//
//	Dial ── EXAMINE INBOX ─ read ─ SELECT INBOX ─ settle ┐
//	         ┌──────────────── Switch ──────────────────┘
//	         └ EXAMINE Junk ─ NO, no such folder ┐
//	         ┌───────────── Switch ─────────────┘
//	         └ EXAMINE Old ─ read ─ the connection ends ─ Dial ─ EXAMINE Old ─ …
//
// What belongs to the folder changes with it: position, debts, what Wait has
// seen. What belongs to the account stays: the connection, Rate, what is known
// of the server, which warnings were given. A folder that the server does not
// open leaves the connection as it is. OfAccount tells such an error from one
// that all folders share, after which the next folder is better left alone.
// Who holds the right to work on an account, a lease, holds it for all its
// folders; so it does not matter in which of them a connection is.
//
// # Acts
//
// Source.Settle moves, copies, flags and deletes what a ledger owes, see there.
// Moving is MOVE (RFC 6851); where the server lacks it, COPY, a look whether the
// copy exists, then STORE \Deleted and UID EXPUNGE (RFC 4315) of just these
// messages. A plain EXPUNGE or CLOSE is never sent: it would remove what people
// have marked. Where the server lacks UIDPLUS, messages stay, marked, and
// Options.Warn says so. A target folder that is not there is made and
// subscribed to.
//
// A run that was interrupted left debts that are begun. Of these a copy is
// looked for in the target, once a server that goes on alone must have made it:
// same size, same Message-ID, same first 8 KiB. What the server has refused is
// tried again at once; the book knows whether a part of it was done.
//
// Where another act has taken the place of one that was begun, what was begun is
// looked after first, see Settle. Source.Rights tells what a server would refuse.
//
// # Waiting
//
// Source.Wait says when there may be new mail: IDLE (RFC 2177), and polling
// beside it, see there. That it is new is seen from UIDNEXT. NOTIFY (RFC 5465),
// which would do with one connection for several folders, and CONDSTORE (RFC
// 7162), which tells of changed flags, are not used: the library lacks the one,
// and flags are nobody's news here.
//
// What the server marks as an [ALERT] for people is passed on by Options.Warn,
// once in the same words.
//
// # What is fetched
//
// Size, date and the first 256 KiB of each message, in ranges of 200 messages
// and 2 MiB. The rest of a longer message follows only if its report is not
// complete in that beginning; what is spared is the body of returned messages.
//
// While the messages of one range are handed on, the next range is fetched, but
// nothing beyond it; with Options.Rate not even that.
//
// # Leniency
//
// Every UID asked for is ticked off. What the server did not send is asked for
// again, alone, then by its number. A message that another client removed before
// it was fetched is left out. Where a search is refused, or finds fewer messages
// than the folder has or than UIDNEXT promises, the UIDs are fetched: the index
// of a server may be behind its mailbox.
//
// A message that the server keeps back, or that ends the connection three times
// when asked for alone, becomes a Message with Err, and the reading goes on; but
// only if another message can be read then, else the server is in trouble, the
// whole source ends with scanner.ErrTemporary, and the next run tries again. The
// third time nothing is asked for that can be spared; if it is the rest of a long
// message that ends the connection, its beginning must do, with a warning. The
// rest comes in pieces of 2 MiB, and those that have come are kept when a
// connection dies.
//
// A connection that dies is made anew, up to seven times without a message read
// in between, with pauses of 1 to 8 seconds. Nothing is handed on twice.
//
// A server that asks for patience ([THROTTLED], [UNAVAILABLE], [INUSE], [LIMIT],
// [OVERQUOTA], the words of Gmail and Exchange, in a refusal or a BYE) is left
// alone for as long as it says, else for 15 seconds, then twice as long each
// time, 15 minutes at most, with a warning; the twelfth pause in one scan is the
// last. A single message that stays [UNAVAILABLE] is one that it has lost.
//
// # Limits
//
// Every wait for the server ends after Options.Timeout (60 s), and a server
// that sends less than 1 KiB a second in the long run counts as silent. A
// server may send about twice what was asked for; then the connection is
// closed. In memory are at most two ranges of 2 MiB, one larger message of up to
// Options.MaxMessage (32 MiB; twice while it is put together), and the list of
// UIDs. Of a message above MaxMessage only the first 256 KiB are read, with a
// warning if its report is not complete in them. When the context is done, the
// connection is closed at once.
//
// # Layout
//
// The IMAP library, go-imap v2, is a beta with known hangs and losses; session
// is the only type that talks to it. wire.go bounds its time and its memory,
// dial.go connects, session.go asks, folder.go knows the names of folders, and
// tail.go keeps the words that the library drops. account.go goes from folder to
// folder. On these stand four parts:
//
//   - signin*.go signs in.
//   - reader.go reads and survives the connection: batch.go sees to it that
//     everything asked for comes, rest.go fetches what follows the beginning of a
//     message, held.go gives messages up, ahead.go fetches one range while another
//     is handed on, pace.go says how long to wait.
//   - settle*.go acts: settle.go sorts what is owed, settle_group.go begins it,
//     settle_payment.go and settle_transfer.go do it, settle_twin.go finds copies,
//     settle_was.go looks after what is no longer wanted, settle_change.go has the
//     commands that change something.
//   - wait.go waits for mail, idle.go in IDLE.
package imap
