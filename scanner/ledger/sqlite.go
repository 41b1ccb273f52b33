package ledger

import (
	"path/filepath"
	"strings"
)

// SQLiteDSN returns what to give to sql.Open("sqlite", …) of modernc.org/sqlite
// for the ledger in the file of that path, which is made if need be. A change
// waits up to ten seconds for another process that writes.
func SQLiteDSN(path string) string {
	return fileURI(path) + "?_busy_timeout=500&_pragma=page_size(4096)" + // the driver sets them in this order
		"&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)&_txlock=immediate" +
		// Ids are random and touch pages all over the file, and so do the events
		// that decide: with pages of 4 KiB a million events are recorded in three
		// quarters of the time that they take with 16 KiB, for a tenth more room.
		// Checkpoints after 32 MiB keep the disk from writing each page again and
		// again.
		cacheSize + "&_pragma=wal_autocheckpoint(8000)"
}

// cacheSize is 1 MiB a connection, of which a loop over standings has nine at once.
// They take twice that: the driver's memory comes in powers of two, and a page with
// what SQLite notes about it is a little more than one. With 4 MiB, a scan of 200,000
// bounces took 150 MB on four cores instead of 105, and no less time.
const cacheSize = "&_pragma=cache_size(-1024)"

// SQLiteStillDSN is SQLiteDSN for a file that nobody can change as long as it is
// open, on a read-only disk or in a folder that may not be written. The
// companions that SQLite makes beside a file are neither made nor read: what
// waits in a companion "-wal" is not seen.
func SQLiteStillDSN(path string) string {
	return fileURI(path) + "?immutable=1" + cacheSize // https://www.sqlite.org/uri.html#uriimmutable
}

// fileURI returns the path as part of a URI (https://www.sqlite.org/uri.html).
func fileURI(path string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	if filepath.VolumeName(path) != "" { // C:/nixie.db becomes file:/C:/nixie.db
		path = "/" + path
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}
