package explain_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A card tells when the policy in force removes, and advises no more than it.
func TestExplainUnderAPolicy(t *testing.T) {
	strict, patient := ledger.Standard(), ledger.Standard()
	strict.Causes[rules.MailboxDisabled] = ledger.Threshold{Days: 1}
	patient.Causes[rules.UserUnknown] = ledger.Threshold{Days: 3, Span: 9}
	said := explain.Text("550 5.1.1 User unknown", "", nil)
	for _, tt := range []struct {
		name    string
		e       explain.Explanation
		policy  *ledger.Policy
		advice  rules.Advice
		removal string
	}{
		{"standard", explain.Text("user-unknown", "", nil), nil, rules.Remove, "At once."},
		{"a cause, patient", explain.Text("user-unknown", "", nil), &patient, rules.Watch, "refusals on 3 different days, the last at least 9 days"},
		{"a reply, patient", said, &patient, rules.Watch, "refusals on 3 different days"},
		{"a message, patient", explain.Outcome(reporttest.Gone()), &patient, rules.Watch, "refusals on 3 different days"},
		{"a cause, strict", explain.Text("mailbox-disabled", "", nil), &strict, rules.Remove, "At once."},
	} {
		opts := english(140)
		opts.Policy = tt.policy
		var b bytes.Buffer
		if err := tt.e.Print(&b, opts, explain.View{}); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); !strings.Contains(got, tt.removal) || !strings.Contains(got, string(tt.advice)+": ") {
			t.Errorf("%s: the card lacks %q or the advice %s:\n%s", tt.name, tt.removal, tt.advice, got)
		}
		raw, err := json.Marshal(tt.e.JSON(opts))
		if err != nil || !strings.Contains(string(raw), `"advice":"`+string(tt.advice)+`"`) {
			t.Errorf("%s: JSON %s, %v; want the advice %s", tt.name, raw, err, tt.advice)
		}
	}
}

// A label stands once on a card, whatever there is to read.
func TestOneLabelForAllSources(t *testing.T) {
	verdict := rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard, Advice: rules.Remove, Evidence: []rules.Evidence{
		{Rule: "user-unknown/550", Basis: rules.ByCode, Quote: "550", Source: "https://example.org/550"},
	}}
	e := explain.Text("550", "", func(dsn.Recipient) rules.Verdict { return verdict })
	var b bytes.Buffer
	if err := e.Print(&b, english(140), explain.View{}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Count(got, "More about it") != 1 || !strings.Contains(got, "RFC 5321 §4.2.3 · https://example.org/550") {
		t.Errorf("the sources of 550:\n%s", got)
	}
}
