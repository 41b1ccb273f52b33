package ledger_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// victimOf tells a child of this test binary which ledger to write to until
// it is killed: the name of a driver, a blank, and what to give to it.
const victimOf = "NIXIE_LEDGER_VICTIM_OF"

func TestMain(m *testing.M) {
	if where := os.Getenv(victimOf); where != "" {
		if err := victim(where); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const (
	killBatch = 20     // results in a call of Record
	killEnd   = 100000 // messages after which a forgotten victim ends by itself
)

// victim goes on where the ledger says that reading stopped, and announces
// each batch before it records it.
func victim(where string) error {
	ctx := context.Background()
	driver, dsn, _ := strings.Cut(where, " ")
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	book, err := ledger.Open(ctx, db)
	if err != nil {
		return err
	}
	last, err := lastRead(ctx, book)
	if err != nil {
		return err
	}
	for last < killEnd {
		var batch []*scanner.Result
		for range killBatch {
			last++
			batch = append(batch, message(last))
		}
		fmt.Println(last)
		if _, err := book.Record(ctx, batch...); err != nil {
			return err
		}
	}
	return nil
}

// message returns the n-th message of an endless mailbox: every third is about
// two recipients, every seventh cannot be read.
func message(n int) *scanner.Result {
	m := &scanner.Message{Source: "mbox:/b", Location: fmt.Sprintf("b#%d", n), Position: strconv.Itoa(n), Name: strconv.Itoa(n)}
	if n%7 == 0 {
		return &scanner.Result{Message: m, Err: fmt.Errorf("message %d is cut off", n)}
	}
	res := &scanner.Result{Message: m}
	for i := range recipients(n) {
		id := fmt.Sprintf("%d/%d", n, i)
		res.Outcomes = append(res.Outcomes, bounce(id, fmt.Sprintf("r%d@example.org", n), rules.UserUnknown, rules.Hard, day(1)))
	}
	return res
}

func recipients(n int) int {
	switch {
	case n%7 == 0:
		return 0
	case n%3 == 0:
		return 2
	}
	return 1
}

func lastRead(ctx context.Context, book *ledger.Ledger) (int, error) {
	position, err := book.Position(ctx, "mbox:/b")
	if err != nil || position == "" {
		return 0, err
	}
	return strconv.Atoi(position)
}

// A process that is killed while it records leaves whole batches behind: what
// the position says is read is there, nothing else is, and the next process
// goes on from there.
func TestKilledWhileRecording(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		killedWhileRecording(t, "sqlite", ledger.SQLiteDSN(filepath.Join(t.TempDir(), "nixie.db")))
	})
	t.Run("postgres", func(t *testing.T) { killedWhileRecording(t, "pgx", postgres(t)) })
}

func killedWhileRecording(t *testing.T, driver, dsn string) {
	before := 0
	for round := range 6 {
		kill(t, driver+" "+dsn)
		db := connect(t, driver, dsn)
		book, err := ledger.Open(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		// The server may still be about to commit what the victim sent last;
		// changes take turns.
		must(t, book.SetMark(t.Context(), "turn", 1))
		last, err := lastRead(t.Context(), book)
		if err != nil {
			t.Fatal(err)
		}
		if last <= before || last%killBatch != 0 {
			t.Errorf("round %d: position %d after %d: want more, and whole batches", round, last, before)
		}
		before = last
		check(t, book, last)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// kill starts a victim and ends it somewhere in one of its first batches.
func kill(t *testing.T, where string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), victimOf+"="+where)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 3 + rand.IntN(5) {
		if !lines.Scan() {
			break
		}
	}
	time.Sleep(rand.N(4 * time.Millisecond)) // somewhere between BEGIN and COMMIT
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
}

// check compares all that the ledger holds with the first messages up to last.
func check(t *testing.T, book *ledger.Ledger, last int) {
	t.Helper()
	missing := map[string]bool{}
	for n := 1; n <= last; n++ {
		for i := range recipients(n) {
			missing[fmt.Sprintf("%d/%d", n, i)] = true
		}
	}
	for _, o := range outcomes(t, book, ledger.Filter{}) {
		if o.Kind != dsn.Bounce || !missing[o.ID] {
			t.Errorf("outcome %s is twice there, or lies behind position %d", o.ID, last)
		}
		delete(missing, o.ID)
	}
	if len(missing) > 0 {
		t.Errorf("%d outcomes before position %d are lost", len(missing), last)
	}
	if n := len(troubles(t, book, time.Time{})); n != last/7 {
		t.Errorf("%d troubles up to position %d, want %d", n, last, last/7)
	}
	for n := 1; n <= last+killBatch; n++ {
		known, err := book.Known(t.Context(), "mbox:/b", strconv.Itoa(n))
		if err != nil || known != (n <= last) {
			t.Errorf("name %d is known: %v (%v), position is %d", n, known, err, last)
		}
	}
}
