//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

var seed = flag.Uint64("seed", 0, "of the moments of TestFaultKilled; 0: another each time")

const (
	killTrials = 25 // mailboxes, each of them
	killsEach  = 2  // scanned by as many programs that are killed, then by one that is not
)

// TestFaultKilled: nixie is killed (kill -9) at 50 random moments of scans with
// acts, before and after its first word and its last, and each time the next one
// goes on. In the end every message was counted once, and every act was done, once.
func TestFaultKilled(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true})
	whole := newFaultTrial(t, d, "whole")
	if out, err := whole.process().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole.finished(t)
	length := whole.bytes()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("to repeat: -seed %d; a whole scan carries %d bytes", *seed, length)

	var trials []*faultTrial // filled before anything moves: the helper is for one test at a time
	for i := range killTrials {
		trials = append(trials, newFaultTrial(t, d, fmt.Sprint("t", i)))
	}
	next := make(chan int)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for i := range next {
				t.Run(fmt.Sprint(i), func(t *testing.T) { trials[i].killed(t, rand.New(rand.NewPCG(*seed, uint64(i))), length) })
			}
		})
	}
	for i := range trials {
		next <- i
	}
	close(next)
	all.Wait()
}

// killed kills one scan after the other, each when the line has carried a
// random number of bytes, or a little later, and then lets one come to its end.
func (tr *faultTrial) killed(t *testing.T, dice *rand.Rand, length int64) {
	for kills, most := 0, length; kills < killsEach; {
		moment, later := dice.Int64N(most), time.Duration(dice.IntN(8000))*time.Microsecond
		if dice.IntN(2) == 0 {
			later = 0 // before these bytes arrive
		}
		if tr.killAt(t, moment, later) {
			kills++
			t.Logf("killed %v after %d bytes", later, moment)
		}
		most = max(most/2, 500) // less is left to be done; a scan of nothing new carries more
		tr.stored(t)
	}
	if code, said := tr.scan(t.Context()); code != exitDone {
		t.Errorf("the scan that nobody killed: exit code %d\n%s", code, said)
	}
	tr.finished(t)
}

// killAt scans, and reports whether the program was killed before its end.
func (tr *faultTrial) killAt(t *testing.T, moment int64, later time.Duration) bool {
	t.Helper()
	cmd := tr.process()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	started := make(chan struct{}) // the program may speak before Start has come back
	tr.at(moment, func() {
		<-started
		if later == 0 {
			cmd.Process.Kill()
			return
		}
		time.AfterFunc(later, func() { cmd.Process.Kill() })
	})
	must(cmd.Start())
	close(started)
	err := cmd.Wait()
	tr.at(0, nil)
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return true
	}
	if err != nil {
		t.Errorf("the scan that was not killed in time: %v\n%s", err, out.String())
	}
	return false
}
