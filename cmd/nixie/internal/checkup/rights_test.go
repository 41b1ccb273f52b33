package checkup_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/checkup"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
)

// What an act takes in which folder, and what is said where it is not granted.
func TestRights(t *testing.T) {
	act := func(verb scanner.Verb, target string) scanner.Acts {
		return scanner.Acts{"bounce": {Verb: verb, Target: target}}
	}
	for _, c := range []struct {
		name   string
		on     scanner.Acts
		asked  string
		rights map[string]string
		want   string // beginnings of the fixes, "; " between them
	}{
		{"nothing is done", nil, "", map[string]string{"INBOX": "lr"}, ""},
		{"all is granted", act(scanner.Move, "Done"), "INBOX Done", map[string]string{"INBOX": "lrte", "Done": "i"}, ""},
		{"the server does not say", act(scanner.Move, "Done"), "INBOX Done", nil, ""},
		{"nothing is granted", act(scanner.Move, "Done"), "INBOX Done", map[string]string{"INBOX": "", "Done": ""},
			"In INBOX this user lacks the right t (mark as deleted) and e (expunge); In Done this user lacks the right i (insert messages)"},
		{"a copy leaves the source alone", act(scanner.Copy, "Done"), "Done", map[string]string{"INBOX": "lr", "Done": "i"}, ""},
		{"no expunging", act(scanner.Delete, ""), "INBOX", map[string]string{"INBOX": "lrt"}, "In INBOX this user lacks the right e (expunge)"},
		{"read", act(scanner.Flag, `\Seen`), "INBOX", map[string]string{"INBOX": "lrw"}, "In INBOX this user lacks the right s (mark as read)"},
		{"flagged", act(scanner.Flag, "bounce"), "INBOX", map[string]string{"INBOX": "lrs"}, "In INBOX this user lacks the right w (set flags)"},
		{"to be made below another", act(scanner.Copy, "Done/2026/May"), "Done", map[string]string{"Done": "lri"}, "In Done this user lacks the right k (create folders)"},
		{"to be made at the top", act(scanner.Copy, "New"), "", nil, ""},
		{"special use", act(scanner.Copy, `\Trash`), `\Trash`, map[string]string{`\Trash`: "lr"}, `In \Trash this user lacks the right i (insert messages)`},
		{"one folder, two sorts", scanner.Acts{"bounce": {Verb: scanner.Copy, Target: "Done"}, "delay": {Verb: scanner.Copy, Target: "Done"}}, "Done",
			map[string]string{"Done": "lr"}, "In Done this user lacks the right i (insert messages)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &checkup.Facts{
				Account: &config.Account{Name: "b", On: c.on, MailboxActions: true}, Encrypted: true, Capabilities: []string{"MOVE"},
				Folders: []checkup.Folder{{Name: "INBOX"}, {Name: "Done"}}, Rights: c.rights,
			}
			if got := strings.Join(f.Asked(), " "); got != c.asked {
				t.Errorf("asks about %q, want %q", got, c.asked)
			}
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "; ")
			}
			if got := f.Fixes(); !slices.EqualFunc(got, want, func(fix, want string) bool { return strings.HasPrefix(fix, want+", so that") }) {
				t.Errorf("fixes %q, want %q", got, want)
			}
		})
	}
}

// Acts that were not done are to be mended, or asked for.
func TestOwed(t *testing.T) {
	move := scanner.Act{Verb: scanner.Move, Target: "Done"}
	for _, c := range []struct {
		name    string
		allowed bool
		owed    checkup.Owed
		want    string
	}{
		{"the next scan does it", true, checkup.Owed{Folder: "b", Act: move, Messages: 2}, ""},
		{"not allowed", false, checkup.Owed{Folder: "b", Act: move, Messages: 2}, `"move:Done" is owed to 2 messages of b: nixie scan --apply`},
		{"refused", true, checkup.Owed{Folder: "b", Act: move, Messages: 2, Refused: 1, Why: "no room"}, `"move:Done" was refused for 1 message of b: no room.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &checkup.Facts{Account: &config.Account{Name: "b", MailboxActions: config.Permission(c.allowed)}, Encrypted: true, Owed: []checkup.Owed{c.owed}}
			got := strings.Join(f.Fixes(), "\n")
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("fixes %q, want %q", got, c.want)
			}
		})
	}
}
