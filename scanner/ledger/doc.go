// Package ledger keeps what scans have found: outcomes, how far each mailbox
// is read, which messages could not be read, and what is still to be done with
// the others in their mailbox. Out of the history it computes, by a [Policy],
// what to do with each address.
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
// For SQLite: synchronous FULL, so that a commit survives a power cut before a
// mailbox is touched; a busy timeout, for a second process; immediate
// transactions. [SQLiteDSN] says all that to modernc.org/sqlite. The ledger
// itself turns on write-ahead logging, so that reading does not wait for
// writing, and lets one writer in at a time. Do not set MaxOpenConns to 1: a loop over
// [Ledger.Outcomes] holds a connection, and one that records as it goes needs
// a second. [Open] sets MaxIdleConns to what its loops use at once, two for each
// core and one.
//
// For PostgreSQL: nothing. Tables go where search_path points to. The driver is
// pgx (github.com/jackc/pgx/v5/stdlib); a pooler that mixes sessions needs its
// setting default_query_exec_mode=exec.
//
// # Promises
//
// Outcomes, the position that follows them and the acts that they ask for are
// committed together, or none of them is. An outcome whose ID is known is left
// alone, so that reading a message twice counts it once, and so do two
// processes that read the same mail into one PostgreSQL. An act is owed once
// for each message and stays known when it is done ([Ledger.Debts],
// [Ledger.Begin]); until then it follows what people want today
// ([Ledger.Reconsider]). Standing is computed whenever it is asked for and never
// stored, so that another policy is simply another question.
//
// Changes take turns, on PostgreSQL by a row that each of them raises: the
// [Ledger.Revision]. So they cannot block one another half-way, and whoever
// remembers a revision misses nothing that comes later.
//
// A [Lease] lets one run at a time work on an account. Its time is that of the
// database's clock.
//
// # What is kept
//
// Of a message: what it says of each recipient, as [scanner.Event] tells it;
// with [Options] also its headers or the whole of it. [Ledger.Forget] reaches
// all that names an address, [Ledger.Prune] all that is old. What many outcomes
// share, in nixie's own words (event, cause, class, advice, provider, blocklist),
// stands once in the table fact. One table is derived: how many outcomes
// happened in which hour at which provider, by which incidents are found.
// Whatever changes outcomes changes it in the same transaction, and
// [Ledger.Check] adds it up again.
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
// holds one outcome in memory, [Ledger.Standings] the sums of some thousand
// addresses.
// An outcome comes back as far as [scanner.Event] tells it: of the evidence,
// the piece that decided.
package ledger
