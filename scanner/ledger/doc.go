// Package ledger keeps what scans have found: outcomes, how far each mailbox
// is read, and which messages could not be read. Out of the history it
// computes, by a [Policy], what to do with each address.
//
//	db, err := sql.Open("sqlite", ledger.SQLiteDSN("nixie.db"))
//	book, err := ledger.Open(ctx, db)
//	for s, err := range book.Standings(ctx, ledger.Standard()) { … }
//
// The same SQL serves SQLite and PostgreSQL. The caller opens the [sql.DB] and
// imports the driver; the ledger asks the database which of the two it is.
//
// # What the caller sets
//
// For SQLite: write-ahead logging, so that reading does not wait for writing;
// synchronous FULL, so that a commit survives a power cut before a mailbox is
// touched; a busy timeout, for a second process; immediate transactions.
// [SQLiteDSN] says all that to modernc.org/sqlite. The ledger itself lets one
// writer in at a time. Do not set MaxOpenConns to 1: a loop over
// [Ledger.Outcomes] holds a connection, and one that records as it goes needs
// a second.
//
// For PostgreSQL: nothing. Tables go where search_path points to.
//
// # Promises
//
// Outcomes and the position that follows them are committed together, or
// neither is. An outcome whose ID is known is left alone, so that reading a
// message twice counts it once. Standing is computed whenever it is asked for
// and never stored, so that another policy is simply another question.
//
// # Leniency
//
// Bytes that a database refuses in text, NUL and what is not UTF-8, are
// replaced in addresses and quoted in names, so that no message of a stranger
// makes a whole batch fail. Keys of more than 1,000 bytes are shortened, with a
// digest, to what an index takes.
//
// # Limits
//
// Times are kept in whole seconds; the days of a policy are days of UTC. Reading
// holds one outcome in memory, [Ledger.Standings] the sums of one address.
// An outcome comes back as far as [scanner.Event] tells it: of the evidence,
// the piece that decided.
package ledger
