package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func standing(i, count int, since time.Time) ledger.Standing {
	o := samples()[i]
	return ledger.Standing{
		Email: o.Recipient.Address, Advice: o.Verdict.Advice, Cause: o.Verdict.Cause, Class: o.Verdict.Class,
		Reason:    ledger.Reason{Count: count, Days: count, Since: since},
		FirstSeen: since, LastSeen: o.Time, Bounces: count, Hard: count, Days: count,
		Status: o.Recipient.Status.String(), Diagnostic: o.Recipient.Reply.Text, NewAddress: o.Verdict.NewAddress,
		Deciding: o,
	}
}

// yield returns the standings as a ledger does, an error at the end.
func yield(err error, list ...ledger.Standing) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		for _, st := range list {
			if !yield(st, nil) {
				return
			}
		}
		if err != nil {
			yield(ledger.Standing{}, err)
		}
	}
}

func TestRecipients(t *testing.T) {
	march := time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	n, err := report.Recipients(&b, yield(nil, standing(0, 2, march), standing(4, 1, march)), english(0), nil)
	if n != 2 || err != nil {
		t.Fatalf("Recipients = %d, %v; want 2 rows", n, err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"email", "advice", "cause", "class", "reason", "first_seen", "last_seen", "bounces", "hard", "soft", "days",
			"status", "diagnostic", "provider", "new_address", "campaign", "subscriber", "held", "note"},
		{"kiko@example.net", "remove", "user-unknown", "hard", "Mailbox does not exist (550 5.1.1), twice since 3 March",
			"2026-03-03T23:00:00Z", "2026-03-14T08:00:00Z", "2", "2", "0", "2", "5.1.1",
			"550 5.1.1 <kiko@example.net>: Recipient address rejected: User unknown in virtual mailbox table", "", "", "", "", "", ""},
		{"'=cmd|calc@example.com", "remove", "bad-address", "hard", "Malformed address (501 5.1.3), once on 3 March",
			"2026-03-03T23:00:00Z", "2026-03-14T08:00:00Z", "1", "1", "0", "1", "5.1.3",
			"501 5.1.3 Bad recipient address syntax", "", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("recipients.csv (-want +got):\n%s", diff)
	}
}

func TestRecipientsStopsAtAnError(t *testing.T) {
	broken := errors.New("ledger: disk is gone")
	var b bytes.Buffer
	n, err := report.Recipients(&b, yield(broken, standing(0, 1, reporttest.Now)), english(0), nil)
	if n != 1 || !errors.Is(err, broken) {
		t.Errorf("Recipients = %d, %v; want 1 and %v", n, err, broken)
	}
	if _, err := report.Recipients(brokenPipe{}, yield(nil, standing(0, 1, reporttest.Now)), nil, nil); err == nil {
		t.Error("no error although nothing could be written")
	}
}

func TestReason(t *testing.T) {
	complaint := standing(10, 1, reporttest.Now)
	bare := standing(0, 1, time.Time{})
	held := standing(1, 5, reporttest.Now.AddDate(-1, 0, 0))
	noCode := standing(0, 3, reporttest.Now)
	noCode.Deciding.Recipient = dsn.Recipient{}
	moved := standing(5, 1, reporttest.Now)
	moved.Cause = rules.AddressMoved
	for want, st := range map[string]ledger.Standing{
		"Complaint: marked as spam, once on 14 March":           complaint,
		"Mailbox does not exist (550 5.1.1)":                    bare,
		"Mailbox full (552 5.2.2), 5 times since 14 March 2025": held,
		"Mailbox does not exist, 3 times since 14 March":        noCode,
		"Address has moved (551 5.1.6), once on 14 March":       moved,
	} {
		if got := report.Reason(english(0), st); got != want {
			t.Errorf("Reason(%s) = %q, want %q", st.Email, got, want)
		}
	}
}

// What CSV, JSON and spreadsheets take for their own comes back as it was.
func TestOddAddressesComeBack(t *testing.T) {
	for name, address := range map[string]string{
		"a comma": `"a,b"@example.org`, "quotes": `"a ""b"@example.org`, "a line break": "\"a\nb\"@example.org", "a semicolon": `"a;b"@example.org`,
		"a formula": "=1+1@example.org", "a plus": "+1@example.org", "a sign": "'a@example.org", "brackets": "<i>@example.org",
	} {
		t.Run(name, func(t *testing.T) {
			st, o := standing(0, 1, time.Time{}), samples()[0]
			st.Email, o.Recipient.Address = address, address
			shown := safe.Cell(address)
			if (shown != address) != strings.ContainsAny(address[:1], "=+") {
				t.Errorf("neutralised: %q", shown)
			}
			var list, events, text bytes.Buffer
			if _, err := report.Recipients(&list, yield(nil, st), english(0), nil); err != nil {
				t.Fatal(err)
			}
			for _, w := range []report.Writer{report.NewCSV(&events, nil), report.NewNDJSON(&text, report.NewSummary("1", "1"))} {
				if err := errors.Join(w.Write(o), w.Close()); err != nil {
					t.Fatal(err)
				}
			}
			column := slices.Index(scanner.EventColumns(), "recipient")
			if got := csvCell(t, &list, 0); got != shown {
				t.Errorf("recipients.csv: %q, want %q", got, shown)
			}
			if got := csvCell(t, &events, column); got != shown {
				t.Errorf("events.csv: %q, want %q", got, shown)
			}
			var event struct{ Recipient string }
			if err := json.NewDecoder(&text).Decode(&event); err != nil || event.Recipient != address {
				t.Errorf("NDJSON: %q, %v; want %q", event.Recipient, err, address)
			}
		})
	}
}

// csvCell returns a cell of the only row below the header.
func csvCell(t *testing.T, r *bytes.Buffer, column int) string {
	t.Helper()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[1][column]
}

// A note says why nothing is advised about what is no address.
func TestNoteOfNoAddress(t *testing.T) {
	st := standing(0, 1, time.Time{})
	st.Email, st.Advice = "postmaster", rules.Review
	if got, want := report.Note(english(0), st), "no address: the report names nobody more exactly"; got != want {
		t.Errorf("Note = %q, want %q", got, want)
	}
}

// A note names who was written to: that is who stands on the list.
func TestNoteOfForwardedMail(t *testing.T) {
	st := standing(0, 1, time.Time{})
	if got := report.Note(english(0), st); got != "" {
		t.Errorf("Note = %q, want none", got)
	}
	st.Originals = []string{strings.ToLower(st.Email), "bob@example.org", "ann@example.org"}
	st.Deciding.Recipient.Alias = "Ann@Example.org"
	if got, want := report.Note(english(0), st), "mail for Ann@Example.org, bob@example.org went there"; got != want {
		t.Errorf("Note = %q, want %q", got, want)
	}
	st.Originals = append(st.Originals, "c@example.org", "d@example.org")
	st.Hand = &ledger.Hand{Kind: ledger.Forgiven, Time: reporttest.Now}
	if got, want := report.Note(english(0), st), "forgiven by hand on 14 March; mail for Ann@Example.org, bob@example.org, c@example.org, … went there"; got != want {
		t.Errorf("Note = %q, want %q", got, want)
	}
}
