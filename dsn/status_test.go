package dsn_test

import (
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

func TestParseStatus(t *testing.T) {
	tests := []struct {
		in   string
		want string
		n    int
	}{
		{"5.1.1", "5.1.1", 5},
		{"5.1.1 <a@example.org>: unknown", "5.1.1", 5},
		{"#5.1.1", "5.1.1", 6},
		{"5 2 1 mailbox", "5.2.1", 5},
		{"5. 7. 26", "5.7.26", 8},
		{"5.7.1:", "5.7.1", 5},
		{"4.7.650 throttled", "4.7.650", 7},
		{"2.1.5 Ok", "2.1.5", 5},
		{"5.0.0 (permanent failure)", "5.0.0", 5},
		{"511", "", 0},         // a reply code
		{"5.1", "", 0},         // no detail
		{"3.1.1", "", 0},       // RFC 3463 section 3: no such class
		{"5.1.1.1", "", 0},     // an IP address
		{"5.1.1234", "", 0},    // four digits
		{"5.1.x", "", 0},       //
		{"", "", 0},            //
		{"#", "", 0},           //
		{"5    1    1", "", 0}, // a column of numbers
	}
	for _, tt := range tests {
		st, n, ok := dsn.ParseStatus(tt.in)
		if st.String() != tt.want || n != tt.n || ok != (tt.want != "") {
			t.Errorf("ParseStatus(%q) = %v, %d, %v; want %q, %d", tt.in, st, n, ok, tt.want, tt.n)
		}
	}
}

func TestStatusPredicates(t *testing.T) {
	vague := dsn.Status{Class: 5}
	if !vague.Vague() || vague.IsZero() || !vague.Permanent() {
		t.Errorf("5.0.0: Vague %v, IsZero %v, Permanent %v; want true, false, true", vague.Vague(), vague.IsZero(), vague.Permanent())
	}
	soft := dsn.Status{Class: 4, Subject: 2, Detail: 2}
	if soft.Vague() || soft.Permanent() {
		t.Errorf("4.2.2: Vague %v, Permanent %v; want false, false", soft.Vague(), soft.Permanent())
	}
}

func FuzzParseStatus(f *testing.F) {
	for _, s := range []string{"5.1.1", "#5.1.1", "5 1 1", "5.", "999.999.999", "5.1.1.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		st, n, ok := dsn.ParseStatus(s)
		if n < 0 || n > len(s) || ok == st.IsZero() {
			t.Fatalf("ParseStatus(%q) = %v, %d, %v", s, st, n, ok)
		}
		if again, _, _ := dsn.ParseStatus(st.String()); ok && again != st {
			t.Fatalf("ParseStatus(%q) = %v, printed and read again %v", s, st, again)
		}
	})
}
