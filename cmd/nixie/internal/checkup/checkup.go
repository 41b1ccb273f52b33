// Package checkup says what is to be fixed about an account, from the facts
// that `nixie check` has found out.
package checkup

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
	"github.com/nixie-mail/nixie/scanner"
)

// Newest is how many messages of a folder are read.
const Newest = 20

// expirySoon is when a certificate is worth a word: those of Let's Encrypt last
// 90 days and are renewed 30 days before their end.
const expirySoon = 21 * 24 * time.Hour

// Facts are what is known of an account.
type Facts struct {
	Account *config.Account

	Encrypted    bool
	Expires      time.Time // of the server's certificate; zero if there is none
	Capabilities []string
	Folders      []Folder          // all of the account
	Samples      []Sample          // of those that are scanned
	Rights       map[string]string // to folders, a letter for each (RFC 4314), as far as the server tells
	Owed         []Owed
	Now          time.Time
}

// A Folder is one of the account.
type Folder struct {
	Name     string
	Use      string // special use, `\Junk`; "" for none
	Messages int    // -1: unknown
}

// A Sample is what the newest messages of a folder are.
type Sample struct {
	Folder string
	Sorts  map[string]int // messages of each sort
}

// Owed are acts that are owed to messages of a folder, and that the configuration
// asks for.
type Owed struct {
	Folder   string
	Act      scanner.Act
	Messages int
	Refused  int
	Why      string // of the last refusal
}

// Capabilities that matter, in the order in which they are shown.
var Capabilities = []string{"MOVE", "UIDPLUS", "IDLE", "NAMESPACE", "SPECIAL-USE", "LITERAL+", "COMPRESS=DEFLATE"}

// Has reports whether the server can do something.
func (f *Facts) Has(capability string) bool {
	return slices.ContainsFunc(f.Capabilities, func(c string) bool { return strings.EqualFold(c, capability) })
}

// Fixes returns what is to be done, each with the key or the command.
func (f *Facts) Fixes() []string {
	var all []string
	all = append(all, f.line()...)
	all = append(all, f.folders()...)
	all = append(all, f.acts()...)
	all = append(all, f.rights()...)
	all = append(all, f.owed()...)
	return append(all, f.mail()...)
}

// line is about the connection.
func (f *Facts) line() []string {
	left := f.Expires.Sub(f.Now)
	switch {
	case !f.Encrypted:
		return []string{"The line is not encrypted, so everybody on the way can read the password and the mail: write imaps:// in url, and take tls = \"none\" out."}
	case !f.Expires.IsZero() && left < expirySoon:
		return []string{fmt.Sprintf("The server's certificate expires in %s: have it renewed there, else nixie stops on that day.", plural(int(left.Hours()/24), "day"))}
	}
	return nil
}

// folders is about the folders that are scanned.
func (f *Facts) folders() []string {
	var all, names []string
	for _, folder := range f.Folders {
		names = append(names, folder.Name)
	}
	scanned := f.Account.Scanned()
	for _, name := range scanned {
		if f.Lacks(name) {
			fix := fmt.Sprintf("There is no folder %q: correct the key folders", name)
			if near := suggest.Nearest(name, names); near != "" {
				fix += fmt.Sprintf("; did you mean %q?", near)
			} else {
				fix += "."
			}
			all = append(all, fix)
		}
	}
	for _, folder := range f.Folders {
		if folder.Use == `\Junk` && folder.Messages > 0 && !has(scanned, folder.Name) {
			all = append(all, fmt.Sprintf("Bounces may be among the mail in %s (%s): write folders = [%q, %q].", folder.Name, plural(folder.Messages, "message"), scanned[0], folder.Name))
		}
	}
	return all
}

// Lacks reports whether the account has folders, and none of that name.
func (f *Facts) Lacks(folder string) bool {
	return len(f.Folders) > 0 && !slices.ContainsFunc(f.Folders, func(g Folder) bool { return has([]string{g.Name}, folder) })
}

// has reports whether a folder is among the names; the server may put INBOX
// before them.
func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return n == name || strings.EqualFold(n, name) && strings.EqualFold(name, "INBOX") || strings.TrimPrefix(n, "INBOX/") == name
	})
}

// acts is about what becomes of messages.
func (f *Facts) acts() []string {
	var removes, any bool
	for _, act := range f.Account.On {
		removes = removes || act.Verb == scanner.Move || act.Verb == scanner.Delete
		any = any || act != scanner.Act{}
	}
	var all []string
	if any && !bool(f.Account.MailboxActions) {
		all = append(all, `The account says what becomes of its messages and does not allow it: run nixie scan --apply, with --rescan for what is counted already, or write mailbox_actions = "apply".`)
	}
	if removes && !f.Has("MOVE") && !f.Has("UIDPLUS") {
		all = append(all, `The server knows neither MOVE nor UIDPLUS: messages that are moved or deleted stay where they are, marked as deleted. Let the mail program expunge the folder now and then.`)
	}
	return all
}

// owed is about acts that were not done.
func (f *Facts) owed() (all []string) {
	for _, o := range f.Owed {
		switch {
		case o.Refused > 0:
			all = append(all, fmt.Sprintf("%q was refused for %s of %s: %s. Mend that there, or choose another act: the next scan does what the configuration says then.",
				o.Act, plural(o.Refused, "message"), o.Folder, o.Why))
		case !bool(f.Account.MailboxActions):
			all = append(all, fmt.Sprintf("%q is owed to %s of %s: nixie scan --apply does it.", o.Act, plural(o.Messages, "message"), o.Folder))
		}
	}
	return all
}

// mail is about what lies in the folders.
func (f *Facts) mail() []string {
	var all []string
	for _, s := range f.Samples {
		total := 0
		for _, n := range s.Sorts {
			total += n
		}
		if other := s.Sorts[scanner.SortOther]; other > 2 && 2*other > total {
			all = append(all, fmt.Sprintf("Most of the newest messages in %s are ordinary mail: is it the folder that bounces go to? Else correct folders.", s.Folder))
		}
		if n := s.Sorts[scanner.SortUnknown]; n > 0 {
			all = append(all, fmt.Sprintf("No rule knows the words of %s in %s: nixie report --format unknown drafts rules after a scan.", plural(n, "bounce"), s.Folder))
		}
		if n := s.Sorts[scanner.SortError]; n > 0 {
			all = append(all, fmt.Sprintf("Of the newest messages in %s, %d cannot be read: nixie check -v says why.", s.Folder, n))
		}
	}
	return all
}

// plural returns "1 message", "2 messages".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprint(n) + " " + thing
}
