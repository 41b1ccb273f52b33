package webhook_test

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// onPostgres returns an empty ledger in a schema of its own on the server that
// TEST_POSTGRES names. Without a server the test is skipped; where CI is set, it
// fails.
func onPostgres(t testing.TB) *ledger.Ledger {
	t.Helper()
	server := os.Getenv("TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("TEST_POSTGRES names no PostgreSQL; CONTRIBUTING.md says how to start one")
		}
		t.Skip("TEST_POSTGRES names no PostgreSQL")
	}
	u, err := url.Parse(server)
	must(t, err)
	schema := "nixie_" + strings.ToLower(rand.Text())
	admin, err := sql.Open("pgx", server)
	must(t, err)
	_, err = admin.Exec("CREATE SCHEMA " + schema)
	must(t, err)
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	db, err := sql.Open("pgx", u.String())
	must(t, err)
	t.Cleanup(func() {
		db.Close()
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	book, err := ledger.Open(t.Context(), db)
	must(t, err)
	return book
}

// emails returns whom the requests since the n-th were about, in order.
func (r *receiver) emails(t testing.TB, n int) (list []string) {
	t.Helper()
	for _, req := range r.all()[n:] {
		var body struct {
			Email string
			Event struct {
				OriginalRecipient string `json:"original_recipient"`
			}
		}
		must(t, json.Unmarshal([]byte(req.body), &body))
		if body.Email != body.Event.OriginalRecipient {
			t.Errorf("%s is told with an event of mail for %s", body.Email, body.Event.OriginalRecipient)
		}
		list = append(list, body.Email)
	}
	slices.Sort(list)
	return list
}

// Mail for several members goes to one mailbox, which refuses it: each is told,
// and later only who is refused again.
func TestEveryOriginalIsTold(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { wantOriginals(t, open(t)) })
	t.Run("postgres", func(t *testing.T) { wantOriginals(t, onPostgres(t)) })
}

func wantOriginals(t *testing.T, book *ledger.Ledger) {
	t.Helper()
	passed := func(id, original string) scanner.Outcome {
		o := hard(id, "family@example.net")
		o.Recipient.Alias = original
		return o
	}
	r := listen(t, nil)
	to := target(r)
	record(t, book, passed("1", "Ann@example.org"), passed("2", "bob@example.org"), passed("3", "cleo@example.org"), passed("4", "bob@example.org"))
	for n, want := range [][]string{{"Ann@example.org", "bob@example.org", "cleo@example.org"}, {"cleo@example.org"}, nil} {
		if n == 1 {
			record(t, book, passed("5", "cleo@example.org"))
		}
		before := len(r.all())
		queue(t, to, book, len(want))
		deliver(t, to, book)
		if diff := cmp.Diff(want, r.emails(t, before)); diff != "" {
			t.Errorf("round %d told (-want +got):\n%s", n+1, diff)
		}
	}
}

// Whose mail goes to two mailboxes that refuse it is told of each, with its own last
// refusal: neither with that of the other, nor with a later one of another class.
func TestOriginalsOfTwoMailboxes(t *testing.T) {
	book := open(t)
	passed := func(id, recipient, original string) scanner.Outcome {
		o := hard(id, recipient)
		o.Recipient.Alias = original
		return o
	}
	soft := passed("5", "family@example.net", "bob@example.org")
	soft.Verdict.Cause, soft.Verdict.Class, soft.Time = rules.Greylisted, rules.Soft, soft.Time.Add(2*time.Hour)
	other := passed("3", "office@example.com", "bob@example.org")
	other.Time = other.Time.Add(time.Hour)
	record(t, book, passed("1", "family@example.net", "bob@example.org"), passed("2", "family@example.net", "cleo@example.org"), other, soft)
	r := listen(t, nil)
	to := target(r)
	queue(t, to, book, 3)
	deliver(t, to, book)
	var got []string
	for _, req := range r.all() {
		var body struct {
			Email string
			Event struct{ Recipient, Class string }
		}
		must(t, json.Unmarshal([]byte(req.body), &body))
		got = append(got, body.Email+" "+body.Event.Recipient+" "+body.Event.Class)
	}
	slices.Sort(got)
	want := []string{"bob@example.org family@example.net hard", "bob@example.org office@example.com hard", "cleo@example.org family@example.net hard"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
