package imap_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// slow reads the source of the URL and returns the pauses that were made.
func slow(t *testing.T, ctx context.Context, url string, o *imap.Options) (r reading, pauses []time.Duration) {
	t.Helper()
	p := *imap.WithSleep(o, func(d time.Duration) { pauses = append(pauses, d) })
	p.Warn = func(line string) { r.warnings = append(r.warnings, line) }
	src, err := imap.Dial(ctx, url, nil, &p)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for m, err := range src.Messages(ctx) {
		if err != nil {
			r.err = err
			break
		}
		r.messages = append(r.messages, m)
	}
	return r, pauses
}

func TestThrottling(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		name, command, answer string
		times                 int
		want                  []time.Duration
	}{
		{"reading", "UID FETCH", "TAG NO [THROTTLED] slow down", 3, []time.Duration{15 * s, 30 * s, 60 * s}},
		{"listing", "UID SEARCH", "TAG NO [UNAVAILABLE] backend is down", 2, []time.Duration{15 * s, 30 * s}},
		{"opening", "EXAMINE", "TAG NO [INUSE] locked", 2, []time.Duration{15 * s, 30 * s}},
		{"a limit", "UID FETCH", "TAG NO [LIMIT] enough", 1, []time.Duration{15 * s}},
		{"Exchange", "UID FETCH", "TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", 2, []time.Duration{92415 * time.Millisecond, 92415 * time.Millisecond}},
		{"Exchange hangs up", "UID FETCH", "* BYE Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n!", 1, []time.Duration{5 * s}},
		{"Gmail", "UID FETCH", "TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", 1, []time.Duration{15 * s}},
		{"Gmail hangs up", "UID FETCH", "* BYE [ALERT] Account exceeded command or bandwidth limits.\r\n!", 1, []time.Duration{15 * s}},
		{"minutes", "UID FETCH", "TAG NO [THROTTLED] Try again in 3 minutes", 1, []time.Duration{180 * s}},
		{"years", "UID FETCH", "TAG NO [THROTTLED] Retry after 999999999 minutes", 1, []time.Duration{15 * time.Minute}},
		{"no number", "UID FETCH", "TAG NO [THROTTLED] Retry after 99999999999999999999 minutes", 1, []time.Duration{15 * s}},
		{"an ordinary end", "UID FETCH", "* BYE see you\r\n!", 1, []time.Duration{s}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			left := tt.times
			server := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
				if cmd.name != tt.command || left == 0 {
					return false
				}
				left--
				text, bye := strings.CutSuffix(strings.ReplaceAll(tt.answer, "TAG", cmd.tag), "\r\n!")
				c.say("%s", text)
				if bye {
					c.Close()
				}
				return true
			}}
			url, o := server.serve(t)
			r, pauses := slow(t, context.Background(), url, o)
			r.want(t, "m1 m2 m3 m4 m5")
			if fmt.Sprint(pauses) != fmt.Sprint(tt.want) {
				t.Errorf("pauses %v, want %v", pauses, tt.want)
			}
			told := 0
			for _, w := range r.warnings {
				if strings.Contains(w, "going on in") {
					told++
				}
			}
			if want := len(tt.want); told != want && tt.name != "an ordinary end" {
				t.Errorf("warnings %q, want one for each pause", r.warnings)
			}
		})
	}
}

// A server that asks for patience without end gets some, and the next run.
func TestThrottledForEver(t *testing.T) {
	server := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
		if !body(cmd, 3) {
			return false
		}
		c.say("%s NO [THROTTLED] slow down", cmd.tag)
		return true
	}}
	url, o := server.serve(t)
	o.Batch = 2
	r, pauses := slow(t, context.Background(), url, o)
	if got := r.subjects(); !errors.Is(r.err, scanner.ErrTemporary) || got != "m1 m2" {
		t.Errorf("read %q, error %v; want m1 m2 and ErrTemporary", got, r.err)
	}
	if n := len(pauses); n != 12 || pauses[n-1] != 15*time.Minute {
		t.Errorf("pauses %v, want twelve, of 15 minutes at most", pauses)
	}
}

// The end of the context ends the pause.
func TestThrottledAndStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	server := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name == "UID FETCH" {
			c.say("%s NO [THROTTLED] slow down", cmd.tag)
		}
		return cmd.name == "UID FETCH"
	}}
	url, o := server.serve(t)
	o.Warn = func(line string) {
		if strings.Contains(line, "going on in") {
			stop()
		}
	}
	src, err := imap.Dial(ctx, url, nil, o) // with pauses of real length
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for _, err := range src.Messages(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the one of the context", err)
		}
	}
}

// Acts are throttled like reading.
func TestSettleThrottled(t *testing.T) {
	h := filled(t, 3)
	left := 2
	b := &bend{command: func(line string) string {
		if !strings.Contains(line, " MOVE ") || left == 0 {
			return ""
		}
		left--
		return "TAG NO [THROTTLED] slow down"
	}}
	url, o := b.front(t, h)
	acts := owing(t, key(t, url), "1 move:Old", "2 move:Old")
	warnings, err := acts.pay(context.Background(), t, url, o)
	if err != nil || len(acts.owed()) > 0 || len(acts.why) > 0 || len(warnings) != 2 {
		t.Errorf("error %v, left %v, refused %v, warnings %q; want two warnings", err, acts.owed(), acts.why, warnings)
	}
	h.wantShelf(t, "Old", "m1, m2")
}

// No more messages a minute than allowed are read.
func TestRate(t *testing.T) {
	server := &script{mail: letters(50)}
	url, o := server.serve(t)
	o.Rate = 20
	r, pauses := slow(t, context.Background(), url, o)
	if len(r.messages) != 50 || r.err != nil {
		t.Errorf("%d messages, error %v", len(r.messages), r.err)
	}
	// 20, a minute, 20, a second minute, 10. Nobody has waited, so the second
	// pause counts from the beginning.
	if len(pauses) != 2 || pauses[0] > time.Minute || pauses[1] > 2*time.Minute || pauses[1] <= time.Minute {
		t.Errorf("pauses %v, want two, up to the first and the second minute", pauses)
	}
}
