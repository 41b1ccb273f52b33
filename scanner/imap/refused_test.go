package imap_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// Servers that answer oddly to acts. The messages m1 to m5 lie in the INBOX,
// and m1 to m4 are to be moved to Old.
func TestSettleOddServers(t *testing.T) {
	const gone, stay = "m5", "m1, m2, m3, m4, m5"
	on := func(command, answer string) func(string) string {
		return func(line string) string {
			if strings.Contains(line, command) {
				return answer
			}
			return ""
		}
	}
	code := func(from, to string) func(string) string {
		return func(line string) string {
			if before, rest, is := strings.Cut(line, "[COPYUID "); is {
				_, after, _ := strings.Cut(rest, "] ")
				return before + strings.ReplaceAll(to, from, rest[:len(rest)-len(after)-2]) + after
			}
			return line
		}
	}
	for _, tt := range []struct {
		name, without string
		command       func(string) string
		reply         func(string) string
		inbox, old    string
		why           string // of the refusals, "" if all is done
		commands      string // a command that must not be said
	}{
		{"COPY is always refused", "MOVE", on(" COPY ", "TAG NO not today"), nil, stay, "", "not today", "STORE"},
		{"MOVE is always refused", "", on(" MOVE ", "TAG NO not today"), nil, stay, "", "not today", "STORE"},
		{"COPY is an unknown command", "MOVE", on(" COPY ", "TAG BAD what?"), nil, stay, "", "what?", "STORE"},
		{"the mailbox is full", "MOVE", on(" COPY ", "TAG NO [OVERQUOTA] full"), nil, stay, "", "[OVERQUOTA] full", "STORE"},
		{"a limit of the server", "MOVE", on(" COPY ", "TAG NO [LIMIT] enough"), nil, stay, "", "[LIMIT] enough", "STORE"},
		{"COPY says OK and does nothing", "MOVE", on(" COPY ", "TAG OK done"), nil, stay, "", "no copy is to be found", "STORE"},
		{"MOVE says OK and does nothing", "", on(" MOVE ", "TAG OK done"), nil, stay, "", "still there", "STORE"},
		{"COPY names copies that are not there", "MOVE", on(" COPY ", "TAG OK [COPYUID 9 1:2 1] done"), nil, stay, "", "no copy is to be found", "STORE"},
		{"STORE is refused", "MOVE", on("STORE", "TAG NO read-only"), nil, stay, "m1, m2, m3, m4", "read-only", "EXPUNGE"},
		{"EXPUNGE says OK and does nothing", "MOVE", on("EXPUNGE", "TAG OK done"), nil,
			`m1 \deleted, m2 \deleted, m3 \deleted, m4 \deleted, m5`, "m1, m2, m3, m4", "still there", "MOVE"},
		{"no folder can be made", "", on("CREATE", "TAG NO [NOPERM] not you"), nil, stay, "-", "[NOPERM] not you", "MOVE"},
		{"OK without COPYUID", "MOVE", nil, code("", ""), gone, "m1, m2, m3, m4", "", "MOVE"},
		{"COPYUID without copies", "MOVE", nil, code("", "[COPYUID 7 1 ] "), gone, "m1, m2, m3, m4", "", "MOVE"},
		{"COPYUID of a dead end", "MOVE", nil, code("", "[COPYUID] "), gone, "m1, m2, m3, m4", "", "MOVE"},
		{"COPYUID with everything", "MOVE", nil, code("", "[COPYUID 7 1:4294967295 1] "), gone, "m1, m2, m3, m4", "", "MOVE"},
		{"COPYUID without copies after MOVE", "", nil, code("", "[COPYUID 7 1 ] "), gone, "m1, m2, m3, m4", "", "COPY"},
		{"BYE instead of STORE", "MOVE", once(on("STORE", "* BYE restart\r\n"+hangUp)), nil, gone, "m1, m2, m3, m4", "", "MOVE"},
		{"folder vanishes", "MOVE", once(on(" COPY ", "TAG NO [TRYCREATE] where?")), nil, gone, "m1, m2, m3, m4", "", "MOVE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := filled(t, 5)
			b := &bend{hide: []string{tt.without}, command: tt.command, reply: tt.reply}
			url, o := b.front(t, h)
			acts := owing(t, key(t, url), "1 move:Old", "2 move:Old", "3 move:Old", "4 move:Old")
			_, err := acts.pay(context.Background(), t, url, o)
			if (err != nil) != (tt.why != "") || err != nil && !strings.Contains(err.Error(), tt.why) {
				t.Errorf("error %v, want %q in it", err, tt.why)
			}
			for i := range 4 {
				if why := acts.why[fmt.Sprint("1:", i+1)]; !strings.Contains(why, tt.why) || tt.why == "" && why != "" {
					t.Errorf("message %d: refused because %q, want %q in it", i+1, why, tt.why)
				}
			}
			if err != nil && strings.Count(err.Error(), "\n") > 0 {
				t.Errorf("error %q has more than one line for one reason", err)
			}
			if tt.why == "" && len(acts.owed()) > 0 {
				t.Errorf("left %v", acts.owed())
			}
			h.wantShelf(t, "INBOX", tt.inbox)
			if tt.old != "-" {
				h.wantShelf(t, "Old", tt.old)
			}
			if said := b.said(tt.commands); len(said) > 0 {
				t.Errorf("the client said %q", said)
			}
			b.harmless(t)

			// The server comes to its senses: everything is done, once.
			good := &bend{hide: b.hide}
			url, o = good.front(t, h)
			acts.name(key(t, url))
			if _, err := acts.pay(context.Background(), t, url, o); err != nil || len(acts.owed()) > 0 {
				t.Errorf("the next run: error %v, left %v", err, acts.owed())
			}
			h.wantShelf(t, "INBOX", gone)
			h.wantShelf(t, "Old", "m1, m2, m3, m4")
		})
	}
}

// once lets only the first answer pass.
func once(answer func(string) string) func(string) string {
	done := false
	return func(line string) string {
		text := answer(line)
		if text == "" || done {
			return ""
		}
		done = true
		return text
	}
}

// One message that cannot be copied, or that ends the connection, does not keep
// the others.
func TestSettleOneBadMessage(t *testing.T) {
	for name, answer := range map[string]string{"refused": "TAG NO [SERVERBUG] oops", "kills": hangUp} {
		t.Run(name, func(t *testing.T) {
			h := filled(t, 40)
			b := &bend{hide: []string{"MOVE"}, command: func(line string) string {
				if _, set, is := strings.Cut(line, " UID COPY "); is && within(set, 17) {
					return answer
				}
				return ""
			}}
			url, o := b.front(t, h)
			var owed, kept []string
			for i := range 40 {
				owed = append(owed, fmt.Sprint(i+1, " move:Old"))
				if i != 16 {
					kept = append(kept, fmt.Sprint("m", i+1))
				}
			}
			acts := owing(t, key(t, url), owed...)
			_, err := acts.pay(context.Background(), t, url, o)
			if err == nil || !strings.Contains(err.Error(), "#17: move:Old: ") || len(acts.owed()) != 1 || acts.why["1:17"] == "" {
				t.Errorf("error %v, left %v; want only the one of 17", err, acts.owed())
			}
			h.wantShelf(t, "INBOX", "m17")
			slices.Sort(kept)
			h.wantShelf(t, "Old", strings.Join(kept, ", "))
			if n := len(b.said(" COPY ")); name == "refused" && n > 14 {
				t.Errorf("%d COPY commands, want about two for each halving", n)
			}
		})
	}
}

// A server that dies at each command ends the settling, and nothing is lost.
func TestSettleDyingServer(t *testing.T) {
	h := filled(t, 30)
	b := &bend{command: func(line string) string {
		if strings.Contains(line, " MOVE ") {
			return hangUp
		}
		return ""
	}}
	url, o := b.front(t, h)
	var owed []string
	for i := range 30 {
		owed = append(owed, fmt.Sprint(i+1, " move:Old"))
	}
	acts := owing(t, key(t, url), owed...)
	_, err := acts.pay(context.Background(), t, url, o)
	if !errors.Is(err, scanner.ErrTemporary) || len(acts.owed()) != 30 {
		t.Errorf("error %v, %d left; want ErrTemporary and all 30", err, len(acts.owed()))
	}
}

// Debts of another numbering of the folder cannot be paid; nothing is touched.
func TestSettleRenumbered(t *testing.T) {
	h := filled(t, 3)
	url, o := new(bend).front(t, h)
	acts := owing(t, key(t, url), "9:1 delete", "9:2 delete", "0:3 delete", "what:3 delete", "1:2 flag:\\Seen")
	warnings, err := acts.pay(context.Background(), t, url, o)
	if err != nil || len(acts.owed()) > 0 {
		t.Errorf("error %v, left %v", err, acts.owed())
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "renumbered the folder: nothing more can be done with 4 messages") {
		t.Errorf("warnings %q, want one of 4 messages", warnings)
	}
	h.wantShelf(t, "INBOX", `m1, m2 \seen, m3`)
}

// Another client removes messages, and marks some, in the middle of a move.
func TestSettleBesideOthers(t *testing.T) {
	h := filled(t, 6)
	b := &bend{hide: []string{"MOVE"}}
	b.command = once(func(line string) string {
		if strings.Contains(line, " COPY ") {
			h.remove(t, "INBOX", 2)
			h.marked(t, "INBOX", 6)
		}
		return ""
	})
	url, o := b.front(t, h)
	acts := owing(t, key(t, url), "1 move:Old", "2 move:Old", "3 move:Old")
	if _, err := acts.pay(context.Background(), t, url, o); err != nil || len(acts.owed()) > 0 {
		t.Errorf("error %v, left %v", err, acts.owed())
	}
	h.wantShelf(t, "INBOX", `m4, m5, m6 \deleted`)
	h.wantShelf(t, "Old", "m1, m3")
}

// What is wrong with an act is said, and the other acts are done.
func TestSettleImpossibleActs(t *testing.T) {
	h := filled(t, 6)
	b := &bend{reply: func(line string) string {
		if strings.Contains(line, "[PERMANENTFLAGS ") {
			return "* OK [PERMANENTFLAGS (\\Deleted \\Seen)] no keywords\r\n"
		}
		return line
	}}
	url, o := b.front(t, h)
	acts := owing(t, key(t, url), `1 move:\Junk`, "2 move:inbox", "3 flag:bounce", "4 flag:a b", "5 move:a//b", `6 flag:\Seen`)
	_, err := acts.pay(context.Background(), t, url, o)
	for n, want := range []string{`no folder is marked as \Junk; name the folder itself; there are: INBOX`, "in that folder already",
		"does not keep the flag bounce", "is no flag", "names no folder", ""} {
		why := acts.why[fmt.Sprint("1:", n+1)]
		if !strings.Contains(why, want) || want == "" && why != "" || !strings.Contains(fmt.Sprint(err), why) {
			t.Errorf("message %d: refused because %q, want %q; the error is %v", n+1, why, want, err)
		}
	}
	h.wantShelf(t, "INBOX", `m1, m2, m3, m4, m5, m6 \seen`)
}

// Two debts may name messages that are gone, or the same one.
func TestSettleNothingToDo(t *testing.T) {
	h := filled(t, 2)
	h.remove(t, "INBOX", goimap.UID(1))
	url, o := new(bend).front(t, h)
	acts := owing(t, key(t, url), "1 move:Old", "7 delete")
	if _, err := acts.pay(context.Background(), t, url, o); err != nil || len(acts.owed()) > 0 {
		t.Errorf("error %v, left %v", err, acts.owed())
	}
	h.wantShelf(t, "INBOX", "m2")
	acts = owing(t, "imap://somebody@example.com/INBOX", "2 delete")
	if _, err := acts.pay(context.Background(), t, url, o); err == nil {
		t.Error("debts of another source were taken")
	}
	h.wantShelf(t, "INBOX", "m2")
}
