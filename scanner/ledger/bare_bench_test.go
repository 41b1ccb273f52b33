package ledger_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const bareEvents = 100_000

// BenchmarkBare records 100,000 events and then lets a bare loop insert the
// very same rows, by the same driver and in transactions of the same size. It
// prints the speed of both, their ratio, and the bytes of an event on disk.
func BenchmarkBare(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		for b.Loop() {
			dir := b.TempDir()
			compare(b, openDB(b, filepath.Join(dir, "ledger.db")), openDB(b, filepath.Join(dir, "bare.db")))
		}
	})
	b.Run("postgres", func(b *testing.B) {
		for b.Loop() {
			compare(b, postgresDatabase(b)(b), postgresDatabase(b)(b))
		}
	})
}

func compare(b *testing.B, recorded, bare *sql.DB) {
	book := openLedger(b, recorded, ledger.Options{})
	openLedger(b, bare, ledger.Options{}) // for the tables
	var took time.Duration
	for n := 0; n < bareEvents; n += benchBatch {
		results := batch(n)
		start := time.Now()
		record(b, book, results...)
		took += time.Since(start)
	}
	loop := insertBare(b, recorded, bare)
	s, err := book.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(bareEvents/took.Seconds(), "recorded/s")
	b.ReportMetric(bareEvents/loop.Seconds(), "bare/s")
	b.ReportMetric(loop.Seconds()/took.Seconds(), "of-bare")
	b.ReportMetric(float64(s.Bytes)/bareEvents, "bytes/event")
}

const (
	outcomeRow   = "id, at, recorded, revision, fact, recipient, spelled, domain, list_id, campaign, subscriber, kept, said"
	outcomeMarks = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"
)

// insertBare inserts the rows of one database into another, in the order in
// which they were recorded, and returns how long that took, reading apart.
func insertBare(b *testing.B, from, to *sql.DB) (took time.Duration) {
	rows, err := from.Query("SELECT " + outcomeRow + " FROM outcome ORDER BY revision, at")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for more := true; more; {
		var some [][]any
		for len(some) < benchBatch {
			if more = rows.Next(); !more {
				break
			}
			row, into := make([]any, 13), make([]any, 13)
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				b.Fatal(err)
			}
			some = append(some, row)
		}
		start := time.Now()
		insertSome(b, to, some)
		took += time.Since(start)
	}
	return took
}

// insertSome is the bare loop.
func insertSome(b *testing.B, db *sql.DB, rows [][]any) {
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare("INSERT INTO outcome (" + outcomeRow + ") VALUES (" + outcomeMarks + ")")
	if err != nil {
		b.Fatal(err)
	}
	for _, row := range rows {
		if _, err := stmt.Exec(row...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
