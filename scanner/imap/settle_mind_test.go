package imap_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

// Runs that die anywhere, while people change their minds between them: no message
// is lost, and none stays behind marked as deleted. As long as they only want it in
// another folder, it is there once.
func TestSettleChangesOfMind(t *testing.T) {
	to := func(target string) scanner.Acts {
		return scanner.Acts{"bounce": {Verb: scanner.Move, Target: target}}
	}
	for _, tt := range []struct {
		name  string
		acts  []scanner.Acts // of which each run takes one
		last  scanner.Acts
		twice bool // a copy may stay where a message was to go once
	}{
		{"here or there", []scanner.Acts{to("A"), to("B")}, to("A"), false},
		{"or left alone", []scanner.Acts{to("A"), to("B"), nil}, to("B"), true},
		{"in the end left alone", []scanner.Acts{to("A"), to("B")}, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(8) {
				h := serveWith(t, true)
				h.create(t, "A")
				h.create(t, "B")
				var names []string
				for i := range 4 {
					name := fmt.Sprintf("m%02d", i)
					names = append(names, name)
					h.deliver(t, "INBOX", strings.Replace(report(name, 100), "ann@", name+"@", 1))
				}
				changeMinds(t, h, seed, tt.acts, tt.last)
				places := map[string][]string{}
				for _, folder := range []string{"INBOX", "A", "B"} {
					for name := range strings.SplitSeq(h.shelf(t, folder), ", ") {
						places[name] = append(places[name], folder)
					}
				}
				for _, name := range names {
					if in := places[name]; len(in) == 0 || !tt.twice && (len(in) > 1 || slices.Contains(in, "INBOX")) {
						t.Errorf("seed %d: %s lies in %q", seed, name, in)
					}
				}
				delete(places, "")
				if len(places) != len(names) {
					t.Errorf("seed %d: not just these messages, unmarked, lie there: %v", seed, places)
				}
			}
		})
	}
}

// changeMinds is many runs of which nearly all die, and a last one.
func changeMinds(t *testing.T, h *host, seed uint64, acts []scanner.Acts, last scanner.Acts) {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, 1))
	left := 0 // commands until the run dies; negative: never
	var die context.CancelFunc
	b := &bend{hide: []string{"MOVE"}, command: func(string) string {
		if left--; left == 0 {
			die()
			return hangUp
		}
		return ""
	}}
	url, o := b.front(t, h)
	db := filepath.Join(t.TempDir(), "nixie.db")
	for range 5 {
		left = 10 + dice.IntN(8) // in the midst of acting
		var ctx context.Context
		ctx, die = context.WithCancel(t.Context())
		if err := scanAndSettle(ctx, db, url, o, acts[dice.IntN(len(acts))]); err != nil && ctx.Err() == nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		die()
	}
	left = -1
	for range 2 { // the second finds nothing to do
		if err := scanAndSettle(t.Context(), db, url, o, last); err != nil {
			t.Errorf("seed %d: the last run: %v", seed, err)
		}
	}
	checkLedger(t, db, key(t, url), 4)
}
