package report

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{12 * time.Millisecond: "12 ms", 1250 * time.Millisecond: "1.2 s", 61 * time.Second: "1m1s"} {
		if got := duration(nil, d); got != want {
			t.Errorf("duration(%v) = %q, want %q", d, got, want)
		}
	}
}
