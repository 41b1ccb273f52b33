package checkup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/checkup"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
)

func TestFixes(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	good := func() *checkup.Facts {
		return &checkup.Facts{
			Account:   &config.Account{Name: "b", URL: "imaps://b@mail.example.org"},
			Encrypted: true, Expires: now.AddDate(0, 0, 60), Now: now,
			Capabilities: []string{"IMAP4rev1", "MOVE", "UIDPLUS"},
			Folders:      []checkup.Folder{{Name: "INBOX", Messages: 3}, {Name: "Junk", Use: `\Junk`}},
			Samples:      []checkup.Sample{{Folder: "INBOX", Sorts: map[string]int{"bounce": 3}}},
		}
	}
	for _, c := range []struct {
		name   string
		change func(*checkup.Facts)
		want   string // in the only fix, "" for none
	}{
		{"all is well", func(*checkup.Facts) {}, ""},
		{"plain text", func(f *checkup.Facts) { f.Encrypted = false }, "imaps://"},
		{"certificate", func(f *checkup.Facts) { f.Expires = now.AddDate(0, 0, 5) }, "expires in 5 days"},
		{"no such folder", func(f *checkup.Facts) { f.Account.Folders = []string{"Jnk"} }, `did you mean "Junk"?`},
		{"inbox in other letters", func(f *checkup.Facts) { f.Account.Folders = []string{"inbox"} }, ""},
		{"below the inbox", func(f *checkup.Facts) {
			f.Account.Folders = []string{"Bounces"}
			f.Folders = append(f.Folders, checkup.Folder{Name: "INBOX/Bounces"})
		}, ""},
		{"mail in the junk folder", func(f *checkup.Facts) { f.Folders[1].Messages = 4 }, `folders = ["INBOX", "Junk"]`},
		{"acts that are not allowed", func(f *checkup.Facts) {
			f.Account.On = scanner.Acts{"bounce": {Verb: scanner.Move, Target: "Done"}}
		}, `mailbox_actions = "apply"`},
		{"a server that cannot move", func(f *checkup.Facts) {
			f.Account.On, f.Account.MailboxActions, f.Capabilities = scanner.Acts{"bounce": {Verb: scanner.Delete}}, true, nil
		}, "neither MOVE nor UIDPLUS"},
		{"an ordinary mailbox", func(f *checkup.Facts) { f.Samples[0].Sorts = map[string]int{"other": 15, "bounce": 5} }, "ordinary mail"},
		{"unknown words", func(f *checkup.Facts) { f.Samples[0].Sorts["unknown"] = 1 }, "drafts rules"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := good()
			c.change(facts)
			got := facts.Fixes()
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("fixes %q, want one with %q", got, c.want)
			}
		})
	}
}
