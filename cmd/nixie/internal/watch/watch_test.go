package watch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/scanner"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// never says that nobody asks for patience.
func never(error) time.Duration { return 0 }

var errBroken = errors.New("the connection broke")

// TestRunForEver: a task that always fails is tried for ever, and less and less
// often.
func TestRunForEver(t *testing.T) {
	for _, c := range []struct {
		name        string
		err         error
		most, least int // tries in a day
		told        int // at most
	}{
		{"broken", errBroken, 24 * 60 / 2, 24 * 60 / 8, 24 * 60},
		{"refused", fmt.Errorf("no: %w", scanner.ErrAuth), 60, 15, 30},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
				defer cancel()
				tries, told := 0, 0
				err := watch.Run(ctx, []watch.Task{{Name: "t", Do: func(context.Context, func()) error { tries++; return c.err }}}, watch.Options{
					Well: func(string) {}, Failed: func(string, error, time.Duration) { told++ }, Asked: never, Fatal: func(error) bool { return false },
				})
				if err != nil || tries < c.least || tries > c.most || told == 0 || told > c.told {
					t.Errorf("%d tries in a day, told %d times, then %v; want %d to %d tries", tries, told, err, c.least, c.most)
				}
			})
		})
	}
}

// TestRunAfterSuccess: a success makes the next pause short again.
func TestRunAfterSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 48*time.Hour)
		defer cancel()
		var pauses []time.Duration
		tries := 0
		task := watch.Task{Name: "t", Do: func(ctx context.Context, well func()) error {
			if tries++; tries == 10 {
				well()
			}
			if tries == 11 {
				cancel()
			}
			return errBroken
		}}
		_ = watch.Run(ctx, []watch.Task{task}, watch.Options{
			Well: func(string) {}, Failed: func(_ string, _ error, p time.Duration) { pauses = append(pauses, p) }, Asked: never, Fatal: func(error) bool { return false },
		})
		if len(pauses) < 10 || pauses[8] < time.Minute || pauses[9] > 2*time.Second {
			t.Errorf("pauses %v: want long ones, and after the success a short one", pauses)
		}
	})
}

// TestRunAsked: who asks for more time gets it, and who asks for less than the
// pauses does not.
func TestRunAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var pauses []time.Duration
		task := watch.Task{Name: "t", Do: func(context.Context, func()) error { return errBroken }}
		_ = watch.Run(ctx, []watch.Task{task}, watch.Options{
			Well: func(string) {}, Asked: func(error) time.Duration { return 20 * time.Second }, Fatal: func(error) bool { return false },
			Failed: func(_ string, _ error, p time.Duration) {
				if pauses = append(pauses, p); len(pauses) == 9 {
					cancel()
				}
			},
		})
		for i, p := range pauses {
			if p < 20*time.Second || i < 4 && p != 20*time.Second || i == 8 && p < 2*time.Minute {
				t.Errorf("pauses %v: want 20 seconds, then longer ones", pauses)
			}
		}
	})
}

// TestRunFatal: what cannot mend itself ends its task, and the others go on.
func TestRunFatal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var other atomic.Int64
		tasks := []watch.Task{
			{Name: "bad", Do: func(context.Context, func()) error { return errBroken }},
			{Name: "good", Do: func(ctx context.Context, well func()) error {
				if other.Add(1) == 5 {
					cancel()
				}
				return errors.New("later")
			}},
		}
		bad := 0
		err := watch.Run(ctx, tasks, watch.Options{Well: func(string) {}, Failed: func(task string, _ error, p time.Duration) {
			if task == "bad" {
				bad++
			}
		}, Asked: never, Fatal: func(err error) bool { return errors.Is(err, errBroken) }})
		if bad != 1 || other.Load() != 5 || err != nil {
			t.Errorf("the bad one failed %d times, the other was tried %d times, error %v; want 1, 5, none", bad, other.Load(), err)
		}
		err = watch.Run(t.Context(), tasks[:1], watch.Options{Well: func(string) {}, Failed: func(string, error, time.Duration) {}, Asked: never, Fatal: func(error) bool { return true }})
		if !errors.Is(err, errBroken) {
			t.Errorf("error %v when all tasks have failed for good", err)
		}
	})
}

// TestRunFatalLater: what has worked is begun again, also after an error that
// would have ended it at the start, as when a file is away for a moment; a task
// that is a Run of others ends when all of those have.
func TestRunFatalLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := watch.Options{Well: func(string) {}, Failed: func(string, error, time.Duration) {}, Asked: never, Fatal: func(error) bool { return true }}
		tries := 0
		err := watch.Run(ctx, []watch.Task{{Name: "t", Do: func(_ context.Context, well func()) error {
			if tries++; tries == 5 {
				cancel()
			}
			well()
			return errBroken
		}}}, o)
		if tries != 5 || err != nil {
			t.Errorf("tried %d times, then %v; want it begun again", tries, err)
		}
		outer := 0
		err = watch.Run(t.Context(), []watch.Task{{Name: "outer", Do: func(ctx context.Context, well func()) error {
			outer++
			well()
			return watch.Run(ctx, []watch.Task{{Name: "inner", Do: func(context.Context, func()) error { return errBroken }}}, o)
		}}}, o)
		if outer != 1 || !errors.Is(err, errBroken) {
			t.Errorf("a Run whose tasks have all failed for good was begun %d times, error %v; want once, %v", outer, err, errBroken)
		}
	})
}

// TestRunKin: when a task recovers, those of the same server do not wait out
// their pauses, but who was asked to wait does, and so do strangers.
func TestRunKin(t *testing.T) {
	errAsked := errors.New("come back later")
	for _, c := range []struct {
		name  string
		kin   bool
		err   error
		early bool
	}{{"kin", true, errBroken, true}, {"strangers", false, errBroken, false}, {"asked to wait", true, errAsked, false}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
				defer cancel()
				begun := time.Now()
				var recovered, next atomic.Int64 // nanoseconds after that
				tasks := []watch.Task{
					{Name: "recovers", Do: func(ctx context.Context, well func()) error {
						if time.Since(begun) < 40*time.Minute {
							return errBroken
						}
						recovered.Store(int64(time.Since(begun)))
						well()
						<-ctx.Done()
						return ctx.Err()
					}},
					{Name: "waits", Do: func(context.Context, func()) error {
						if time.Sleep(time.Nanosecond); recovered.Load() > 0 && next.Load() == 0 {
							next.Store(int64(time.Since(begun)))
						}
						return c.err
					}},
				}
				err := watch.Run(ctx, tasks, watch.Options{
					Well: func(string) {}, Failed: func(string, error, time.Duration) {}, Fatal: func(error) bool { return false }, Kin: c.kin,
					Asked: func(err error) time.Duration {
						if errors.Is(err, errAsked) {
							return 10 * time.Minute
						}
						return 0
					},
				})
				after := time.Duration(next.Load() - recovered.Load())
				if err != nil || recovered.Load() == 0 || after <= 0 {
					t.Fatalf("recovered %v, tried next %v, %v", recovered.Load(), next.Load(), err)
				}
				if early := after == time.Nanosecond; early != c.early {
					t.Errorf("tried again %v after the other one has recovered; at once: want %v", after, c.early)
				}
			})
		})
	}
}

// TestNotifier speaks to a socket as systemd's.
func TestNotifier(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Skip("no unixgram sockets here:", err)
	}
	defer conn.Close()
	env := map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"}
	n := watch.NewNotifier(func(name string) string { return env[name] })
	n.Tell("READY=1", "STATUS=well")
	buf := make([]byte, 100)
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	size, err := conn.Read(buf)
	if err != nil || string(buf[:size]) != "READY=1\nSTATUS=well" {
		t.Errorf("systemd hears %q, %v", buf[:size], err)
	}
	if n.Every() != 1500*time.Millisecond {
		t.Errorf("a sign of life every %v, want half of what is allowed", n.Every())
	}
	watch.Notifier{}.Tell("READY=1") // tells nobody
}

// TestHealth: the file says how each folder is.
func TestHealth(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := watch.NewHealth("1.0", 7, []string{"a", "b"})
	for _, step := range []struct {
		do   func()
		want watch.State
	}{
		{func() {}, watch.Starting}, {func() { h.Well("a", now) }, watch.Starting}, {func() { h.Well("b", now) }, watch.Well},
		{func() { h = watch.NewHealth("1.0", 7, []string{"a", "b"}); h.Well("a", now) }, watch.Starting},
	} {
		step.do()
		if s := h.Status(now); s.State != step.want || s.Healthy != (s.State == watch.Well) {
			t.Errorf("state %q, healthy %v; want %q", s.State, s.Healthy, step.want)
		}
	}
	h.Failed("b", "no route", now.Add(time.Minute))
	h.Failed("b", "no route", now.Add(2*time.Minute))
	got, err := json.Marshal(h.Status(now.Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":1,"time":"2026-03-01T13:00:00Z","version":"1.0","pid":7,"state":"failing","healthy":false,"folders":{` +
		`"a":{"last_success":"2026-03-01T12:00:00Z","last_error":"","failures":0},` +
		`"b":{"last_error":"no route","error_at":"2026-03-01T12:02:00Z","failures":2}}}`
	if string(got) != want {
		t.Errorf("health\n%s\nwant\n%s", got, want)
	}
	h.Well("b", now)
	if !h.Status(now).Healthy {
		t.Error("not healthy after a success")
	}
	h.Acts("b", "over quota")
	h.Well("b", now)
	if s := h.Status(now); !s.Healthy || s.Folders["b"].Acts != "over quota" {
		t.Errorf("healthy %v, acts refused: %q; want a healthy folder that says why", s.Healthy, s.Folders["b"].Acts)
	}
	if h.Acts("b", ""); h.Status(now).Folders["b"].Acts != "" {
		t.Error("acts are done again, and it does not show")
	}
	if h.Stop(); h.Status(now).State != watch.Stopped || h.Status(now).Healthy {
		t.Error("it has stopped, and it does not show")
	}
}
