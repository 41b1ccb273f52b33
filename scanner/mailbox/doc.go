// Package mailbox reads mail that lies in files: single messages, mboxes,
// Maildirs, folders of all these, and what is packed with gzip, zstd or zip.
//
//	src, err := mailbox.Open("/var/mail/bounces", scanner.Forgetful{}, nil)
//	for res, err := range scanner.Scan(ctx, src, nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(res.Message.Location, res.Outcomes, res.Err)
//	}
//
// [Open] takes a path, [Reader] a stream such as standard input; [Mbox] is the
// simplest source, for an mbox that is already open. Nothing is ever written,
// moved or flagged, not even from new to cur in a Maildir.
//
// # What is read
//
// A file is recognised by its content, whatever its name:
//
//   - a single message (RFC 5322), with or without a "From " line before it;
//     its Location is the path
//   - an mbox (RFC 4155 and its relatives mboxo, mboxrd, mboxcl, mboxcl2); the
//     Location of its third message is "path#3". A file called *.eml that
//     begins with a "From " line and holds no second one is a single message
//   - gzip, Zstandard and zip, also one within another, of any of these; the
//     Location of an entry of a zip file is "path!entry"
//
// A folder with cur and new in it is a Maildir; its Maildir++ folders (".Sub")
// and nested Maildirs are read, too. Any other folder is walked in sorted
// order. Hidden files are left out. Symbolic links are followed within the folder
// that is named, and no folder is read twice; one that leads out of it is told of
// and not followed. What is named may itself be a link.
//
// # What is new
//
// An mbox has a Position: how far it is read, with fingerprints of its start
// and of the last message read. A grown mbox is continued by seeking, a packed
// or piped one by reading past what is known, a rewritten one is read again
// from the start. A message at the end that somebody may still be writing can be
// left for the next time (see [Options]): one in a file that is locked (fcntl,
// flock, a file ".lock") or grows, or one without its end in a file that was
// changed in the last ten seconds. What is read without its end and grows later
// is read again, and counts as another statement. Messages in files of their own have a Name, for which memory
// is asked once, before the file is opened: in a Maildir the file name without
// flags, in a folder the file's name, size and time of change.
//
// A message with neither has trouble that another run may not have (no
// permission, a damaged archive): it must not be remembered, and is tried again.
//
// # Leniency
//
// A "From " line counts only after an empty line and with a date in it, in
// any of the usual forms. A Content-Length field is believed only where a
// "From " line or the end of the file really follows. One ">" is taken from
// lines of a body such as ">From " and ">>From ": right for mboxrd and mboxcl,
// and for mboxo it restores what was quoted; in an mboxo or mboxcl2 a line that
// had a ">" of its own loses it, which no bounce depends on.
//
// # Limits
//
// A message may have [MaxMessage] bytes, what is unpacked from one file or
// entry [MaxUnpacked], a zstd window [MaxWindow], archives within archives
// [MaxDepth] levels. Beyond them, a message with an Err that names place and
// limit stands in the sequence. An mbox of any size is read with constant
// memory: the buffer of 64 KiB and one message.
package mailbox
