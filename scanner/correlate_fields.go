package scanner

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// A usualField is a field of outgoing mail in which a program says which
// mailing it is of, or to whom.
type usualField struct {
	program    string // that writes it
	name       string
	expression string
}

// Expressions for fields that hold nothing else.
const (
	wholeCampaign   = `^(?P<campaign>.+)$`
	wholeSubscriber = `^(?P<subscriber>.+)$`
)

// usualFields are in the order in which they are looked at: of two that name a
// campaign, the first counts. List-Id and Message-ID have columns of their own.
var usualFields = []usualField{
	{"listmonk", "X-Listmonk-Campaign", wholeCampaign}, // UUIDs
	{"listmonk", "X-Listmonk-Subscriber", wholeSubscriber},

	{"MailWizz", "X-Mw-Campaign-Uid", wholeCampaign},
	{"MailWizz", "X-Mw-Subscriber-Uid", wholeSubscriber},

	// The number of the campaign, or a word for what phpList sends of itself; and
	// the subscriber's address.
	{"phpList", "X-MessageID", `^(?P<campaign>\d+)$`},
	{"phpList", "X-ListMember", `^(?P<address>[^@\s]+@[^@\s]+)$`},

	// X-Campaign: mailchimp2847aeac75bc1f80d89becc33.9fd8b70ec9: account, campaign.
	{"Mailchimp", "X-Campaign", `^mailchimp[^.\s]+\.(?P<campaign>\S+)$`},
	{"Mailchimp", "X-CampaignID", `^mailchimp[^.\s]+\.(?P<campaign>\S+)$`},

	{"Mailjet", "X-Mailjet-Campaign", wholeCampaign},
	{"Brevo", "X-Mailin-Campaign", wholeCampaign},
	{"SocketLabs", "X-xsMailingId", wholeCampaign},

	// X-Mailer-SID: 19, the sending of a campaign; X-Mailer-RecptId: 4189584.
	{"Interspire", "X-Mailer-SID", `^(?P<campaign>\d+)$`},
	{"Interspire", "X-Mailer-RecptId", `^(?P<subscriber>\d+)$`},

	// The number of the email in Mautic. Other programs number messages in a field
	// of this name, but not with so few digits.
	{"Mautic", "X-EMAIL-ID", `^(?P<campaign>\d{1,8})$`},

	{"several", "X-Campaign-ID", wholeCampaign},
	{"several", "X-CampaignID", wholeCampaign},
	{"several", "X-Campaign", wholeCampaign},

	// Feedback-ID: 41404:41404.4561733:us7:mc: account, account and campaign.
	{"Mailchimp", "Feedback-ID", `^\d+:\d+\.(?P<campaign>\d+):us\d+:mc$`},

	// Campaign, customer, type of mail, sender: "Feedback-ID: spring:shop:news:example"
	// (Google, "Feedback Loop", support.google.com/mail/answer/6254652). Only where
	// all four are given: of shorter ones the first part is an account.
	{"Google", "Feedback-ID", `^(?P<campaign>[^:\s]+):[^:\s]+:[^:\s]+:[^:\s]+$`},
}

// KnownHeaders returns the names of the fields of returned messages that nixie
// understands by itself, each once, in the order in which they are looked at.
// The slice is the caller's.
func KnownHeaders() []string {
	var names []string
	seen := map[string]bool{}
	for _, f := range usualFields {
		if key := strings.ToLower(f.name); !seen[key] {
			seen[key] = true
			names = append(names, f.name)
		}
	}
	return names
}

// A field is a usualField, or one of the caller's own, ready for use.
type field struct {
	name string
	pattern
}

func (f usualField) compile() (field, error) {
	p, err := compile(f.expression)
	return field{f.name, p}, err
}

// compileHeader reads "X-Job: ^(?P<campaign>\d+)/", or the name of a field that
// is known, which then comes before the others.
func compileHeader(header string) ([]field, error) {
	name, expression, ok := strings.Cut(header, ":")
	name = strings.TrimSpace(name)
	if !isFieldName(name) {
		return nil, fmt.Errorf("%#.80q: begins with no name of a field", header)
	}
	if ok {
		f, err := usualField{"", name, strings.TrimSpace(expression)}.compile()
		return []field{f}, err
	}
	var fields []field
	for _, f := range usualFields {
		if strings.EqualFold(f.name, name) {
			compiled, err := f.compile()
			if err != nil {
				return nil, err
			}
			fields = append(fields, compiled)
		}
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("nixie does not know what stands in %s; write %q", name, name+": (?P<campaign>.+)")
	}
	return fields, nil
}

// isFieldName reports whether s can be the name of a header field (RFC 5322
// section 3.6.8).
func isFieldName(s string) bool {
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// look returns what the fields tell that stand in the header.
func look(fields []field, h dsn.Header) tie {
	var t tie
	if len(h) == 0 {
		return t
	}
	for _, f := range fields {
		if v := strings.TrimSpace(h.Get(f.name)); v != "" && len(v) <= maxFieldValue {
			t.add(f.find(v))
		}
	}
	return t
}
