package dsn_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The final address may be one that only the receiving system knows; the list
// owner's address is in the returned message.
func TestParseFinalRecipients(t *testing.T) {
	one := "To: Ann <ann@example.org>\n"
	two := "To: Ann <ann@example.org>, bob@example.org\n"
	tests := []struct{ name, final, returned, want string }{
		{"as it stands", "rfc822; ann@example.org", two, "ann@example.org"},
		{"case of the domain", "rfc822; Ann@EXAMPLE.org.", two, "Ann@example.org"},
		{"sub-address", "rfc822; ann+news@example.org", one, "ann+news@example.org"},
		{"VERP", "rfc822; news-ann=example.org@lists.example.net", one, "news-ann=example.org@lists.example.net"},
		{"BATV", "rfc822; prvs=0123456789=ann@example.org", one, "prvs=0123456789=ann@example.org"},
		{"SRS", "rfc822; SRS0=abcd=77=example.org=ann@example.net", one, "SRS0=abcd=77=example.org=ann@example.net"},
		{"MIME word", "rfc822; =?utf-8?Q?ann=40example=2Eorg?=", one, "ann@example.org"},
		{"link behind it", "rfc822; ann@example.org<mailto:ann@example.org>", one, "ann@example.org"},
		{"wrapped link behind it", "rfc822; ann@example.org<https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aann%40example.org>", one, "ann@example.org"},
		{"IMCEA", "rfc822; IMCEASMTP-ann+40example+2Eorg@mail.example.net", one, "ann@example.org"},
		{"internal domain", "rfc822; bob@ims_daemon", two, "bob@example.org"},
		{"private domain", "rfc822; bob@store.example.local", two, "bob@example.org"},
		{"local part", "local; bob", two, "bob@example.org"},
		{"file, one addressee", "local; /var/mail/x", one, "ann@example.org"},
		{"file, two addressees", "local; /var/mail/x", two, ""},
		{"program", "x-unix; |/usr/bin/procmail", one, "ann@example.org"},
		{"undisclosed, one addressee", "rfc822; undisclosed-recipients:;", one, "ann@example.org"},
		{"undisclosed, two addressees", "rfc822; undisclosed-recipients:;", two, ""},
		{"X.400 with slashes", "X400; /G=Bob/S=Bob/O=EX/C=DE/", two, "bob@example.org"},
		{"X.400 with semicolons", "X400; c=de;a= ;p=example;o=exchange;s=Ann;", two, "ann@example.org"},
		{"X.400, nobody of that name", "X400; c=de;a= ;s=Carl;", two, ""},
		{"percent route", "rfc822; ann%example.org@gate.example.net", one, "ann%example.org@gate.example.net"},
		{"source route", "rfc822; <@relay.example.net:ann@example.org>", one, "ann@example.org"},
		{"quoted local part", `rfc822; "ann..x"@example.org`, one, `"ann..x"@example.org`},
		{"local part, nothing returned", "local; bob", "Subject: x\n", "bob"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := mustParse(t, outerHeader+reportType+"--BB\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"+
				"Final-Recipient: "+tt.final+"\nAction: failed\nStatus: 5.1.1\n"+
				"--BB\nContent-Type: text/rfc822-headers\n\n"+tt.returned+closing)
			var got []string
			for _, r := range rep.Recipients {
				got = append(got, r.Address)
			}
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("recipients (-want +got):\n%s", diff)
			}
		})
	}
}
