package export_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
)

// Where addresses are compared as text, a domain stands in both spellings: a
// report has the one, and the list the other.
func TestBothSpellings(t *testing.T) {
	for address, other := range map[string]string{
		"info@xn--bcher-kva.example":           "info@bücher.example",
		"info@mail.XN--BCHER-KVA.Example":      "info@mail.bücher.example",
		"müller@xn--bcher-kva.example":         "müller@bücher.example",
		"info@bücher.example":                  "info@xn--bcher-kva.example",
		"info@Bücher.example":                  "info@xn--bcher-kva.example",
		"info@plain.example.org":               "",
		"info@xn--.example":                    "", // of nothing
		"info@xn--a.example":                   "", // of what is no letter
		"info@xn--abc-.example":                "", // of what needs none
		"xn--bcher-kva@plain.example.org":      "",
		"\"xn--bcher-kva@x\"@xn--p1ai.example": "\"xn--bcher-kva@x\"@рф.example",
	} {
		for preset, both := range map[string]bool{"plain": true, "listmonk": true, "mailman": true, "brevo": true, "csv": false, "ses": false, "postmark": false} {
			files, res := written(t, preset, &export.Options{}, standing(address, rules.Remove), standing("bob@example.org", rules.Remove))
			text, twice := files[" 1"], 0
			if both && other != "" {
				twice = 1
			}
			if res.Addresses != 2 || res.LeftOut != 0 || res.Twice != twice || res.Files[0].Rows != 2+twice {
				t.Errorf("%s of %s: %+v", preset, address, res)
			}
			if preset == "plain" && (twice == 1) != strings.Contains(text, "\n"+other+"\n") {
				t.Errorf("%s of %s:\n%s", preset, address, text)
			}
		}
	}
	files, res := written(t, "mailchimp", nil, standing("=1@xn--bcher-kva.example", rules.Remove))
	if res.LeftOut != 1 || res.Addresses != 0 || strings.Contains(files["cleaned 1"], "=1@") {
		t.Errorf("a formula: %+v in\n%s", res, files["cleaned 1"])
	}
}

// Where mail for several was passed on to one, all of them are on the list.
func TestAllWhoWereWrittenTo(t *testing.T) {
	s := standing("desk7@mail.example.net", rules.Remove)
	s.Deciding.Recipient.Alias, s.Originals = "Ann@Example.ORG", []string{"bob@example.org", "ann@example.org"}
	last := standing("desk8@mail.example.net", rules.Remove) // the last report does not say for whom its mail was
	last.Originals = []string{"carl@example.org"}
	files, res := written(t, "plain", nil, s, last)
	want := "Ann@example.org\nbob@example.org\ndesk8@mail.example.net\ncarl@example.org\n"
	if files[" 1"] != want || res.Addresses != 4 || res.Twice != 0 {
		t.Errorf("%+v in\n%s", res, files[" 1"])
	}
}
