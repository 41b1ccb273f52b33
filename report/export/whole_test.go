package export_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A preset that does not need the deciding event writes the same without it.
func TestNeedsWhole(t *testing.T) {
	var bare []string
	for _, p := range export.All() {
		full := standing("Ann@example.org", rules.Remove)
		if p.NeedsWhole(&full) {
			continue
		}
		bare = append(bare, p.Name)
		little := full
		little.Deciding, little.Status, little.Diagnostic = scanner.Outcome{}, "", ""
		want, _ := written(t, p.Name, nil, full, standing("carl@example.org", rules.Unsubscribe))
		got, _ := written(t, p.Name, nil, little, standing("carl@example.org", rules.Unsubscribe))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-with the event +without):\n%s", p.Name, diff)
		}
		full.Originals = []string{"kim@example.com"}
		if !p.NeedsWhole(&full) {
			t.Errorf("%s: how kim is spelled stands in the event alone", p.Name)
		}
	}
	if want := []string{"plain", "mautic", "mailchimp", "phplist", "ses", "sendgrid", "brevo", "postmark", "sympa", "mailman"}; !slices.Equal(bare, want) {
		t.Errorf("bare presets %q, want %q", bare, want)
	}
}
