package ledger_test

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// openDB opens the SQLite file at path for the length of the test.
func openDB(t testing.TB, path string) *sql.DB {
	t.Helper()
	return connect(t, "sqlite", ledger.SQLiteDSN(path))
}

func connect(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// postgres makes a schema of its own on the server that TEST_POSTGRES names and
// returns the URL to reach it. Without a server the test is skipped; where CI
// is set, it fails.
func postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("TEST_POSTGRES names no PostgreSQL; CONTRIBUTING.md says how to start one")
		}
		t.Skip("TEST_POSTGRES names no PostgreSQL")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	schema := "nixie_" + strings.ToLower(rand.Text())
	admin := connect(t, "pgx", server)
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
	})
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

// A database is an empty one of either kind. Each call of the function opens
// it once more, as another process would.
type database func(t testing.TB) *sql.DB

func sqliteDatabase(t testing.TB) database {
	path := filepath.Join(t.TempDir(), "nixie.db")
	return func(t testing.TB) *sql.DB { return openDB(t, path) }
}

func postgresDatabase(t testing.TB) database {
	url := postgres(t)
	return func(t testing.TB) *sql.DB { return connect(t, "pgx", url) }
}

// open opens the ledger in d.
func (d database) open(t testing.TB) *ledger.Ledger {
	t.Helper()
	return openLedger(t, d(t), ledger.Options{})
}

func openLedger(t testing.TB, db *sql.DB, o ledger.Options) *ledger.Ledger {
	t.Helper()
	book, err := ledger.OpenWith(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// eachDatabase runs the test once on SQLite and once on PostgreSQL.
func eachDatabase(t *testing.T, test func(t *testing.T, d database)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteDatabase(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresDatabase(t)) })
}

// eachLedger runs the test with an empty ledger on each kind of database.
func eachLedger(t *testing.T, test func(t *testing.T, book *ledger.Ledger)) {
	eachDatabase(t, func(t *testing.T, d database) { test(t, d.open(t)) })
}

// open returns an empty ledger in a file of its own.
func open(t testing.TB) *ledger.Ledger {
	t.Helper()
	return sqliteDatabase(t).open(t)
}
