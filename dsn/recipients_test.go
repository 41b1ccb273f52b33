package dsn_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
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

// What is said last of an address counts; a delay yields to any end.
func TestParseSameAddressTwice(t *testing.T) {
	const (
		failed    = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n"
		delayed   = "Final-Recipient: rfc822; ann@example.org\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 451 4.4.1 later\n"
		delivered = "Final-Recipient: rfc822; Ann@example.org\nAction: delivered\nStatus: 2.0.0\n"
		bare      = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.0.0\n"
		early     = "Last-Attempt-Date: Tue, 10 Mar 2026 08:00:00 +0000\n"
		late      = "Last-Attempt-Date: Tue, 10 Mar 2026 09:00:00 +0000\n"
	)
	tests := []struct {
		name, first, second string
		action              dsn.Action
		status              string
		code                int
		kind                dsn.Kind
	}{
		{"delayed, then delivered", delayed, delivered, dsn.ActionDelivered, "2.0.0", 0, dsn.Delivered},
		{"delivered, then delayed", delivered, delayed, dsn.ActionDelivered, "2.0.0", 0, dsn.Delivered},
		{"delayed, then failed", delayed, failed, dsn.ActionFailed, "5.1.1", 550, dsn.Bounce},
		{"failed, then delayed", failed, delayed, dsn.ActionFailed, "5.1.1", 550, dsn.Bounce},
		{"failed, then delivered by another route", failed, delivered, dsn.ActionDelivered, "2.0.0", 0, dsn.Delivered},
		{"delivered, then failed", delivered, failed, dsn.ActionFailed, "5.1.1", 550, dsn.Bounce},
		{"delivered later, as the dates tell", delivered + late, failed + early, dsn.ActionDelivered, "2.0.0", 0, dsn.Delivered},
		{"failed later, as the dates tell", failed + late, delivered + early, dsn.ActionFailed, "5.1.1", 550, dsn.Bounce},
		{"failed twice", bare, failed, dsn.ActionFailed, "5.1.1", 550, dsn.Bounce},
		{"delayed twice", delayed, delayed, dsn.ActionDelayed, "4.4.1", 451, dsn.Delay},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := mustParse(t, outerHeader+reportType+"--BB\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"+tt.first+"\n"+tt.second+closing)
			if len(rep.Recipients) != 1 {
				t.Fatalf("recipients = %+v, want one", rep.Recipients)
			}
			r := rep.Recipients[0]
			if r.Action != tt.action || r.Status.String() != tt.status || r.Reply.Code != tt.code || rep.Kind != tt.kind {
				t.Errorf("%s: %s %s %d, want %s: %s %s %d", rep.Kind, r.Action, r.Status, r.Reply.Code, tt.kind, tt.action, tt.status, tt.code)
			}
		})
	}
}
