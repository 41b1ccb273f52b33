package imap_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// Answers as servers of this world give them, each beside the program that people
// report it of.
func TestWorld(t *testing.T) {
	say := func(name string, lines ...string) func(*peer, command) bool {
		return func(c *peer, cmd command) bool {
			if cmd.name != name {
				return false
			}
			for _, l := range lines {
				c.say("%s", strings.ReplaceAll(l, "TAG", cmd.tag))
			}
			return true
		}
	}
	opened := func(lines ...string) func(*peer, command) bool {
		return say("EXAMINE", append([]string{"* 3 EXISTS"}, lines...)...)
	}
	for _, tt := range []struct {
		name   string
		answer func(c *peer, cmd command) bool
		want   string
		warned string
	}{
		{"Yahoo: a space behind the list", say("UID SEARCH", "* SEARCH 1 2 3 ", "TAG OK done"), "m1 m2 m3", ""},
		{"Mail.ru, DavMail: no text behind a code", opened("* OK [UIDVALIDITY 7]", "* OK [UIDNEXT 4]", "TAG OK [READ-ONLY]"), "m1 m2 m3", ""},
		{"no text at all", opened("* OK [UIDVALIDITY 7] ok", "TAG OK"), "m1 m2 m3", ""},
		{"SmarterMail: UIDVALIDITY 0", opened("* OK [UIDVALIDITY 0] UIDs valid", "TAG OK done"), "m1 m2 m3", "no UIDVALIDITY"},
		{"Exchange: more codes and flags", opened("* 0 RECENT", "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)",
			"* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] Permanent flags", "* OK [UNSEEN 1] Is the first unseen message",
			"* OK [UIDVALIDITY 7] UIDVALIDITY value", "* OK [UIDNEXT 4] The next unique identifier value", "TAG OK [READ-ONLY] EXAMINE completed."), "m1 m2 m3", ""},
		{"Cyrus: codes that nobody asked for", opened("* OK [MAILBOXID (1bfb4fb3-aaaa)] Ok", "* OK [HIGHESTMODSEQ 9] Ok", "* OK [URLMECH INTERNAL] Ok", "* OK [ANNOTATIONS 65536] Ok",
			"* OK [UIDVALIDITY 7] Ok", "TAG OK [READ-ONLY] Completed"), "m1 m2 m3", ""},
		{"Dovecot: NOMODSEQ", opened("* OK [NOMODSEQ] none", "* OK [CLOSED] Previous mailbox closed.", "* OK [UIDVALIDITY 7] ok", "TAG OK [READ-ONLY] done (0.001 + 0.000 secs)."), "m1 m2 m3", ""},
		{"Purelymail: BAD of nobody's command", opened("* BAD failed. Unknown command.", "* OK [UIDVALIDITY 7] ok", "TAG OK done"), "m1 m2 m3", ""},
		{"arcor.de: no SEARCH", say("UID SEARCH", "TAG NO [SERVERBUG] Internal server error"), "m1 m2 m3", ""},
		{"James: the index of SEARCH is behind", say("UID SEARCH", "* SEARCH 1 3", "TAG OK done"), "m1 m2 m3", ""},
		{"the index is empty", say("UID SEARCH", "* SEARCH", "TAG OK done"), "m1 m2 m3", ""},
		{"Zimbra: news in the midst of a FETCH", func(c *peer, cmd command) bool {
			if body(cmd, 2) {
				c.say("* 4 EXISTS\r\n* 1 RECENT\r\n* OK still here")
			}
			return false
		}, "m1 m2 m3", ""},
		{"GMX: flags before the body", func(c *peer, cmd command) bool {
			if !body(cmd, 1) {
				return false
			}
			for uid, mail := range letters(3) {
				c.say("* %d FETCH (UID %[1]d FLAGS (\\Seen) BODY[]<0> {%d}\r\n%s)", uid, len(mail), mail)
			}
			c.say("%s OK done", cmd.tag)
			return true
		}, "m1 m2 m3", ""},
		{"Xeams: the bracket is closed too early", func(c *peer, cmd command) bool {
			if !strings.HasSuffix(cmd.name, "FETCH") || !strings.Contains(cmd.args, "BODY") || !within(cmd.args, 2) {
				return false
			}
			mail := note("m2")
			c.say("* 2 FETCH (UID 2 BODY[]<0> {%d}\r\n%s)\r\n FLAGS (\\Seen) RFC822.SIZE %d)\r\n%s OK done", len(mail), mail, len(mail), cmd.tag)
			return true
		}, "m1 m2 m3", ""},
		{"Domino: a literal longer than it says", func(c *peer, cmd command) bool {
			if !strings.HasSuffix(cmd.name, "FETCH") || !strings.Contains(cmd.args, "BODY") || !within(cmd.args, 2) {
				return false
			}
			mail := note("m2")
			c.say("* 2 FETCH (UID 2 BODY[]<0> {%d}\r\n%s)\r\n%s OK done", len(mail)-9, mail, cmd.tag)
			return true
		}, "m1 m2 m3", ""}, // as much of m2 as was announced
		{"a short message in quotes", func(c *peer, cmd command) bool {
			if !body(cmd, 2) {
				return false
			}
			c.item(1, note("m1"), false)
			c.say("* 2 FETCH (UID 2 BODY[]<0> \"Subject: m2\")")
			c.item(3, note("m3"), false)
			c.say("%s OK done", cmd.tag)
			return true
		}, "m1 m2 m3", ""},
		{"an empty message", func(c *peer, cmd command) bool {
			if !body(cmd, 2) {
				return false
			}
			c.item(1, note("m1"), false)
			c.say("* 2 FETCH (UID 2 BODY[]<0> \"\")")
			c.item(3, note("m3"), false)
			c.say("%s OK done", cmd.tag)
			return true
		}, "m1  m3", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool { return tt.answer(c, cmd) }}
			url, o := s.serve(t)
			r := read(t, url, nil, o)
			r.want(t, tt.want)
			if got := fmt.Sprint(r.warnings); !strings.Contains(got, tt.warned) {
				t.Errorf("warnings %s, want %q in one of them", got, tt.warned)
			}
		})
	}
}

// TestWorldSignIn: servers that say only after the sign-in that it was none.
func TestWorldSignIn(t *testing.T) {
	for _, tt := range []struct {
		name    string
		refuses string // the command from which on all are refused
		answer  string
		text    string
	}{
		{"interia.pl: IMAP is switched off", "EXAMINE", "TAG NO [ALERT] Please enable IMAP access in your account settings first.", "Please enable IMAP access"},
		{"Exchange: the mailbox moves", "EXAMINE", "TAG NO [UNAVAILABLE] Server Unavailable. 15", "Server Unavailable"},
		{"Exchange: the token has ended", "EXAMINE", "* BYE Session invalidated - AccessTokenExpired", "AccessTokenExpired"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			off := false
			s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
				if off = off || cmd.name == tt.refuses; !off || cmd.name == "LOGIN" {
					return false
				}
				c.say("%s", strings.ReplaceAll(tt.answer, "TAG", cmd.tag))
				if strings.HasPrefix(tt.answer, "* BYE") {
					c.Close()
				}
				return true
			}}
			url, o := s.serve(t)
			r := read(t, url, nil, o)
			if r.err == nil || !strings.Contains(r.err.Error(), tt.text) || len(r.messages) > 0 {
				t.Errorf("%d messages, error %v; want %q", len(r.messages), r.err, tt.text)
			}
			if temporary := !strings.Contains(tt.text, "enable"); errors.Is(r.err, scanner.ErrTemporary) != temporary {
				t.Errorf("error %v: temporary %v, want %v", r.err, !temporary, temporary)
			}
		})
	}
}

// TestWorldNames: how servers write the names of folders.
func TestWorldNames(t *testing.T) {
	for _, tt := range []struct{ name, namespace, root, folder, examined string }{
		{"Courier", `(("INBOX." ".")) NIL (("#shared." ".")("shared." "."))`, "", "Bounces/Old", `"INBOX.Bounces.Old"`},
		{"Courier, shared", `(("INBOX." ".")) NIL (("#shared." ".")("shared." "."))`, "", "shared/Old", `"shared.Old"`},
		{"Cyrus", `(("INBOX." ".")) (("user." ".")) (("" "."))`, "", "Bounces/Old", `"Bounces.Old"`},
		{"Exchange", `(("" "/")) NIL NIL`, "", "Bounces/Old", `"Bounces/Old"`},
		{"Domino", "", `"\\"`, "Bounces/Old", `"Bounces\\Old"`},
		{"Yandex", "", `"|"`, "Bounces/Old", `"Bounces|Old"`},
		{"Zimbra", `(("" "/")) (("/home/" "/")) NIL`, "", "%2Fhome/Old", `"/home/Old"`},
		{"hMailServer", `(("" ".")) NIL (("#Public" "."))`, "", "Bounces/Old", `"Bounces.Old"`},
		{"Stalwart", `(("" "/")) (("Shared Folders" "/")) NIL`, "", "Bounces/Old", `"Bounces/Old"`},
		{"none", "", "NIL", "Bounces", `"Bounces"`},
		{"not ASCII", `(("" "/")) NIL NIL`, "", "%E6%97%A5%E6%9C%AC%E8%AA%9E", `"&ZeVnLIqe-"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1)}
			if tt.namespace != "" {
				s.offers = "NAMESPACE"
			}
			s.answer = func(c *peer, _ int, cmd command) bool {
				switch cmd.name {
				case "NAMESPACE":
					c.say("* NAMESPACE %s", tt.namespace)
				case "LIST":
					c.say("* LIST (\\Noselect) %s \"\"", tt.root)
				default:
					return false
				}
				c.say("%s OK done", cmd.tag)
				return true
			}
			url, o := s.serve(t)
			r := read(t, strings.Replace(url, "INBOX", tt.folder, 1), nil, o)
			if r.want(t, "m1"); s.said("EXAMINE "+tt.examined)+s.said("EXAMINE "+strings.Trim(tt.examined, `"`)) == 0 {
				t.Errorf("want EXAMINE %s; the client said %q", tt.examined, s.lines)
			}
		})
	}
}

// TestWorldLists: names of folders that strict readers cannot read. Where the
// list of all ends the connection, the folder that is asked for is read all the
// same.
func TestWorldLists(t *testing.T) {
	for _, tt := range []struct{ name, line, want string }{
		{"not modified UTF-7", `* LIST () "." "R&D"`, ""},
		{"raw UTF-8", "* LIST () \".\" \"B\u00fccher\"", "Bücher INBOX"},
		{"raw Latin-1", "* LIST () \".\" \"B\xfccher\"", ""},
		{"a literal", "* LIST () \".\" {5}\r\nOther", "INBOX Other"},
		{"an atom", `* LIST (\HasNoChildren) "." Other`, "INBOX Other"},
		{"no delimiter", `* LIST () NIL Other`, "INBOX Other"},
		{"a delimiter of several bytes", `* LIST () "::" Other`, ""},
		{"flags that nobody knows", `* LIST (\X-Odd \Important $odd) "." Other`, "INBOX Other"},
		{"Gmail", `* LIST (\HasChildren \Noselect) "." "[Gmail]"`, "INBOX"},
		{"an extension", `* LIST () "." Other ("CHILDINFO" ("SUBSCRIBED"))`, "INBOX Other"},
		{"NUL in it", `* LIST () "." "a&AAA-b"`, "INBOX a\x00b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
				if cmd.name != "LIST" {
					return false
				}
				if cmd.is("LIST", `"*"`) {
					c.say("* LIST () \".\" INBOX\r\n%s", tt.line)
				} else {
					c.say(`* LIST (\Noselect) "." ""`)
				}
				c.say("%s OK done", cmd.tag)
				return true
			}}
			url, o := s.serve(t)
			src, err := imap.Dial(t.Context(), strings.Replace(url, "INBOX", "Lists/Old", 1), nil, imap.WithoutPause(o))
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			n := 0
			for _, err := range src.Messages(t.Context()) {
				if n++; err != nil {
					t.Error(err)
				}
			}
			if n != 1 || s.said(`EXAMINE "Lists.Old"`) != 1 {
				t.Errorf("%d messages; the client said %q", n, s.lines)
			}
			folders, err := src.Folders(t.Context())
			var names []string
			for _, f := range folders {
				names = append(names, f.Name)
			}
			if got := strings.Join(names, " "); got != tt.want || (err != nil) != (tt.want == "") || imap.OfAccount(err) {
				t.Errorf("folders %q, error %v; want %q", got, err, tt.want)
			}
		})
	}
}
