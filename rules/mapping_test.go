package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// foreignWords are the words of each taxonomy; a name with blanks is written
// with "_" in their place.
var foreignWords = map[string]string{
	"sisimai": `authfailure badreputation blocked contenterror delivered emailtoolarge exceedlimit expired failedstarttls feedback filtered
		hasmoved hostunknown mailboxfull mailererror mesgtoobig networkerror norelaying notaccept notcompliantrfc onhold policyviolation
		ratelimited rejected requireptr securityerror spamdetected speeding suppressed suspend syntaxerror systemerror systemfull
		toomanyconn undefined userunknown vacation virusdetected`,
	"powermta": `bad-configuration bad-connection bad-domain bad-mailbox content-related inactive-mailbox invalid-sender message-expired
		no-answer-from-host other policy-related protocol-errors quota-issues relaying-issues routing-errors spam-related virus-related`,
	"kumomta": `InvalidRecipient BadDomain InactiveMailbox InvalidSender QuotaIssues NoAnswerFromHost BadConnection DNSFailure
		RoutingErrors TransientFailure MessageExpired ProtocolErrors AuthenticationFailed PolicyRelated SpamBlock SpamContent SpamRelated
		ProhibitedAttachment ContentRelated VirusRelated RelayDenied RelayingIssues BadConfiguration TooManyRecipients AutoReply
		Subscribe Unsubscribe ChallengeResponse Uncategorized`,
	"sparkpost": "1 10 20 21 22 23 24 25 26 30 40 50 51 52 53 54 60 70 80 90 100",
	"ses": `Undetermined/Undetermined Permanent/General Permanent/NoEmail Permanent/Suppressed Permanent/OnAccountSuppressionList
		Permanent/UnsubscribedRecipient Transient/General Transient/MailboxFull Transient/MessageTooLarge Transient/CustomTimeoutExceeded
		Transient/ContentRejected Transient/AttachmentRejected Complaint DoesNotExist MessageTooLarge ExceededQuota ContentRejected
		Undefined TemporaryFailure`,
	"postmark": `HardBounce Transient Unsubscribe Subscribe AutoResponder AddressChange DnsError SpamNotification OpenRelayTest Unknown
		SoftBounce VirusNotification ChallengeVerification BadEmailAddress SpamComplaint ManuallyDeactivated Unconfirmed Blocked
		SMTPApiError InboundError DMARCPolicy InactiveRecipient`,
	"sendgrid": `Invalid_Address Technical Content Reputation Frequency/Volume Mailbox_Unavailable Unclassified bounce_(type=blocked)
		dropped deferred spamreport unsubscribe group+unsubscribe`,
	"mailgun": `BLACKLISTED ESPBLOCK reputation_block content_block authentication_block bounce suppress-bounce suppress-complaint
		suppress-unsubscribe generic old greylisted`,
	"zonemta": `blacklist block spam virus message recipient capacity rate greylist network protocol auth dmarc envelope sender config
		policy other`,
	"bmh": `antispam autoreply outofoffice concurrent content+reject command+reject internal+error defer delayed dns+loop dns+unknown
		full inactive latin+only other oversize unknown unrecognized user+reject warning
		Away Dns Host Inactive Invalid Loop Quota Relay Spam AOL Syntax Unknown
		access-denied personal-blacklist spf-failure mailbox-temp-error`,
}

// word undoes the writing of foreignWords.
var word = strings.NewReplacer("_", " ", "+", "_")

func mapping(t *testing.T, id string) *rules.Mapping {
	t.Helper()
	m, ok := rules.MappingOf(id)
	if !ok {
		t.Fatalf("there is no taxonomy %q", id)
	}
	return m
}

func TestEveryForeignWordIsMapped(t *testing.T) {
	for id, list := range foreignWords {
		m, want := mapping(t, id), map[string]bool{}
		for _, w := range strings.Fields(list) {
			want[word.Replace(w)] = true
		}
		got := map[string]bool{}
		for _, v := range m.Values {
			got[v.Name] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("words of %s (-want +got):\n%s", id, diff)
		}
	}
	if n := len(rules.Mappings()); n != len(foreignWords)+1 { // and iana
		t.Errorf("%d taxonomies, want %d", n, len(foreignWords)+1)
	}
}

func TestMappingIDs(t *testing.T) {
	var want []string
	for _, m := range rules.Mappings() {
		want = append(want, m.ID)
	}
	if diff := cmp.Diff(want, rules.MappingIDs()); diff != "" {
		t.Errorf("ids (-read +listed):\n%s", diff)
	}
}

// TestEveryCauseHasAForeignWord asks for a word beside every cause, and for
// honesty: an exact word must say what we say.
func TestEveryCauseHasAForeignWord(t *testing.T) {
	for _, m := range rules.Mappings() {
		for _, c := range rules.Causes() {
			for _, temporary := range []bool{false, true} {
				v, exact := m.NameOf(c.Cause, temporary)
				if v == nil {
					t.Errorf("%s has no word for %s", m.ID, c.Cause)
				} else if exact != v.Means(c.Cause) {
					t.Errorf("%s: %s is %q, exact = %t", m.ID, c.Cause, v.Name, exact)
				}
			}
		}
	}
}

// TestEveryDirectWordComesBack: a cause for which a taxonomy has a word of its
// own must get such a word, not a nearest one.
func TestEveryDirectWordComesBack(t *testing.T) {
	for _, m := range rules.Mappings() {
		direct := map[rules.Cause]string{}
		for _, v := range m.Values {
			if v.Group == "" {
				direct[v.Ours] = v.Name
			}
		}
		for c, name := range direct {
			if v, exact := m.NameOf(c, false); v == nil || !exact {
				t.Errorf("%s: %s is called %+v, though %q means it", m.ID, c, v, name)
			}
		}
	}
}

func TestForeignWords(t *testing.T) {
	cases := []struct {
		taxonomy, word string
		ours           rules.Cause
		unless         rules.Cause
	}{
		{"sisimai", "filtered", rules.RecipientRestricted, rules.UserUnknown},
		{"sisimai", "USERUNKNOWN", rules.UserUnknown, ""},
		{"powermta", "spam-related", rules.SpamContent, rules.Blocklisted},
		{"kumomta", "QuotaIssues", rules.MailboxFull, rules.TooLarge},
		{"kumomta", "AuthenticationFailed", rules.PolicyRejected, rules.AuthFailed},
		{"sparkpost", "70", "delay", ""},
		{"sparkpost", "80", "other", ""},
		{"ses", "Transient/General", rules.ServerError, rules.DomainUnknown},
		{"postmark", "SpamComplaint", "complaint", ""},
		{"sendgrid", "Technical", rules.ServerError, rules.DNSFailure},
		{"mailgun", "ESPBLOCK", rules.PolicyRejected, rules.BadReputation},
		{"zonemta", "config", rules.ServerError, rules.NoReverseDNS},
		{"bmh", "unknown", rules.UserUnknown, ""},
		{"bmh", "Unknown", rules.Unknown, ""},
		{"iana", "5.1.10", rules.DomainUnknown, rules.UserUnknown},
		{"iana", "552", rules.MailboxFull, rules.TooLarge},
	}
	for _, c := range cases {
		v, ok := mapping(t, c.taxonomy).Lookup(c.word)
		if !ok || v.Ours != c.ours || c.unless != "" && !v.Means(c.unless) {
			t.Errorf("%s %s = %+v, want %s, and %q under a condition", c.taxonomy, c.word, v, c.ours, c.unless)
		}
	}
	if _, ok := rules.MappingOf("PowerMTA"); !ok {
		t.Error("case matters in the id of a taxonomy")
	}
	if m, ok := rules.MappingOf("sendmail"); ok {
		t.Errorf("MappingOf(sendmail) = %v", m)
	}
}

// TestCodesAgree compares the table of codes with what the rules make of a
// status that stands alone: one fact, two files.
func TestCodesAgree(t *testing.T) {
	for _, v := range mapping(t, "iana").Values {
		st, _, ok := dsn.ParseStatus(v.Name)
		if !ok || st.Class == 2 || v.Ours == "delivered" {
			continue
		}
		if got := rules.Classify(dsn.Recipient{Status: st, Action: dsn.ActionFailed}); got.Cause != v.Ours {
			t.Errorf("%s is %s in the table, and %s by the rules", v.Name, v.Ours, got.Cause)
		}
	}
}

// TestEveryRegisteredCodeIsMapped asks for each code of the IANA registry with
// the class of a permanent failure.
func TestEveryRegisteredCodeIsMapped(t *testing.T) {
	m := mapping(t, "iana")
	for subject, last := range []uint16{0, 10, 4, 6, 7, 6, 10, 30} {
		for detail := uint16(0); detail <= last; detail++ {
			code := status(5, uint16(subject), detail).String()
			if _, ok := m.Lookup(code); !ok {
				t.Errorf("%s stands nowhere", code)
			}
		}
	}
	for _, code := range strings.Fields("421 450 451 452 454 521 523 525 530 534 535 538 550 551 552 553 554 555 556") {
		if _, ok := m.Lookup(code); !ok {
			t.Errorf("%s stands nowhere", code)
		}
	}
}

func TestNameFor(t *testing.T) {
	cases := []struct {
		taxonomy string
		kind     dsn.Kind
		reply    string
		want     string
	}{
		{"powermta", dsn.Bounce, "550 5.1.1 User unknown", "bad-mailbox"},
		{"powermta", dsn.Delay, "450 4.2.2 mailbox is full", "quota-issues"},
		{"sparkpost", dsn.Bounce, "552 5.2.2 mailbox is full", "22"},
		{"sparkpost", dsn.Delay, "450 4.2.2 mailbox is full", "70"},
		{"ses", dsn.Bounce, "550 5.1.1 User unknown", "Permanent/NoEmail"},
		{"ses", dsn.Bounce, "450 4.1.1 User unknown", "Transient/General"},
		{"iana", dsn.Bounce, "450 4.1.1 User unknown", "4.1.1"},
	}
	for _, c := range cases {
		r := rules.Said(c.reply)
		v := rules.Classify(r)
		if got := mapping(t, c.taxonomy).NameFor(c.kind, &r, &v); got != c.want {
			t.Errorf("%s, %s, %q (%s): %q, want %q", c.taxonomy, c.kind, c.reply, v.Cause, got, c.want)
		}
	}
	v := rules.Event(dsn.Complaint)
	if got := mapping(t, "sendgrid").NameFor(dsn.Complaint, &dsn.Recipient{}, &v); got != "spamreport" {
		t.Errorf("a complaint is %q at sendgrid", got)
	}
	if got := mapping(t, "powermta").NameFor(dsn.Complaint, &dsn.Recipient{}, &v); got != "" {
		t.Errorf("a complaint is %q in PowerMTA, which has no word for it", got)
	}
}

func TestMappingMistakes(t *testing.T) {
	_, err := rules.LoadMappings(folder("house.toml", `name = "House"
sorce = "recalled"

[names]
user-unknown = "gone"
mailbox-ful = "full"

[[values]]
name = "nobody"
ours = "no-such-user"

[[values]]
name = "nobody"
ours = "user-unknown"
unless = [ { ours = "expired" } ]
`))
	got := strings.Join(mistakes(t, err), "\n")
	for _, want := range []string{
		`house.toml:2 : unknown key "sorce"`,
		`house.toml:5 house: user-unknown is called "gone", which is none of the values`,
		`house.toml:6 house: names: "mailbox-ful" is neither a cause nor an event`,
		`house.toml:10 house: "no-such-user" is neither a cause nor an event`,
		`house.toml:13 house: the value "nobody" stands here twice`,
		`house.toml:15 house: expired needs a condition in words: when`,
		`house.toml:0 house: a taxonomy needs a name and a source`,
		`house.toml:0 house: names has no word for greylisted`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no mistake %q in:\n%s", want, got)
		}
	}
}
