package imap_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
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
			case <-time.After(30 * time.Second):
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

// TestFetchAheadAndExit: a caller whose goroutine ends within the loop can still
// close the source, and does not wait for what is under way.
func TestFetchAheadAndExit(t *testing.T) {
	t.Parallel()
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
	src, err := imap.Dial(t.Context(), url, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		defer src.Close()
		for range src.Messages(t.Context()) {
			<-silent
			runtime.Goexit() // as t.Fatal does
		}
	}()
	select {
	case <-closed:
	case <-time.After(time.Minute):
		t.Error("Close waits for the server")
	}
}

// hereTroubles are what can happen to the range that is handed on.
var hereTroubles = map[string]struct {
	again func(s *script, c *peer, cmd command) bool // answers the first FETCH of m1 and m2
	want  string
}{
	"nothing is missing": {func(*script, *peer, command) bool { return false }, "m1 m2"},
	"the rest of a message is missing": {func(s *script, c *peer, cmd command) bool {
		s.mail[2] = late("m2", 4000)
		c.item(1, s.mail[1], false)
		c.item(2, s.mail[2][:1000], false)
		return true
	}, "m1 m2"},
	"a body is missing": {func(s *script, c *peer, cmd command) bool {
		c.item(1, s.mail[1], false)
		return true
	}, "m1 m2"},
	"a message is removed": {func(s *script, c *peer, cmd command) bool {
		delete(s.mail, 2)
		c.item(1, s.mail[1], false)
		return true
	}, "m1"},
}

// aheadTroubles are what can happen to the one behind it.
var aheadTroubles = map[string]func(c *peer, cmd command) (done bool){
	"comes":            func(*peer, command) bool { return false },
	"hang-up":          func(c *peer, _ command) bool { c.Close(); return true },
	"hang-up within":   func(c *peer, _ command) bool { c.item(3, note("m3"), false); c.Close(); return true },
	"not IMAP":         func(c *peer, _ command) bool { c.say("* 3 FETCH (UID 3 BODY[] ((("); return true },
	"silence":          func(c *peer, _ command) bool { c.tooLong(); return true },
	"refusal":          func(c *peer, cmd command) bool { c.say("%s NO cannot read", cmd.tag); return true },
	"plea for time":    func(c *peer, cmd command) bool { c.say("%s NO [UNAVAILABLE] later", cmd.tag); return true },
	"BYE":              func(c *peer, _ command) bool { c.say("* BYE [UNAVAILABLE] later"); c.Close(); return true },
	"end of the token": func(c *peer, cmd command) bool { c.say("%s NO AccessTokenExpired", cmd.tag); return true },
}

// TestFetchAheadTrouble: whatever happens to what is fetched ahead, while more
// has to be asked for what is handed on, each message comes once and in order.
func TestFetchAheadTrouble(t *testing.T) {
	for hereName, h := range hereTroubles {
		for aheadName, trouble := range aheadTroubles {
			t.Run(hereName+", ahead "+aheadName, func(t *testing.T) {
				t.Parallel()
				s := &script{mail: letters(7)}
				var mu sync.Mutex // each connection has its own goroutine
				asked, troubled := false, false
				s.answer = func(c *peer, _ int, cmd command) bool {
					mu.Lock()
					defer mu.Unlock()
					switch {
					case body(cmd, 1) && body(cmd, 2) && !asked:
						if asked = true; h.again(s, c, cmd) {
							c.say("%s OK done", cmd.tag)
							return true
						}
					case body(cmd, 2) && strings.Contains(cmd.args, "<1000."):
						rest := s.mail[2][1000:]
						c.say("* 2 FETCH (UID 2 BODY[]<1000> {%d}\r\n%s)\r\n%s OK done", len(rest), rest, cmd.tag)
						return true
					case cmd.name == "NOOP" && !troubled:
						t.Error("a body is asked for again before what is fetched ahead has come")
					case body(cmd, 3) && !troubled:
						troubled = true
						return trouble(c, cmd)
					}
					return false
				}
				url, o := s.serve(t)
				o.Batch, o.Partial = 2, 1000
				read(t, url, nil, o).want(t, h.want+" m3 m4 m5 m6 m7")
				if !troubled {
					t.Error("the second range was never asked for")
				}
			})
		}
	}
}

// eachMessage reads a source and calls use with the number of each message, until that
// returns false.
func eachMessage(t *testing.T, url string, o *imap.Options, use func(n int) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
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
