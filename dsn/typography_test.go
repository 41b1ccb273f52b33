package dsn

import "testing"

func TestLegible(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "as it is\n", "as it is\n"},
		{"blanks and marks", "not\u00a0delivered\u2009to \u200bann@example.org\u200e", "not delivered to ann@example.org"},
		{"soft hyphen, joiners stay", "deliv\u00ader, \u0646\u0645\u06cc\u200c\u0634\u0648\u062f", "deliver, \u0646\u0645\u06cc\u200c\u0634\u0648\u062f"},
		{"quotation marks", "\u201ccan\u2019t\u201d", "\"can't\""},
		{"East Asian brackets", "\uff1cann\uff20example.org\uff1e", "<ann@example.org>"},
		{"link of the address", "ann@example.org<mailto:Ann@example.org>: full", "ann@example.org: full"},
		{"link of the address, apart", "ann@example.org <mailto:ann@example.org?subject=x>", "ann@example.org"},
		{"link of another", "Ann <mailto:ann@example.org> mailto:", "Ann <mailto:ann@example.org> mailto:"},
		{"double spaced", "a\n\nb\n\nc\n\n\nd\n\ne\n\nf\n\n", "a\nb\nc\n\nd\ne\nf\n"},
		{"paragraphs of one line", "a\n\nb\n\nc\n\nd\n\ne\n\nf\n", "a\n\nb\n\nc\n\nd\n\ne\n\nf\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := legible(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnflow(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		delsp    bool
		want     string
	}{
		{"joined", "Your message \ndid not \narrive.\nSorry.\n", false, "Your message did not arrive.\nSorry.\n"},
		{"DelSp", "ann@exam \nple.org\n", true, "ann@example.org\n"},
		{"space-stuffed", " From here \n >on\n", false, "From here >on\n"},
		{"signature", "Bye\n-- \nAnn\n", false, "Bye\n-- \nAnn\n"},
		{"quotation ends", "> not \nmine\n", false, "> not \nmine\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := unflow(tt.in, tt.delsp); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestJoinContinuations(t *testing.T) {
	const want = "550 5.1.1 No such user"
	for _, reply := range []string{
		"550-5.1.1 No such 550 5.1.1 user", "550-5.1.1 No such//550 5.1.1 user", "550-5.1.1 No such | 550 5.1.1 user",
		`550-5.1.1 No such\r\n550 5.1.1 user`, `550-5.1.1 No such\n550 user`, "550-5.1.1 No such;550 5.1.1 user",
	} {
		if got := joinContinuations(reply); got != want {
			t.Errorf("%s: got %q", reply, got)
		}
	}
	if got := joinContinuations("550-5.1.1 see room4550 there"); got != "550 5.1.1 see room4550 there" {
		t.Errorf("a number inside a word was taken for a code: %q", got)
	}
}

func TestTitleTags(t *testing.T) {
	for subject, want := range map[string]string{
		"(External) Undeliverable: news":      "undeliverable: news",
		"EXTERN: [list] Automatische Antwort": "automatische antwort",
		"{Spam?} AW: news":                    "aw: news",
		"Externally yours":                    "externally yours",
	} {
		if got := title(subject); got != want {
			t.Errorf("%q: got %q, want %q", subject, got, want)
		}
	}
}
