package locale

import "testing"

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ lang, number, percent, small, bytes string }{
		{"en", "1 234 567", "5.2%", "0.04%", "1.2 MiB"},
		{"pl", "1 234 567", "5,2%", "0,04%", "1,2 MiB"},
		{"tr", "1.234.567", "%5,2", "%0,04", "1,2 MiB"},
		{"pt-BR", "1.234.567", "5,2%", "0,04%", "1,2 MiB"},
		{"gu", "12,34,567", "5.2%", "0.04%", "1.2 MiB"},
		{"ja", "1,234,567", "5.2%", "0.04%", "1.2 MiB"},
		{"de", "1.234.567", "5,2\u00a0%", "0,04\u00a0%", "1,2 MiB"},
	} {
		l := For(tt.lang)
		for what, texts := range map[string][2]string{
			"Number": {l.Number(1234567), tt.number}, "Percent": {l.Percent(5.23), tt.percent},
			"Percent of little": {l.Percent(0.042), tt.small}, "Bytes": {l.Bytes(1258291), tt.bytes},
		} {
			if texts[0] != texts[1] {
				t.Errorf("%s: %s = %q, want %q", tt.lang, what, texts[0], texts[1])
			}
		}
	}
}

func TestNumberInEnglish(t *testing.T) {
	var english *Locale
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1 000", 18002: "18 002", 1234567: "1 234 567", -1204: "-1 204"} {
		if got := english.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestBytes(t *testing.T) {
	var english *Locale
	for n, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1 << 20: "1.0 MiB", 1 << 40: "1.0 TiB", 1 << 60: "1048576 TiB",
		10137: "9.9 KiB", 10189: "10 KiB", 576 << 10: "576 KiB", 1<<20 - 1: "1.0 MiB",
	} {
		if got := english.Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}
