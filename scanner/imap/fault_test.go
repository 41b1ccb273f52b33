package imap_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// trialMail is how many messages lie in the INBOX of a trial.
const trialMail = 20

// trialActs is what is to become of them: every verb, and some that stay.
var trialActs = scanner.Acts{
	"bounce":     {Verb: scanner.Move, Target: "Done/Bounces"},
	"delay":      {Verb: scanner.Copy, Target: "Kept"},
	"auto-reply": {Verb: scanner.Delete},
	"complaint":  {Verb: scanner.Flag, Target: "complained"},
}

// A trial is a scan with acts and a real ledger, through a bend that makes
// trouble.
type trial struct {
	*host
	*bend
	url, db string
	o       *imap.Options
}

// newTrial fills a server. The bend must not be used before.
func newTrial(t *testing.T, b *bend) *trial {
	t.Helper()
	h := serveWith(t, true)
	for n := range trialMail {
		h.deliver(t, "INBOX", trialMessage(n))
	}
	tr := &trial{host: h, bend: b, db: filepath.Join(t.TempDir(), "nixie.db")}
	answer := b.command
	b.command = func(line string) string {
		tr.owed(t, line)
		if answer == nil {
			return ""
		}
		return answer(line)
	}
	tr.url, tr.o = b.front(t, h)
	return tr
}

// trialMessage is one of twelve bounces, two delays, two absences, two
// complaints and two letters, each about or from somebody else.
func trialMessage(n int) string {
	name := fmt.Sprintf("m%02d", n)
	switch n % 10 {
	case 6:
		text := strings.NewReplacer("ann@", name+"@", "Action: failed", "Action: delayed", "5.1.1", "4.4.1")
		return text.Replace(report(name, 500))
	case 7:
		return strings.Replace(note(name), "From: a@example.org", "From: "+name+"@example.com\r\nAuto-Submitted: auto-replied", 1) +
			"I am out of the office until 20 March.\r\n"
	case 8:
		return strings.ReplaceAll(complaintText, "NAME", name)
	case 9:
		return note(name)
	}
	return strings.Replace(report(name, 500+n*100), "ann@", name+"@", 1)
}

const complaintText = "From: fbl@example.net\r\nSubject: NAME\r\n" +
	"Content-Type: multipart/report; report-type=feedback-report; boundary=\"=_f\"\r\n\r\n" +
	"--=_f\r\n\r\nThis is an abuse report.\r\n" +
	"--=_f\r\nContent-Type: message/feedback-report\r\n\r\n" +
	"Feedback-Type: abuse\r\nUser-Agent: ExampleFBL/2.0\r\nVersion: 1\r\nOriginal-Rcpt-To: <NAME@example.com>\r\n\r\n" +
	"--=_f\r\nContent-Type: message/rfc822\r\n\r\nFrom: news@example.com\r\nTo: NAME@example.com\r\nSubject: Hello\r\n\r\nHello.\r\n--=_f--\r\n"

// owed checks that a command which changes something names only messages that
// are stored, and whose acts the ledger knows to be begun.
func (tr *trial) owed(t *testing.T, line string) {
	words := strings.Fields(line)
	if len(words) < 4 || !strings.Contains(" MOVE COPY STORE EXPUNGE ", " "+words[2]+" ") {
		return
	}
	db := tr.open(t)
	defer db.Close()
	for uid := 1; uid <= trialMail; uid++ {
		if !within(words[3], uid) {
			continue
		}
		var begun int
		err := db.QueryRow("SELECT count(*) FROM debt WHERE state = 'begun' AND position LIKE $1", fmt.Sprintf("%%:%d", uid)).Scan(&begun)
		if err != nil || begun != 1 {
			t.Errorf("the client said %q, and of message %d the ledger knows %d acts begun (error %v)", line, uid, begun, err)
		}
	}
}

// open opens the database of the ledger.
func (tr *trial) open(t *testing.T) *sql.DB {
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(tr.db))
	if err != nil {
		t.Error(err)
	}
	return db
}

// run is one run of the scan. It must end within the deadline of the test.
func (tr *trial) run(t *testing.T) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	err := scanAndSettle(ctx, tr.db, tr.url, tr.o, trialActs)
	if ctx.Err() != nil {
		t.Errorf("the run hangs: %v", err)
	}
	return err
}

// recovers runs once more, now that nothing happens any more, and checks that
// every message was counted once, is not lost, and that nothing was done twice.
func (tr *trial) recovers(t *testing.T) {
	t.Helper()
	tr.mu.Lock()
	tr.at, tr.command, tr.reply = 0, func(line string) string { tr.owed(t, line); return "" }, nil
	tr.mu.Unlock()
	if err := tr.run(t); err != nil {
		t.Errorf("the run without trouble: %v", err)
	}
	tr.wantShelf(t, "INBOX", "m06, m08 complained, m09, m16, m18 complained, m19")
	tr.wantShelf(t, "Done/Bounces", "m00, m01, m02, m03, m04, m05, m10, m11, m12, m13, m14, m15")
	tr.wantShelf(t, "Kept", "m06, m16")
	tr.counted(t)
	tr.harmless(t)
	if t.Failed() {
		t.Logf("the client said\n%s", strings.Join(tr.lines, "\n"))
	}
}

// counted checks the ledger.
func (tr *trial) counted(t *testing.T) {
	t.Helper()
	db := tr.open(t)
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT event, count(*), count(DISTINCT recipient) FROM outcome, fact WHERE fact.n = outcome.fact GROUP BY event ORDER BY event": "auto-reply 2 2, bounce 12 12, complaint 2 2, delay 2 2",
		"SELECT state, count(*), count(DISTINCT position) FROM debt GROUP BY state ORDER BY state":                                       "done 18 18",
		"SELECT what, 1, 1 FROM trouble": "",
	} {
		if got := table(t, db, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// table returns rows of one text and two numbers.
func table(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var what string
		var n, m int
		if err := rows.Scan(&what, &n, &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(what, " ", n, " ", m))
	}
	return strings.Join(all, ", ")
}

// several runs subtests, some at once: mostly they wait for a disk or a clock.
// Under the race detector, which makes the database ten times slower, it runs
// one in six.
func several(t *testing.T, n int, name func(i int) string, test func(t *testing.T, i int)) {
	t.Helper()
	const atOnce = 8
	next := make(chan int)
	var all sync.WaitGroup
	for range min(atOnce, n) {
		all.Go(func() {
			for i := range next {
				t.Run(name(i), func(t *testing.T) { test(t, i) })
			}
		})
	}
	for i := range n {
		if !raceDetector || i%6 == 0 {
			next <- i
		}
	}
	close(next)
	all.Wait()
}
