package imap

import (
	"strings"
	"testing"
)

func TestParsePlace(t *testing.T) {
	for _, tt := range []struct{ url, key, address, user, folder string }{
		{"imaps://ann@Mail.Example.ORG", "imaps://ann@mail.example.org/INBOX", "mail.example.org:993", "ann", "INBOX"},
		{"imaps://ann@mail.example.org:993/", "imaps://ann@mail.example.org/INBOX", "mail.example.org:993", "ann", "INBOX"},
		{"imap://ann@mail.example.org:143/inbox", "imap://ann@mail.example.org/INBOX", "mail.example.org:143", "ann", "INBOX"},
		{"imaps://ann@mail.example.org:1993/Bounces", "imaps://ann@mail.example.org:1993/Bounces", "mail.example.org:1993", "ann", "Bounces"},
		{"imaps://b@example.org@mail.example.org/A/B/", "imaps://b@example.org@mail.example.org/A/B", "mail.example.org:993", "b@example.org", "A|B"},
		{"imaps://b%40example.org@mail.example.org/A/B", "imaps://b@example.org@mail.example.org/A/B", "mail.example.org:993", "b@example.org", "A|B"},
		{"imaps://EXAMPLE%5Cann%3Ax@mail.example.org", "imaps://EXAMPLE%5Cann%3Ax@mail.example.org/INBOX", "mail.example.org:993", `EXAMPLE\ann:x`, "INBOX"},
		{"imaps://ann@mail.example.org/A%2FB", "imaps://ann@mail.example.org/A%2FB", "mail.example.org:993", "ann", "A/B"},
		{"imaps://ann@mail.example.org/R%C3%BCck%20l", "imaps://ann@mail.example.org/R%C3%BCck%20l", "mail.example.org:993", "ann", "Rück l"},
		{"imaps://ann@mail.example.org/Rück l", "imaps://ann@mail.example.org/R%C3%BCck%20l", "mail.example.org:993", "ann", "Rück l"},
		{"imaps://ann@[2001:DB8::1]/x", "imaps://ann@[2001:db8::1]/x", "[2001:db8::1]:993", "ann", "x"},
		{"imaps://ann@[2001:db8::1]:1993/x", "imaps://ann@[2001:db8::1]:1993/x", "[2001:db8::1]:1993", "ann", "x"},
	} {
		p, err := parsePlace(tt.url)
		if err != nil {
			t.Errorf("parsePlace(%q): %v", tt.url, err)
			continue
		}
		if got := p.key(); got != tt.key {
			t.Errorf("parsePlace(%q).key() = %q, want %q", tt.url, got, tt.key)
		}
		if folder := strings.Join(p.folder, "|"); p.address() != tt.address || p.user != tt.user || folder != tt.folder {
			t.Errorf("parsePlace(%q) = %q, %q, %q; want %q, %q, %q", tt.url, p.address(), p.user, folder, tt.address, tt.user, tt.folder)
		}
		if again, err := parsePlace(p.key()); err != nil || again.key() != p.key() {
			t.Errorf("the key %q read as a URL gives %q (%v)", p.key(), again.key(), err)
		}
	}
}

func TestParsePlaceRefuses(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"imaps://ann:hunter2@mail.example.org/INBOX", "holds a password"},
		{"imaps://ann:@mail.example.org/INBOX", "holds a password"},
		{"imaps://ann:hunter/2@mail.example.org/INBOX", "imaps://user@host"}, // "/" in the password
		{"imaps://ann:12/hunter2@mail.example.org/INBOX", "imaps://user@host"},
		{"imaps://ann:hunter2%zz@mail.example.org", "imaps://user@host"},
		{"imaps://mail.example.org/INBOX", "imaps://user@host"},
		{"imaps://ann@/INBOX", "imaps://user@host"},
		{"imaps://a%0D%0Ab@mail.example.org", "imaps://user@host"},
		{"imaps:ann@mail.example.org", "imaps://user@host"},
		{"pop3://ann@mail.example.org", "imaps://user@host"},
		{"mail.example.org", "imaps://user@host"},
		{"", "imaps://user@host"},
		{"imaps://ann@mail.example.org/INBOX#42", "%23"},
		{"imaps://ann@mail.example.org/INBOX?x", "%3F"},
		{"imaps://ann@mail.example.org/A//B", "folder"},
		{"imaps://ann@mail.example.org/A%0D%0AB", "folder"},
		{"imaps://ann@mail.example.org/%FF", "folder"},
	} {
		_, err := parsePlace(tt.url)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("parsePlace(%q): error %v, want %q in it", tt.url, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter") {
			t.Errorf("parsePlace(%q): error %q repeats the password", tt.url, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true,
		"localhost.example.org": false, "127.0.0.1.example.org": false, "192.0.2.1": false, "0.0.0.0": false, "127.1": false,
	} {
		if got := (place{host: host}).loopback(); got != want {
			t.Errorf("loopback of %q = %v, want %v", host, got, want)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]bool{
		"7:42": true, "4294967295:4294967295": true, "7:0": true,
		"": false, "7": false, "7:": false, ":42": false, "7:4294967296": false, "-7:42": false, "7:42:1": false, "offset 12": false,
	} {
		if _, _, ok := parsePosition(text); ok != want {
			t.Errorf("parsePosition(%q) = %v, want %v", text, ok, want)
		}
	}
	if v, u, ok := parsePosition(position(7, 42)); v != 7 || u != 42 || !ok {
		t.Errorf("position(7, 42) read again is %d, %d, %v", v, u, ok)
	}
}

func TestTLSMode(t *testing.T) {
	for text, want := range map[string]bool{"": true, "auto": true, "none": true, "None": false, "starttls": false} {
		var m TLSMode
		if err := m.UnmarshalText([]byte(text)); (err == nil) != want {
			t.Errorf("UnmarshalText(%q): error %v, want one: %v", text, err, !want)
		}
	}
}

func TestClean(t *testing.T) {
	long := strings.Repeat("é", 150)
	for text, want := range map[string]string{
		"plain":             "plain",
		" a\tb\x00\x1b[0m ": "ab[0m",
		"first\r\nsecond":   "first",
		"\xff\xfe":          "?",
		long:                long[:200] + "…",
		"\u202Etfel":        "tfel",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}
