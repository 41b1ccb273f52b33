package imap_test

import (
	"context"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// TestFetchAhead: while the first range is handed on the second one is fetched,
// and no more; where the pace is limited not even that.
func TestFetchAhead(t *testing.T) {
	second := make(chan struct{})
	s := &script{mail: letters(9), answer: func(_ *peer, _ int, cmd command) bool {
		if body(cmd, 4) {
			close(second)
		}
		return false
	}}
	url, o := s.serve(t)
	o.Batch = 3
	eachMessage(t, url, o, func(n int) bool {
		if n == 1 {
			select {
			case <-second:
			case <-time.After(5 * time.Second):
				t.Error("the second range is not asked for before the first message is dealt with")
			}
		}
		ranges := (n-1)/3 + 2 // the present one and that behind it
		if asked := s.said("BODY"); asked > ranges {
			t.Errorf("%d ranges asked for at message %d, want %d at most", asked, n, ranges)
		}
		return true
	})
}

func TestFetchAheadWithinThePace(t *testing.T) {
	s := &script{mail: letters(9)}
	url, o := s.serve(t)
	o.Batch, o.Rate = 3, 60_000
	eachMessage(t, url, o, func(n int) bool {
		if asked, due := s.said("BODY"), (n-1)/3+1; asked != due {
			t.Errorf("%d ranges asked for at message %d, want %d", asked, n, due)
		}
		return true
	})
}

// TestFetchAheadAndStop: who stops early does not wait for what is under way.
func TestFetchAheadAndStop(t *testing.T) {
	silent := make(chan struct{})
	s := &script{mail: letters(9), answer: func(c *peer, _ int, cmd command) bool {
		if !body(cmd, 4) {
			return false
		}
		close(silent)
		c.silent()
		return true
	}}
	url, o := s.serve(t)
	o.Batch, o.Timeout = 3, time.Hour
	eachMessage(t, url, o, func(n int) bool {
		<-silent
		return n < 2
	})
}

// eachMessage reads a source and calls use with the number of each message, until that
// returns false.
func eachMessage(t *testing.T, url string, o *imap.Options, use func(n int) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	src, err := imap.Dial(ctx, url, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	n := 0
	for _, err := range src.Messages(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; !use(n) {
			break
		}
	}
	if ctx.Err() != nil {
		t.Error("the source did not come to its end")
	}
}
