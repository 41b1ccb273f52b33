package ledger_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Who is about to open a ledger of an older version can know it before, and
// keep it as it was.
func TestOutdated(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		db := d(t)
		if u, err := ledger.Outdated(t.Context(), db); u != nil || err != nil {
			t.Errorf("Outdated of an empty database = %+v, %v", u, err)
		}
		first(t, db)
		u, err := ledger.Outdated(t.Context(), db)
		if err != nil || u == nil || u.From != 1 || u.To <= u.From {
			t.Fatalf("Outdated of a ledger of the first version = %+v, %v", u, err)
		}
		path := filepath.Join(t.TempDir(), "before.db")
		err = u.Backup(t.Context(), path)
		if err != nil && !errors.Is(err, ledger.ErrNoBackup) {
			t.Fatal(err)
		}
		if err == nil {
			before, err := ledger.Outdated(t.Context(), openDB(t, path))
			if err != nil || before == nil || before.From != 1 {
				t.Errorf("the copy: Outdated = %+v, %v; want the first version", before, err)
			}
		}
		d.open(t) // as another process would, meanwhile
		if u, err := ledger.Outdated(t.Context(), db); u != nil || err != nil {
			t.Errorf("Outdated of what is up to date = %+v, %v", u, err)
		}
	})
}

// A copy of what somebody else has upgraded meanwhile is none of before.
func TestUpgradeOvertaken(t *testing.T) {
	d := sqliteDatabase(t)
	first(t, d(t))
	u, err := ledger.Outdated(t.Context(), d(t))
	must(t, err)
	d.open(t)
	path := filepath.Join(t.TempDir(), "before.db")
	if err := u.Backup(t.Context(), path); !errors.Is(err, ledger.ErrUpgraded) {
		t.Errorf("Backup = %v, want ErrUpgraded", err)
	}
	if left, err := filepath.Glob(path + "*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := u.Backup(t.Context(), filepath.Join(path, "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Backup into no folder = %v", err)
	}
}
