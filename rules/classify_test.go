package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// house are rules with words that no server says, so that what the built-in
// rules make of the other words does not matter.
const house = `
[[rules]]
id = "house/full"
cause = "mailbox-full"
text = ['zumba is full']
examples = ['550 zumba is full']

[[rules]]
id = "house/fuller"
cause = "too-large"
text = ['zumba is full of it']
examples = ['550 zumba is full of it']

[[rules]]
id = "house/weak"
cause = "server-error"
text = ['zumba has a problem with everything']
weak = true
examples = ['550 zumba has a problem with everything']

[[rules]]
id = "house/at-domain"
cause = "rate-limited"
text = ['zumba']
at = ["zumba.example"]
examples = ['550 zumba']

[[rules]]
id = "house/at-provider"
cause = "greylisted"
text = ['zumba']
at = ["google"]
examples = ['550 zumba']

[[rules]]
id = "house/beater"
cause = "expired"
text = ['of it']
beats = ["house/fuller"]
examples = ['550 zumba is full of it']

[[rules]]
id = "house/after-data"
cause = "spam-content"
text = ['samba']
command = ["DATA"]
code = [554]
status = ["5.7.1"]
examples = ['554 5.7.1 samba']

[[rules]]
id = "house/passes"
cause = "user-unknown"
text = ['rumba']
lasting = "temporary"
detail = "dance"
source = "https://example.org/rumba"
examples = ['550 rumba']

[[rules]]
id = "house/moved"
cause = "address-moved"
text = ['tango has moved']
new_address = true
examples = ['551 tango has moved']

[[rules]]
id = "house/left"
cause = "address-moved"
text = ['tango has left']
examples = ['550 tango has left']

[[rules]]
id = "house/blocked"
cause = "blocklisted"
text = ['blocked by lambada']
examples = ['550 blocked by lambada']

[[rules]]
id = "house/blocked-named"
cause = "blocklisted"
text = ['blocked by mambo']
list = "polka-zen"
examples = ['550 blocked by mambo']

[[lists]]
id = "polka"
text = ['polka.example']
url = "https://polka.example/"

[[lists]]
id = "polka-zen"
text = ['zen.polka.example']
url = "https://polka.example/zen"
`

// houseSet lays house, and the text of another file, over the built-in rules.
func houseSet(t *testing.T, more string) *rules.Set {
	t.Helper()
	s, err := rules.Load(folder("house.toml", house, "more.toml", more))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func speakers(v rules.Verdict) string {
	var list []string
	for _, e := range v.Evidence {
		list = append(list, e.Rule+" "+string(e.Basis))
	}
	return strings.Join(list, ", ")
}

func status(class, subject, detail uint16) dsn.Status {
	return dsn.Status{Class: class, Subject: subject, Detail: detail}
}

func TestResolution(t *testing.T) {
	say := func(code int, text string) dsn.Reply { return dsn.Reply{Code: code, Text: text} }
	cases := []struct {
		name string
		rcpt dsn.Recipient
		want string // what spoke, the firmest first
	}{
		{"words before status before remark before code",
			dsn.Recipient{Reply: say(552, "zumba is full"), Status: status(5, 1, 1), Remark: "rumba"},
			"house/full reply, status/x.1.1 status, house/passes remark, code/552 code"},
		{"status before weak words",
			dsn.Recipient{Reply: say(0, "zumba has a problem with everything"), Status: status(5, 1, 1)},
			"status/x.1.1 status, house/weak reply"},
		{"remark before weak words before weak status",
			dsn.Recipient{Reply: say(0, "zumba has a problem with everything"), Status: status(5, 2, 0), Remark: "rumba"},
			"house/passes remark, house/weak reply, status/5.2.0 status"},
		{"weak status before weak remark before code",
			dsn.Recipient{Reply: say(552, ""), Status: status(5, 2, 0), Remark: "zumba has a problem with everything"},
			"status/5.2.0 status, house/weak remark, code/552 code"},
		{"words that the host and the reporter say count once",
			dsn.Recipient{Reply: say(0, "zumba is full"), Remark: "zumba is full"},
			"house/full reply"},
		{"the longer quote",
			dsn.Recipient{Reply: say(0, "rumba, zumba is full")},
			"house/full reply, house/passes reply"},
		{"beats",
			dsn.Recipient{Reply: say(0, "zumba is full of it")},
			"house/beater reply, house/fuller reply, house/full reply"},
		{"beats nothing in another rank",
			dsn.Recipient{Reply: say(0, "zumba is full of it"), Remark: "of it"},
			"house/beater reply, house/fuller reply, house/full reply"},
		{"at the domain of the host",
			dsn.Recipient{Reply: say(0, "zumba is full"), Host: "MX1.zumba.example."},
			"house/at-domain reply, house/full reply"},
		{"not at a host that merely ends alike",
			dsn.Recipient{Reply: say(0, "zumba is full"), Host: "mx.notzumba.example"},
			"house/full reply"},
		{"not at the recipient's domain",
			dsn.Recipient{Reply: say(0, "zumba is full"), Address: "a@zumba.example"},
			"house/full reply"},
		{"at the provider of the host",
			dsn.Recipient{Reply: say(0, "zumba is full"), Host: "gmail-smtp-in.l.google.com"},
			"house/at-provider reply, house/full reply"},
		{"at the provider of the recipient, no host being known",
			dsn.Recipient{Reply: say(0, "zumba is full"), Address: "a@gmail.com"},
			"house/at-provider reply, house/full reply"},
		{"not at the provider of the recipient where another host refused",
			dsn.Recipient{Reply: say(0, "zumba is full"), Address: "a@gmail.com", Host: "mx.example.org"},
			"house/full reply"},
		{"command, code and status",
			dsn.Recipient{Reply: say(554, "samba"), Status: status(5, 7, 1), Command: "DATA"},
			"house/after-data reply, status/5.7.1 status, code/554-data code"},
		{"another command",
			dsn.Recipient{Reply: say(554, "samba"), Status: status(5, 7, 1), Command: "CONN"},
			"status/5.7.1 status, code/554-conn code"},
		{"the status of a provider",
			dsn.Recipient{Reply: say(550, ""), Status: status(5, 4, 1), Host: "x.mail.protection.outlook.com"},
			"status/microsoft-5.4.1 status, status/x.4.1 status"},
		{"the code with a command before the code alone",
			dsn.Recipient{Reply: say(454, ""), Command: "STARTTLS"},
			"code/454-starttls code, code/454 code"},
		{"a range of statuses",
			dsn.Recipient{Status: status(5, 7, 612)}, "status/5.7.606 status"},
		{"nothing about the recipient before RCPT",
			dsn.Recipient{Reply: say(550, "zumba is full, rumba"), Status: status(5, 1, 1), Command: "MAIL"},
			"code/501-mail code"},
		{"unless the rule names the command",
			dsn.Recipient{Reply: say(521, "zumba is full"), Command: "CONN"},
			"code/521-conn code"},
		{"something about the sender before RCPT",
			dsn.Recipient{Reply: say(0, "zumba has a problem with everything"), Status: status(5, 7, 1), Command: "EHLO"},
			"status/5.7.1 status, house/weak reply"},
		{"the recipient's address is no word",
			dsn.Recipient{Address: "zumba is full@example.org", Alias: "rumba@example.org", Reply: say(0, "<Zumba Is Full@example.org>, <RUMBA@example.org>: no")},
			""},
		{"words beside the recipient's address",
			dsn.Recipient{Address: "rumba@example.org", Reply: say(0, "rumba@example.org: rumba")},
			"house/passes reply"},
		{"a recipient without a domain hides no words",
			dsn.Recipient{Address: "rumba", Reply: say(0, "rumba: no such dance")},
			"house/passes reply"},
		{"a vague status says nothing",
			dsn.Recipient{Status: status(5, 0, 0)}, ""},
		{"a bare 550 says nothing",
			dsn.Recipient{Reply: say(550, "550 ")}, ""},
	}
	s := houseSet(t, "")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := speakers(s.Classify(c.rcpt)); got != c.want {
				t.Errorf("spoke: %s\nwant:  %s", got, c.want)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	s := houseSet(t, "")
	got := s.Classify(dsn.Recipient{
		Status: status(5, 1, 1),
		Reply:  dsn.Reply{Code: 552, Text: "552-192.5.1.1 5.1.1 “Zumba” \r\n Zumba  is FULL"},
		Remark: "So: RUMBA!",
	}).Evidence
	want := []rules.Evidence{
		{Rule: "house/full", Cause: rules.MailboxFull, Basis: rules.ByReply, Quote: "Zumba  is FULL", Start: 35, End: 49},
		{Rule: "status/x.1.1", Cause: rules.UserUnknown, Basis: rules.ByStatus, Quote: "5.1.1", Start: 14, End: 19},
		{Rule: "house/passes", Cause: rules.UserUnknown, Basis: rules.ByRemark, Quote: "RUMBA", Start: 4, End: 9, Source: "https://example.org/rumba"},
		{Rule: "code/552", Cause: rules.MailboxFull, Basis: rules.ByCode, Quote: "552", Start: 0, End: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	got = s.Classify(dsn.Recipient{Status: status(5, 1, 1)}).Evidence
	want = []rules.Evidence{{Rule: "status/x.1.1", Cause: rules.UserUnknown, Basis: rules.ByStatus, Quote: "5.1.1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("evidence of a Status field (-want +got):\n%s", diff)
	}
}

// TestEvidenceIsBounded says more than maxEvidence things at once.
func TestEvidenceIsBounded(t *testing.T) {
	var text strings.Builder
	for _, r := range rules.Builtin().Rules() {
		if len(r.At) == 0 && len(r.Examples) > 0 {
			text.WriteString(r.Examples[0] + "; ")
		}
	}
	v := rules.Classify(dsn.Recipient{Reply: dsn.Reply{Text: text.String()}})
	if len(v.Evidence) != 16 {
		t.Errorf("%d pieces of evidence, want 16", len(v.Evidence))
	}
	ids := map[string]bool{}
	for _, e := range v.Evidence {
		if ids[e.Rule] {
			t.Errorf("%s speaks twice", e.Rule)
		}
		ids[e.Rule] = true
	}
}
