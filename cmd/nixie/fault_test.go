//go:build unix

package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// faultMail is how many messages lie in the folder of a trial.
const faultMail = 20

// A faultTrial is a scan with acts of a folder of its own on a real Dovecot, through
// a line that makes trouble.
type faultTrial struct {
	*line
	server *dovecottest.Server
	folder string // "t7"
	home   string
	env    []string // of the command; nil: that of the test
}

// newFaultTrial fills a folder.
func newFaultTrial(t *testing.T, d *dovecottest.Server, folder string) *faultTrial {
	t.Helper()
	tr := &faultTrial{line: startLine(t, d.Plain), server: d, folder: folder, home: t.TempDir()}
	d.Folder(t, "."+folder)
	for n := range faultMail {
		d.Deliver(t, "."+folder, faultMessage(n))
	}
	tr.configure(fmt.Sprintf("imap://%s@%s", dovecottest.Account, tr.address), faultPassword)
	return tr
}

// configure writes a configuration in which every verb occurs, for this server
// and with these keys for the line and the sign-in.
func (tr *faultTrial) configure(url, keys string) {
	conf := fmt.Sprintf("[[accounts]]\nname = \"box\"\nurl = %q\nfolders = [%q]\ntimeout = \"1m\"\nfetch = { batch = 7 }\n%s\n"+
		"[accounts.on]\nbounce = \"move:%[2]s/Done\"\ndelay = \"copy:%[2]s/Kept\"\nauto-reply = \"delete\"\ncomplaint = \"flag:complained\"\n",
		url, tr.folder, keys)
	must(os.WriteFile(filepath.Join(tr.home, "nixie.toml"), []byte(conf), 0o600))
}

// faultPassword is how a trial signs in, as a rule.
const faultPassword = `auth = { password_cmd = "echo ` + dovecottest.Password + `" }`

// faultMessage is one of twelve bounces, two delays, two absences, two
// complaints and two letters, each about or from another recipient.
func faultMessage(n int) string {
	switch n % 10 {
	case 6:
		return strings.NewReplacer("Action: failed", "Action: delayed", "Status: 5.1.1", "Status: 4.4.1").Replace(bounce(n))
	case 7:
		return "From: " + recipient(n) + "\nTo: news@example.com\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am out of the office until 20 March.\n"
	case 8:
		return "From: fbl@example.net\nSubject: Complaint\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"=_f\"\n\n" +
			"--=_f\n\nThis is an abuse report.\n--=_f\nContent-Type: message/feedback-report\n\n" +
			"Feedback-Type: abuse\nUser-Agent: ExampleFBL/2.0\nVersion: 1\nOriginal-Rcpt-To: <" + recipient(n) + ">\n\n" +
			"--=_f\nContent-Type: message/rfc822\n\nFrom: news@example.com\nSubject: Hello\n\nHello.\n--=_f--\n"
	case 9:
		return "From: " + recipient(n) + "\nTo: news@example.com\nSubject: Hello\n\nHow are you?\n"
	}
	return bounce(n)
}

// process is the program that scans.
func (tr *faultTrial) process() *exec.Cmd {
	cmd := exec.Command("nixie", "scan", "--no-progress", "--batch", "3", "--apply", "box")
	cmd.Dir, cmd.Env = tr.home, append(os.Environ(), "HOME="+tr.home)
	return cmd
}

// scan runs the command in this process.
func (tr *faultTrial) scan(ctx context.Context) (code int, said string) {
	var out bytes.Buffer
	args := []string{"-c", filepath.Join(tr.home, "nixie.toml"), "scan", "--no-progress", "--batch", "3", "--apply",
		"--ledger", "sqlite:" + filepath.Join(tr.home, "nixie.db"), "-o", filepath.Join(tr.home, "recipients.csv"), "box"}
	env := tr.env
	if env == nil {
		env = append(os.Environ(), "HOME="+tr.home)
	}
	code = run(ctx, args, env, strings.NewReader(""), &out, &out)
	return code, out.String()
}

var readerNumber = regexp.MustCompile(`reader(\d\d\d)@`)

// shelf lists the numbers of the messages in a folder below that of the trial,
// with the first keyword as "a".
func (tr *faultTrial) shelf(t *testing.T, folder string) string {
	t.Helper()
	all := []string{}
	for _, sub := range []string{"new", "cur"} {
		paths, _ := filepath.Glob(filepath.Join(tr.server.Maildir(dovecottest.Account), "."+tr.folder+folder, sub, "*"))
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := readerNumber.FindStringSubmatch(string(text))[1]
			_, flags, _ := strings.Cut(path, ":2,")
			all = append(all, strings.TrimPrefix(name, "0")+flags)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// book opens the ledger.
func (tr *faultTrial) book(t *testing.T) *sql.DB {
	return openBook(t, filepath.Join(tr.home, "nixie.db"))
}

// stored checks that whatever is gone from the folder is in the ledger.
func (tr *faultTrial) stored(t *testing.T) {
	t.Helper()
	there, book := tr.shelf(t, ""), tr.book(t)
	for n := range faultMail {
		var known int
		if err := book.QueryRow("SELECT count(*) FROM outcome WHERE recipient = $1", recipient(n)).Scan(&known); err != nil {
			t.Fatal(err)
		}
		if name := fmt.Sprintf("%02d", n); !strings.Contains(there, name) && known != 1 {
			t.Errorf("message %s has left the folder and is %d times in the ledger", name, known)
		}
	}
}

// finished checks that every message was counted once, is not lost, and that
// nothing was done twice.
func (tr *faultTrial) finished(t *testing.T) {
	t.Helper()
	for folder, want := range map[string]string{
		"": "06 08a 09 16 18a 19", ".Done": "00 01 02 03 04 05 10 11 12 13 14 15", ".Kept": "06 16",
	} {
		if got := tr.shelf(t, folder); got != want {
			t.Errorf("in %s%s lie %q, want %q", tr.folder, folder, got, want)
		}
	}
	book := tr.book(t)
	for query, want := range map[string]int{
		"SELECT count(*) FROM outcome":                                                        18,
		"SELECT count(DISTINCT recipient) FROM outcome":                                       18,
		"SELECT count(*) FROM outcome, fact WHERE fact.n = outcome.fact AND event = 'bounce'": 12,
		"SELECT count(*) FROM debt WHERE state <> 'done'":                                     0,
		"SELECT count(*) FROM debt":                                                           18,
		"SELECT count(*) FROM trouble":                                                        0,
		"SELECT count(*) FROM lease":                                                          0,
	} {
		var got int
		if err := book.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", query, got, err, want)
		}
	}
}
