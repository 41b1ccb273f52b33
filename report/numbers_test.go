package report

import (
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/report/locale"
)

func TestGroupInIndia(t *testing.T) {
	if l, ok := locale.Find("gu"); ok && group(l, 1234567) != "12,34,567" {
		t.Errorf("in Gujarati, group(1234567) = %q", group(l, 1234567))
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{12 * time.Millisecond: "12 ms", 1250 * time.Millisecond: "1.2 s", 61 * time.Second: "1m1s"} {
		if got := duration(nil, d); got != want {
			t.Errorf("duration(%v) = %q, want %q", d, got, want)
		}
	}
}

// TestWrapWithoutBlanks: Japanese breaks between letters, never before its
// full stop; a path is not torn.
func TestWrapWithoutBlanks(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"メールボックスが満杯です。", "メールボック\nスが満杯で\nす。\n"},
		{"550 送信者 ok", "550 送信者\nok\n"},
		{"あいうえお「満杯」", "あいうえお\n「満杯」\n"},
		{"/very/long/path/name 満杯", "/very/long/path/name\n満杯\n"},
		{"one two three", "one two\nthree\n"},
	} {
		var b strings.Builder
		wrap(&b, 0, "", 12, tt.text)
		if b.String() != tt.want {
			t.Errorf("wrap(%q) = %q, want %q", tt.text, b.String(), tt.want)
		}
	}
}
