package format

import "testing"

// TestReturned shows where a returned message begins; "|" marks the place.
func TestReturned(t *testing.T) {
	fields := "Received: from a by b\nFrom: <a@example.org>\nSubject: x\n\nbody\n"
	cases := map[string]string{
		"announced by qmail":       "sorry\n\n|--- Below this line is a copy of the message.\n\n" + fields,
		"announced by Exim":        "sorry\n\n|------ This is a copy of the message, including all the headers. ------\n\nx\n",
		"announced by Exchange":    "sorry\n\n|Original message headers:\n\n" + fields,
		"announced in German":      "Pech\n\n|-----Ursprüngliche Nachricht-----\nVon: a\n",
		"fields by themselves":     "sorry\n\n|" + fields,
		"fields after dashes":      "sorry\n----------\n|" + fields,
		"an mbox line above":       "sorry\n\n|From a@example.org Tue Oct 14 09:20:00 2025\n" + fields,
		"RFC 3464 in the text":     "sorry\n\n|Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@example.org\n",
		"nothing returned":         "sorry\n<a@example.org>:\n550 no\n|",
		"prose about the original": "The original message headers were lost, so\nthe original message is gone. Returned message was nice.\n|",
		"fields of an Exchange":    "Your message\n\n  To:      a@example.org\n  Subject: x\n  Sent:    Tue, 14 Oct 2025\n\ndid not reach\n|",
		"titles that are no mail":  "sorry\n\nReason: mailbox full\nHost: mx.example.org\nCode: 552\n|",
		"empty":                    "|",
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			want, text := 0, ""
			for i := range c {
				if c[i] == '|' {
					want, text = i, c[:i]+c[i+1:]
					break
				}
			}
			if got := returned(text); got != want {
				t.Errorf("returned(%q) = %d, want %d", text, got, want)
			}
		})
	}
}

// TestAlone shows what is an address by itself.
func TestAlone(t *testing.T) {
	for line, want := range map[string]string{
		"a@example.org":                       "a@example.org",
		"   <a@example.org>:":                 "a@example.org",
		"\t* a@example.org":                   "a@example.org",
		`"a@example.org":`:                    "a@example.org",
		"a@example.org<mailto:a@example.org>": "a@example.org",
		"mailto:a@example.org":                "a@example.org",
		`"two words"@example.org`:             `"two words"@example.org`,
		"用户@例子.example.org":                   "用户@例子.example.org",
		"a@example.org b@example.org":         "",
		"write to a@example.org":              "",
		"https://example.org/@a":              "",
		"@example.org":                        "",
		"a@":                                  "",
		"user unknown":                        "",
		"":                                    "",
		"x=y@example.org (expanded from: <a@example>)": "",
	} {
		got, _, ok := alone(line)
		if ok != (want != "") || ok && got != want {
			t.Errorf("alone(%q) = %q, %v, want %q", line, got, ok, want)
		}
	}
}
