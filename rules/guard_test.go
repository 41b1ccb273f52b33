package rules_test

import (
	"testing"

	"github.com/nixie-mail/nixie/rules"
)

// TestSenderIsNotTheRecipient says of the sender what would condemn a
// recipient, in every combination: nobody is to be removed for it.
func TestSenderIsNotTheRecipient(t *testing.T) {
	senders := []string{
		"Your domain", "Your address", "Your e-mail address", "Your mailbox", "Your account", "The sender's domain", "The sending domain",
		"Sender mailbox", "Sender account", "Return address", "MAIL FROM address", "From: address", "Envelope sender", "Reply-to address",
	}
	faults := []string{
		"does not exist", "doesn't exist", "is unknown", "was not found", "cannot be found", "has expired", "is suspended", "is disabled",
		"is invalid", "is inactive", "is over quota", "has no MX record", "is not a valid address", "has been deleted", "is closed",
		"is no longer valid", "is malformed", "has moved", "is not active", "is locked", "is not registered",
	}
	for _, who := range senders {
		for _, what := range faults {
			for _, text := range []string{"550 " + who + " " + what, "550 5.7.1 " + who + " " + what} {
				if v := rules.Classify(rules.Said(text)); v.Class == rules.Hard {
					t.Errorf("%q is %s and hard, by %s", text, v.Cause, v.Evidence[0].Rule)
				}
			}
		}
	}
}

// TestUTF8IsNotTheRecipientsFault has refusals that may be about the sender's
// address or header, or come from the sender's own relay (RFC 6531).
func TestUTF8IsNotTheRecipientsFault(t *testing.T) {
	for _, text := range []string{
		"SMTPUTF8 is required, but was not offered by host relay.example.com[192.0.2.7]",
		"553 5.6.7 Non-ASCII addresses not permitted for that sender/recipient",
		"550 5.6.7 -",
	} {
		if v := rules.Classify(rules.Said(text)); v.Cause != rules.BadAddress || v.Class != rules.Soft {
			t.Errorf("%q is %s and %s, want bad-address and soft", text, v.Cause, v.Class)
		}
	}
}

// TestNamesAreNoWords has words of other causes in addresses and host names.
func TestNamesAreNoWords(t *testing.T) {
	cases := []struct {
		text string
		want rules.Cause
	}{
		{"550 5.1.1 <mailbox.full@example.org>: User unknown", rules.UserUnknown},
		{"450 4.7.1 <a@greylisted.example.org>: too many connections", rules.RateLimited},
		{"connect to blacklist.example.org[192.0.2.7]:25: Connection refused", rules.Unreachable},
		{"host spam.example.org[192.0.2.7] said: 552 5.2.2 Mailbox full", rules.MailboxFull},
		{"554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using dnsbl.example.org", rules.Blocklisted},
		{"550 <unclosed mailbox full", rules.MailboxFull},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			if v := rules.Classify(rules.Said(c.text)); v.Cause != c.want {
				t.Errorf("cause %s, want %s: %+v", v.Cause, c.want, v.Evidence)
			}
		})
	}
}

// TestWithoutAccents has replies in ASCII, as servers mostly write them.
func TestWithoutAccents(t *testing.T) {
	cases := []struct {
		text string
		want rules.Cause
	}{
		{"550 Uzytkownik nie istnieje", rules.UserUnknown},
		{"550 Direccion desconocida", rules.UserUnknown},
		{"552 Schranka prijemce je plna", rules.MailboxFull},
		{"552 Boîte aux lettres pleine", rules.MailboxFull},
		{"552 BOITE AUX LETTRES PLEINE", rules.MailboxFull},
		{"550 Ο λογαριασμος εχει απενεργοποιηθει", rules.MailboxDisabled},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			if v := rules.Classify(rules.Said(c.text)); v.Cause != c.want {
				t.Errorf("cause %s, want %s: %+v", v.Cause, c.want, v.Evidence)
			}
		})
	}
}
