package dsn

import "testing"

// TestWraps tells covers of gateways from what people pass on.
func TestWraps(t *testing.T) {
	const inner = "From: MAILER-DAEMON@mx.example.net\nTo: bounces@example.com\nSubject: Undelivered Mail\n\nx\n"
	tests := []struct {
		name, header string
		want         bool
	}{
		{"a cover", "From: gate@example.org\nTo: <bounces@example.com>\nSubject: [EXT] Undelivered Mail", true},
		{"passed on to somebody else", "From: ann@example.org\nTo: bob@example.com\nSubject: Undelivered Mail", false},
		{"passed on with a mark", "From: ann@example.org\nTo: bounces@example.com\nSubject: Fwd: Undelivered Mail", false},
		{"under another title", "From: ann@example.org\nTo: bounces@example.com\nSubject: look at this", false},
		{"an answer", "In-Reply-To: <1@example.com>\nFrom: ann@example.org\nTo: bounces@example.com\nSubject: Undelivered Mail", false},
		{"from a person's program", "X-Mailer: Apple Mail\nFrom: ann@example.org\nTo: bounces@example.com\nSubject: Undelivered Mail", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := readMessage([]byte(tt.header+"\n\nx\n"), new(scratch))
			if got := m.wraps([]byte(inner)); got != tt.want {
				t.Errorf("wraps = %v, want %v", got, tt.want)
			}
		})
	}
}

// TestIsPlaceholder tells what a template leaves open from addresses with braces.
func TestIsPlaceholder(t *testing.T) {
	for a, want := range map[string]bool{
		"{to}": true, "${rcpt}": true, "{user}@{domain}": true, "ann@{domain}": true,
		"": false, "ann": false, "ann@example.org": false, "{name}@example.org": false, "}{": false,
	} {
		if got := isPlaceholder(a); got != want {
			t.Errorf("isPlaceholder(%q) = %v, want %v", a, got, want)
		}
	}
}

// TestNamesRecipient tells addresses with a recipient in them from others.
func TestNamesRecipient(t *testing.T) {
	for a, want := range map[string]bool{
		"news+ann=example.org@example.com": true, "news-42-ann=example.org@example.com": true,
		"news@example.com": false, "news+42@example.com": false, "prvs=1a2b=news@example.com": false,
		"SRS0=aaaa=bb=example.org=news@example.com": false, "ann=example.org@example.com": false,
	} {
		if got := namesRecipient(a); got != want {
			t.Errorf("namesRecipient(%q) = %v, want %v", a, got, want)
		}
	}
}
