package safe_test

import (
	"testing"

	"github.com/nixie-mail/nixie/report/safe"
)

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"jane.doe@example.org":                      "j***@example.org",
		"550 <jane@example.org>: no; ask bob@b.com": "550 <j***@example.org>: no; ask b***@b.com",
		`"jane doe"@example.org`:                    "j***@example.org",
		"imaps://user@host@imap.example.org/INBOX":  "imaps://u***@h***@imap.example.org/INBOX",
		"日本@example.jp":                             "日***@example.jp",
		"no address at all, 5 @ 3":                  "no address at all, 5 @ 3",
		"":                                          "",
	} {
		if got := safe.Mask(text); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
}

// Named addresses are hidden where their local part stands alone, unless it is
// so short that it stands in many words.
func TestMaskNamed(t *testing.T) {
	for text, want := range map[string]string{
		"user John.Doe unknown":            "user j*** unknown",
		"john.doe@example.org is john.doe": "j***@example.org is j***",
		"no bo here":                       "no bo here",
	} {
		if got := safe.Mask(text, "john.doe@example.org", "bo@example.org", ""); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
}
