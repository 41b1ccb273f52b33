package rules_test

import (
	"slices"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// TestExamples judges every example and counter-example of the built-in rules
// against all of them.
func TestExamples(t *testing.T) {
	if err := rules.Builtin().Test(); err != nil {
		for _, m := range mistakes(t, err) {
			t.Error(m)
		}
	}
}

// TestEveryCauseHasWords asks for a rule with words, and so with an example,
// for each cause but Unknown, which is what no rule recognises.
func TestEveryCauseHasWords(t *testing.T) {
	words := map[rules.Cause]int{}
	for _, r := range rules.Builtin().Rules() {
		if len(r.Text) > 0 && len(r.Examples) > 0 {
			words[r.Cause]++
		}
	}
	for _, m := range rules.Causes() {
		if words[m.Cause] == 0 && m.Cause != rules.Unknown {
			t.Errorf("no rule with text and example concludes %s", m.Cause)
		}
	}
}

// TestCodeRules judges each status and each reply code by itself: the rule that
// stands for it must decide.
func TestCodeRules(t *testing.T) {
	s := rules.Builtin()
	for _, r := range s.Rules() {
		if len(r.Text) > 0 || len(r.At) > 0 {
			continue
		}
		said := rules.Said("")
		if len(r.Status) > 0 {
			said.Status = anyStatus(t, r.Status[0])
		}
		if len(r.Code) > 0 {
			said.Reply.Code = r.Code[0]
		}
		if len(r.Command) > 0 {
			said.Command = r.Command[0]
		}
		v := s.Classify(said)
		if len(v.Evidence) == 0 || v.Evidence[0].Rule != r.ID || v.Cause != r.Cause {
			t.Errorf("%v %d %s: decided by %+v, want %s", said.Status, said.Reply.Code, said.Command, v.Evidence, r.ID)
		}
	}
}

// anyStatus returns a status that an entry such as "x.7.20-22" is for.
func anyStatus(t *testing.T, entry string) dsn.Status {
	t.Helper()
	if entry[0] == 'x' {
		entry = "5" + entry[1:]
	}
	if i := slices.Index([]byte(entry), '-'); i > 0 {
		entry = entry[:i]
	}
	s, _, ok := dsn.ParseStatus(entry)
	if !ok {
		t.Fatalf("%q is no status", entry)
	}
	return s
}

// TestRegisteredStatuses walks through the IANA registry "SMTP Enhanced Status
// Codes": each code of a failure must mean something, and what RFC 3463 and its
// successors say.
func TestRegisteredStatuses(t *testing.T) {
	last := map[uint16]uint16{1: 10, 2: 4, 3: 5, 4: 7, 5: 6, 6: 10, 7: 30}
	for subject := uint16(1); subject <= 7; subject++ {
		for detail := uint16(0); detail <= last[subject]; detail++ {
			for _, class := range []uint16{4, 5} {
				st := dsn.Status{Class: class, Subject: subject, Detail: detail}
				if exempt := st == status(4, 1, 10) || st.Subject == 1 && st.Detail == 5; exempt {
					continue // a null MX is permanent (RFC 7505); x.1.5 is a success
				}
				if v := rules.Classify(dsn.Recipient{Status: st}); v.Cause == rules.Unknown {
					t.Errorf("%v means nothing", st)
				}
			}
		}
	}
	cases := map[string]rules.Cause{
		"5.1.1": rules.UserUnknown, "4.1.1": rules.UserUnknown, "5.1.2": rules.DomainUnknown, "4.1.2": rules.DNSFailure,
		"5.1.3": rules.BadAddress, "5.1.8": rules.SenderRejected, "5.1.10": rules.DomainUnknown, "5.2.1": rules.MailboxDisabled,
		"5.2.2": rules.MailboxFull, "5.2.3": rules.TooLarge, "5.2.4": rules.RecipientRestricted, "4.2.4": rules.ServerError,
		"4.3.1": rules.ServerError, "5.3.4": rules.TooLarge, "4.4.1": rules.Unreachable, "4.4.3": rules.DNSFailure,
		"5.4.4": rules.RoutingLoop, "4.4.4": rules.Unreachable, "5.4.6": rules.RoutingLoop, "4.4.7": rules.Expired,
		"5.5.2": rules.ProtocolError, "4.5.3": rules.TooManyRecipients, "5.6.1": rules.ContentRejected, "5.6.7": rules.BadAddress,
		"5.6.9": rules.ContentRejected, "5.7.1": rules.PolicyRejected, "5.7.2": rules.RecipientRestricted, "5.7.5": rules.TLSFailed,
		"5.7.7": rules.ContentRejected, "4.7.7": rules.TLSFailed, "5.7.8": rules.LoginFailed, "5.7.10": rules.TLSFailed,
		"5.7.13": rules.LoginFailed, "5.7.16": rules.TooLarge, "5.7.17": rules.AddressMoved, "5.7.20": rules.AuthFailed,
		"5.7.25": rules.NoReverseDNS, "5.7.27": rules.SenderRejected, "5.7.28": rules.RateLimited, "5.7.30": rules.TLSFailed,
	}
	for code, want := range cases {
		st, _, _ := dsn.ParseStatus(code)
		if v := rules.Classify(dsn.Recipient{Status: st}); v.Cause != want {
			t.Errorf("%s means %s, want %s", code, v.Cause, want)
		}
	}
}

// TestProviderOf finds providers by the host, else by the address; a gateway
// only by the host.
func TestProviderOf(t *testing.T) {
	cases := []struct{ host, address, want string }{
		{"gmail-smtp-in.l.google.com", "", "google"},
		{"example-org.mail.protection.outlook.com", "", "microsoft"},
		{"hotmail-com.olc.protection.outlook.com", "", "microsoft"},
		{"mta7.am0.yahoodns.net", "", "yahoo"},
		{"mx00.t-online.de", "", "t-online"},
		{"mx-ha.web.de", "", "webde"},
		{"eu-smtp-inbound-1.mimecast.com", "a@gmail.com", "mimecast"},
		{"", "a@docomo.ne.jp", "docomo"},
		{"", "a@mail.softbank.ne.jp", "softbank"},
		{"", "a@mimecast.com", ""},
		{"", "a@example.org", ""},
		{"", "no address", ""},
		{"google.com.example.org", "", ""},
	}
	for _, c := range cases {
		v := rules.Classify(dsn.Recipient{Host: c.host, Address: c.address})
		if v.Provider != c.want {
			t.Errorf("host %q, address %q: provider %q, want %q", c.host, c.address, v.Provider, c.want)
		}
	}
}
