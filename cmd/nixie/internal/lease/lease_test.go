package lease

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const mailbox = "imaps://bounces@mail.example.org"

// open opens the ledger in a file.
func open(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	book, err := ledger.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func refuse(t *testing.T) func(string) {
	return func(dead string) { t.Errorf("taken over from %s, which is alive", dead) }
}

// TestTake: one at a time, and the next when the first has finished.
func TestTake(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.db")
	held, release, err := Take(t.Context(), open(t, path), mailbox, refuse(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Take(t.Context(), open(t, path), mailbox, refuse(t)); !errors.Is(err, ledger.ErrHeld) {
		t.Errorf("second: error %v, want ErrHeld", err)
	}
	if _, other, err := Take(t.Context(), open(t, path), mailbox+"/other", refuse(t)); err != nil {
		t.Errorf("another mailbox: %v", err)
	} else {
		other(t.Context())
	}
	if held.Err() != nil {
		t.Errorf("the lease is lost: %v", context.Cause(held))
	}
	release(t.Context())
	release(t.Context()) // does nothing
	if held.Err() == nil {
		t.Error("the context lives on after release")
	}
	_, again, err := Take(t.Context(), open(t, path), mailbox, refuse(t))
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	again(t.Context())
}

// TestTakeFromTheDead: what a process left that was killed is taken over at
// once.
func TestTakeFromTheDead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.db")
	if path := os.Getenv("NIXIE_TEST_HOLD"); path != "" {
		if _, _, err := Take(context.Background(), open(t, path), mailbox, func(string) {}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("held")
		time.Sleep(time.Minute)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestTakeFromTheDead$")
	child.Env = append(os.Environ(), "NIXIE_TEST_HOLD="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Process.Kill()
	if line, _, err := bufio.NewReader(out).ReadLine(); string(line) != "held" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	if _, _, err := Take(t.Context(), open(t, path), mailbox, refuse(t)); !errors.Is(err, ledger.ErrHeld) {
		t.Fatalf("while it lives: error %v, want ErrHeld", err)
	}
	child.Process.Kill()
	child.Wait()
	dead := ""
	_, release, err := Take(t.Context(), open(t, path), mailbox, func(who string) { dead = who })
	if err != nil {
		t.Fatalf("after its death: %v", err)
	}
	defer release(t.Context())
	if p, ok := parse(dead); !ok || p.pid != child.Process.Pid {
		t.Errorf("taken over from %q, want process %d", dead, child.Process.Pid)
	}
}

// TestDead: only what is known to be dead is.
func TestDead(t *testing.T) {
	me := self()
	gone := me
	gone.pid = 1<<22 + 7 // above the largest number that Linux gives
	other := gone
	other.host = "elsewhere/12345678/4026531836"
	reborn := me
	reborn.began = "1"
	for _, c := range []struct {
		name, holder string
		want         bool
	}{
		{"this process", me.String(), false},
		{"one that is gone", gone.String(), true},
		{"one of another host", other.String(), false},
		{"not ours to read", "somebody", false},
		{"nothing", "", false},
		{"a new process with the old number", reborn.String(), me.began != ""},
	} {
		if got := dead(c.holder); got != c.want {
			t.Errorf("%s: dead(%q) = %v, want %v", c.name, c.holder, got, c.want)
		}
	}
}

// TestHoldingByTheClock: who was stopped for longer than the lease lasts has lost
// it before he does anything, and so have the contexts that he makes then.
func TestHoldingByTheClock(t *testing.T) {
	for _, c := range []struct {
		name string
		now  func(began time.Time) time.Time
		want bool
	}{
		{"a moment later", func(began time.Time) time.Time { return began.Add(time.Second) }, true},
		{"stopped", func(began time.Time) time.Time { return began.Add(TTL) }, false},
		{"the machine slept", func(began time.Time) time.Time { return began.Round(0).Add(TTL) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			h := newHolding(t.Context(), began)
			defer h.lose(nil)
			h.now = func() time.Time { return c.now(began) }
			below, cancel := context.WithCancel(h)
			defer cancel()
			if got := below.Err() == nil && h.Err() == nil; got != c.want {
				t.Errorf("held: %v, want %v; %v", got, c.want, context.Cause(h))
			}
			if lost := errors.Is(context.Cause(below), ledger.ErrLost); lost == c.want {
				t.Errorf("the cause below is %v", context.Cause(below))
			}
			if c.want {
				h.renewed(began.Add(-TTL))
				if h.Err() == nil {
					t.Error("held after its time")
				}
			}
		})
	}
}

func TestWho(t *testing.T) {
	for holder, want := range map[string]string{
		"process 32125 on vm/1cda4e5f/4026531836, begun 2582046": "process 32125 on vm",
		"process 7 on mx.example.org, begun ":                    "process 7 on mx.example.org",
		"somebody else":                                          "somebody else",
	} {
		if got := Who(holder); got != want {
			t.Errorf("Who(%q) = %q, want %q", holder, got, want)
		}
	}
}
