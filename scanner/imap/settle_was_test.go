package imap_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// instead returns a book that owes the first message another act than was begun.
func instead(t *testing.T, source, was, now string) *book {
	t.Helper()
	acts := owing(t, source, "1 "+now)
	d := &acts.debts[0]
	if err := d.Was.UnmarshalText([]byte(was)); err != nil {
		t.Fatal(err)
	}
	d.Begun = true
	return acts
}

// What was begun and is not wanted any more is given up so that no message is lost,
// and none is there twice that need not be.
func TestSettleInstead(t *testing.T) {
	for _, tt := range []struct {
		name, was, now   string
		copied, marked   bool // by the run that was interrupted
		inbox, old, made string
		warning          string
	}{
		{"not begun", "move:Old", "leave", false, false, "m1", "", "", ""},
		{"copied", "move:Old", "leave", true, false, "m1", "m1", "", "these stay"},
		{"copied and marked", "move:Old", "leave", true, true, "m1", "m1", "", "these stay"},
		{"elsewhere, not begun", "move:Old", "move:New", false, false, "", "", "m1", ""},
		{"elsewhere, copied", "move:Old", "move:New", true, false, "", "m1", "", ""},
		{"elsewhere, copied and marked", "move:Old", "move:New", true, true, "", "m1", "", ""},
		{"into a folder that is gone", "move:Lost", "move:New", false, false, "", "", "m1", ""},
		{"only copied now", "move:Old", "copy:Old", true, true, "m1", "m1", "", ""},
		{"copied elsewhere", "move:Old", "copy:New", true, true, "m1", "m1", "m1", "these stay"},
		{"now flagged", "move:Old", "flag:bounce", true, true, "m1 bounce", "m1", "", "these stay"},
		{"now deleted", "move:Old", "delete", true, true, "", "m1", "", "these stay"},
		{"no longer deleted", "delete", "leave", false, true, "m1", "", "", ""},
		{"not deleted, but moved", "delete", "move:New", false, true, "", "", "m1", ""},
		{"moved after it was copied", "copy:Old", "move:New", true, false, "", "m1", "m1", ""},
		{"deleted after it was flagged", "flag:bounce", "delete", false, false, "", "", "", ""},
	} {
		for _, without := range []string{"", "MOVE"} {
			t.Run(tt.name+" "+without, func(t *testing.T) {
				h := serveWith(t, true)
				for _, folder := range []string{"Old", "New"} {
					h.create(t, folder)
				}
				h.deliver(t, "INBOX", note("m1"))
				if tt.copied {
					h.deliver(t, "Old", note("m1"))
				}
				if tt.marked {
					h.marked(t, "INBOX", 1)
				}
				url, o := (&bend{hide: []string{without}}).front(t, h)
				acts := instead(t, key(t, url), tt.was, tt.now)
				warnings, err := acts.pay(t.Context(), t, url, o)
				if err != nil || len(acts.owed()) > 0 {
					t.Errorf("error %v, left %v", err, acts.owed())
				}
				if got := strings.Join(warnings, "\n"); !strings.Contains(got, tt.warning) || tt.warning == "" && got != "" {
					t.Errorf("warnings %q, want %q", got, tt.warning)
				}
				h.wantShelf(t, "INBOX", tt.inbox)
				h.wantShelf(t, "Old", tt.old)
				h.wantShelf(t, "New", tt.made)
			})
		}
	}
}

// Wherever that is cut, too, the message is there once.
func TestSettleInsteadCutAnywhere(t *testing.T) {
	for _, copied := range []bool{false, true} {
		commands := 1
		for n := 1; n <= commands; n++ {
			h := serveWith(t, true)
			h.create(t, "Old")
			h.deliver(t, "INBOX", note("m1"))
			want := map[string]string{"INBOX": "", "Old": "", "New": "m1"}
			if copied {
				h.deliver(t, "Old", note("m1"))
				h.marked(t, "INBOX", 1)
				want = map[string]string{"INBOX": "", "Old": "m1", "New": ""}
			}
			h.create(t, "New")
			ctx, kill := context.WithCancel(t.Context())
			count := 0
			b := &bend{hide: []string{"MOVE"}, command: func(string) string {
				if count++; count == n {
					kill()
					return hangUp
				}
				return ""
			}}
			url, o := b.front(t, h)
			acts := instead(t, key(t, url), "move:Old", "move:New")
			_, err := acts.pay(ctx, t, url, o)
			if ctx.Err() != nil {
				commands = max(commands, count+1)
				_, err = acts.pay(t.Context(), t, url, o)
			}
			kill()
			if err != nil || len(acts.owed()) > 0 {
				t.Errorf("cut at %d: error %v, left %v", n, err, acts.owed())
			}
			for folder, what := range want {
				h.wantShelf(t, folder, what)
			}
			if t.Failed() {
				t.Fatalf("cut at %d: the client said\n%s", n, strings.Join(b.lines, "\n"))
			}
		}
		if commands < 10 {
			t.Errorf("only %d commands; want more to cut", commands)
		}
	}
}

// A refused act is tried again without a wait. What was done of it is told to the
// book: nothing where the server refused all of it.
func TestSettleRefusedAgain(t *testing.T) {
	for _, tt := range []struct {
		act, without, refuse string // the beginning of the command that is refused
		partly               bool
		inbox, old           string
	}{
		{"move:Old", "", "UID MOVE", false, "m1", ""},
		{"move:Old", "MOVE", "UID COPY", false, "m1", ""},
		{"move:Old", "MOVE", "UID STORE", true, "m1", "m1"},
		{"move:Old", "MOVE", "UID EXPUNGE", true, `m1 \deleted`, "m1"},
		{"copy:Old", "", "UID COPY", false, "m1", ""},
		{"delete", "", "UID STORE", false, "m1", ""},
		{"delete", "", "UID EXPUNGE", true, `m1 \deleted`, ""},
		{"flag:bounce", "", "UID STORE", false, "m1", ""},
	} {
		t.Run(fmt.Sprintf("%s %s %s", tt.act, tt.without, tt.refuse), func(t *testing.T) {
			h := serveWith(t, true)
			h.create(t, "Old")
			h.deliver(t, "INBOX", note("m1"))
			b := &bend{hide: []string{tt.without}, command: func(line string) string {
				if strings.Contains(line, " "+tt.refuse+" ") {
					return "TAG NO [NOPERM] you may not"
				}
				return ""
			}}
			url, o := b.front(t, h)
			acts := &told{book: owing(t, key(t, url), "1 "+tt.act)}
			for run := range 3 {
				src, err := imap.Dial(t.Context(), url, nil, imap.WithSleep(o, func(d time.Duration) { t.Errorf("run %d waits %v", run, d) }))
				if err != nil {
					t.Fatal(err)
				}
				if err := src.Settle(t.Context(), acts.owed(), acts); err == nil {
					t.Error("no error")
				}
				src.Close()
				if len(acts.refused) != run+1 || acts.refused[run].Begun || acts.refused[run].Partly != tt.partly {
					t.Errorf("told of refusals: %+v; want one a run, partly %v", acts.refused, tt.partly)
				}
				acts.debts[0].Begun, acts.debts[0].Partly = false, acts.refused[run].Partly // as the ledger says
				h.wantShelf(t, "INBOX", tt.inbox)
				h.wantShelf(t, "Old", tt.old)
			}
		})
	}
}

// told is a book that keeps what it is told of refusals.
type told struct {
	*book
	refused []scanner.Debt
}

func (b *told) Refused(ctx context.Context, d scanner.Debt, why string) error {
	b.refused = append(b.refused, d)
	return b.book.Refused(ctx, d, why)
}
