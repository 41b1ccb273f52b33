package dsn

import (
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	tests := []struct{ in, want string }{
		{"rfc822; user@example.org", "user@example.org"},
		{"RFC822;user@Example.ORG", "user@example.org"},
		{"rfc822; <user@example.org> (expanded)", "user@example.org"},
		{"rfc822;user@example.org (Some One)", "user@example.org"},
		{"user@example.org", "user@example.org"},
		{"<user@example.org>", "user@example.org"},
		{"<user@example.org", "user@example.org"},
		{"<@relay.example.net,@b.example:user@example.org>", "user@example.org"}, // RFC 5321 section 4.1.1.3
		{"rfc822; user.@example.org", "user.@example.org"},                       // docomo allows it
		{"rfc822; us..er@example.org", "us..er@example.org"},
		{`rfc822; "odd name"@example.org`, `"odd name"@example.org`},
		{`rfc822; "user.name"@example.org`, "user.name@example.org"}, // RFC 5321 section 4.1.2
		{`rfc822; "us..er"@example.org`, `"us..er"@example.org`},
		{`rfc822; "user.@example.org"`, "user.@example.org"},
		{"rfc822; <user@[192.0.2.1]>", "user@[192.0.2.1]"}, // RFC 5321 section 4.1.3
		{"rfc822; user@[IPv6:2001:db8::1]", "user@[ipv6:2001:db8::1]"},
		{"rfc822; user@example.org.", "user@example.org"},
		{"local; user", "user"},
		{"unknown; ", ""},
		{"rfc822; <>", ""},
		{"", ""},
		{`utf-8; \x{7528}\x{6237}@example.org`, "用户@example.org"}, // RFC 6533 section 3
		{"utf-8; 用户@example.org", "用户@example.org"},
		{`utf-8; a\x{zz}b@example.org`, `a\x{zz}b@example.org`},
		{"rfc822; IMCEASMTP-user+40example+2Eorg@mail.example.net", "user@example.org"},
		{"rfc822; IMCEAEX-_O=CORP_OU=EX@mail.example.net", "IMCEAEX-_O=CORP_OU=EX@mail.example.net"},
		{"rfc822; user+tag@example.org", "user+tag@example.org"},
		{"mailto:user@example.org", "user@example.org"},
		{"User Name <user@example.org>", "user@example.org"},
		{"user@example.org...", "user@example.org"},
	}
	for _, tt := range tests {
		if got := parseAddress(tt.in); got != tt.want {
			t.Errorf("parseAddress(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestHostName(t *testing.T) {
	tests := []struct{ in, want string }{
		{"dns; MX.example.org (192.0.2.1)", "mx.example.org"},
		{"dns;mx.example.org.", "mx.example.org"},
		{"dns; mx.example.org:25", "mx.example.org"},
		{"dns; [192.0.2.1]", "192.0.2.1"},
		{"dns; [192.0.2.1]:25", "192.0.2.1"},
		{"dns; [2001:db8::1]:25", "2001:db8::1"},
		{"dns; 2001:db8::1", "2001:db8::1"},
		{"x400; mta gw in /ADMD=net/C=no/", "gw"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := hostName(tt.in); got != tt.want {
			t.Errorf("hostName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestIsAddress(t *testing.T) {
	for s, want := range map[string]bool{
		"user@example.org": true, "user@localhost": true, `"a b"@example.org`: true, "a@b@example.org": true,
		"user": false, "@example.org": false, "user@": false, "a b@example.org": false, "user@exa mple.org": false,
		"/var/mail/user@example.org": false, "|/bin/false@example.org": false, "": false,
	} {
		if got := isAddress(s); got != want {
			t.Errorf("isAddress(%q) = %v, want %v", s, got, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"rfc822; <user@example.org> (x)", `utf-8; \x{7528}@example.org`, "IMCEASMTP-a+40b@c", "<@a,@b:c@d>", `"a b"@c`, "<<<>>>", "=?utf-8?Q?a=40b?="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseAddress(s)
		if got != parseAddress(s) {
			t.Fatalf("parseAddress(%q) differs between two calls", s)
		}
		if len(got) > maxAddress*4 || strings.ContainsAny(got, "\r\n\x00") {
			t.Fatalf("parseAddress(%q) = %q", s, got)
		}
		if domain := got[strings.LastIndexByte(got, '@')+1:]; isAddress(got) && domain != strings.ToLower(domain) {
			t.Fatalf("parseAddress(%q) = %q: the domain is not in lower case", s, got)
		}
	})
}
