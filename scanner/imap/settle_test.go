package imap_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
)

// marked marks a message as deleted, as people's mail programs do.
func (h *host) marked(t *testing.T, folder string, uid goimap.UID) {
	t.Helper()
	store := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Silent: true, Flags: []goimap.Flag{goimap.FlagDeleted}}
	c := h.client(t, folder)
	defer c.Close()
	if err := c.Store(goimap.UIDSetNum(uid), store, nil).Close(); err != nil {
		t.Fatal(err)
	}
}

// filled starts a rich server with n messages m1, m2, … in the INBOX. Every
// second has a Message-ID.
func filled(t *testing.T, n int) *host {
	t.Helper()
	h := serveWith(t, true)
	for i := range n {
		id := ""
		if i%2 == 0 {
			id = fmt.Sprintf("Message-ID: <%d@example.org>\r\n", i+1)
		}
		h.deliver(t, "INBOX", id+note(fmt.Sprint("m", i+1)))
	}
	return h
}

// The same acts have the same outcome, whatever the server can do; where it
// cannot remove single messages they stay, marked.
func TestSettleWithout(t *testing.T) {
	const moved, copied = "m1, m3", "m4"
	const kept = `m2, m4, m5 \seen, m6 bounce, m8 \deleted`
	const all = `m1 \deleted, m2, m3 \deleted, m4, m5 \seen, m6 bounce, m7 \deleted, m8 \deleted`
	for _, tt := range []struct {
		without, inbox, warning string
	}{
		{"", kept, ""},
		{"MOVE", kept, ""},
		{"UIDPLUS", `m2, m4, m5 \seen, m6 bounce, m7 \deleted, m8 \deleted`, "lacks UIDPLUS"},
		{"MOVE UIDPLUS", all, "lacks UIDPLUS"},
		{"ESEARCH", kept, ""},
		{"IDLE", kept, ""},
		{"LITERAL+ LITERAL-", kept, ""},
		{"NAMESPACE", kept, ""},
		{"SPECIAL-USE", kept, ""},
		{"LIST-EXTENDED", kept, ""},
		{"MOVE UIDPLUS ESEARCH IDLE LITERAL+ LITERAL- NAMESPACE SPECIAL-USE LIST-EXTENDED ENABLE UNSELECT", all, "lacks UIDPLUS"},
	} {
		t.Run(tt.without, func(t *testing.T) {
			h := filled(t, 8)
			h.marked(t, "INBOX", 8)
			b := &bend{hide: strings.Fields(tt.without)}
			url, o := b.front(t, h)
			acts := owing(t, key(t, url), "1 move:Processed/Bounces", "3 move:Processed/Bounces", "4 copy:Kept",
				`5 flag:\seen`, "6 flag:bounce", "7 delete")
			for range 2 {
				warnings, err := acts.pay(context.Background(), t, url, o)
				if err != nil || len(acts.owed()) > 0 {
					t.Errorf("error %v, left %v; want none", err, acts.owed())
				}
				if got := strings.Join(warnings, "\n"); !strings.Contains(got, tt.warning) || tt.warning == "" && got != "" || len(warnings) > 1 {
					t.Errorf("warnings %q, want %q once", got, tt.warning)
				}
				h.wantShelf(t, "INBOX", tt.inbox)
				h.wantShelf(t, "Processed/Bounces", moved)
				h.wantShelf(t, "Kept", copied)
				acts.done, tt.warning = map[string]bool{}, "" // as if nothing had been noted
				if strings.Contains(tt.without, "UIDPLUS") {
					break // the messages are there again, and owed
				}
			}
			b.harmless(t)
			if moves := b.said("UID MOVE"); strings.Contains(tt.without, "MOVE") != (len(moves) == 0) {
				t.Errorf("the client said %q", moves)
			}
			if s := b.said("SUBSCRIBE"); len(s) != 2 {
				t.Errorf("the client said %q, want two subscriptions", s)
			}
		})
	}
}

// harmless checks that nothing was said that removes what others have marked.
func (b *bend) harmless(t *testing.T) {
	t.Helper()
	for _, l := range b.lines {
		words := strings.Fields(l)[1:]
		switch words[0] {
		case "EXPUNGE", "CLOSE", "STORE", "COPY", "MOVE", "DELETE", "RENAME":
			t.Errorf("the client said %q", l)
		}
	}
}

// Wherever a connection dies, or nixie is killed, every act is done, once.
func TestSettleCutAnywhere(t *testing.T) {
	for _, without := range []string{"", "MOVE"} {
		for _, lost := range []string{"command", "answer"} {
			for _, killed := range []bool{false, true} {
				t.Run(fmt.Sprintf("without %s, %s lost, killed %v", without, lost, killed), func(t *testing.T) {
					n := 1
					for cutAt(t, n, without, lost, killed) {
						n++
					}
					if n < 8 {
						t.Errorf("only %d commands; want more to cut", n)
					}
				})
			}
		}
	}
}

// cutAt loses the n-th command after the sign-in, or the answer to it, and
// reports whether there was one.
func cutAt(t *testing.T, n int, without, lost string, killed bool) bool {
	h := filled(t, 5)
	h.marked(t, "INBOX", 5)
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	count, tag := 0, ""
	b := &bend{hide: []string{without}}
	cut := func() string {
		if killed {
			kill()
		}
		return hangUp
	}
	b.command = func(line string) string {
		if words := strings.Fields(line); words[1] == "LOGIN" || words[1] == "AUTHENTICATE" || words[1] == "CAPABILITY" || words[1] == "LOGOUT" || count >= n {
			return ""
		}
		if count++; count == n && lost == "command" {
			return cut()
		} else if count == n {
			tag, _, _ = strings.Cut(line, " ")
		}
		return ""
	}
	b.reply = func(line string) string {
		if tag != "" && strings.HasPrefix(line, tag+" ") {
			tag = ""
			return cut()
		}
		return line
	}
	url, o := b.front(t, h)
	acts := owing(t, key(t, url), "1 move:Old", "2 move:Old", "3 copy:Kept", "4 delete")
	_, err := acts.pay(ctx, t, url, o)
	if killed && ctx.Err() != nil {
		_, err = acts.pay(context.Background(), t, url, o)
	}
	if err != nil || len(acts.owed()) > 0 {
		t.Errorf("cut at %d: error %v, left %v", n, err, acts.owed())
	}
	h.wantShelf(t, "INBOX", `m3, m5 \deleted`)
	h.wantShelf(t, "Old", "m1, m2")
	h.wantShelf(t, "Kept", "m3")
	if b.harmless(t); t.Failed() {
		t.Fatalf("cut at %d: the client said\n%s", n, strings.Join(b.lines, "\n"))
	}
	return count >= n
}

// Of two that work on one mailbox without knowing of each other, the second
// finds messages gone. It has not moved them, and says so; what it may have
// moved itself, before it was interrupted, counts as done.
func TestSettleFindsMessagesGone(t *testing.T) {
	h := filled(t, 3)
	url, o := (&bend{}).front(t, h)
	if _, err := owing(t, key(t, url), "1 move:Old", "2 move:Old").pay(t.Context(), t, url, o); err != nil {
		t.Fatal(err)
	}
	b := owing(t, key(t, url), "1 move:Old", "2 move:Old", "3 move:Old", "7:1 move:Old")
	b.debts[1].Begun = true
	if _, err := b.pay(t.Context(), t, url, o); err != nil {
		t.Fatal(err)
	}
	for position, gone := range map[string]bool{"1:1": true, "1:2": false, "1:3": false, "7:1": true} {
		if !b.done[position] || b.gone[position] != gone {
			t.Errorf("message %s: done %v, gone %v; want done, gone %v", position, b.done[position], b.gone[position], gone)
		}
	}
}
