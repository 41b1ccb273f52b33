package main

import (
	"context"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// All that is done after a signal has the same few seconds, whenever it begins and
// whatever ended its context before; without a signal it has its time.
func TestFinishing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := signalled(context.Background())
		below, end := context.WithCancel(ctx)
		defer end()
		running, done := finishing(below, time.Minute)
		defer done()
		alone, free := finishing(context.Background(), time.Minute)
		defer free()
		end() // as by SIGHUP
		begun := time.Now()
		time.Sleep(10 * time.Second)
		cancel(stopSignal{syscall.SIGTERM, time.Now()})
		time.Sleep(2 * time.Second)
		later, over := finishing(below, time.Minute)
		defer over()
		if running.Err() != nil || later.Err() != nil {
			t.Error("no time is left after a signal")
		}
		for name, c := range map[string]context.Context{"begun before": running, "begun after": later} {
			<-c.Done()
			if took := time.Since(begun); took != 10*time.Second+stopTime {
				t.Errorf("%s: ends after %v, want %v after the signal", name, took, stopTime)
			}
		}
		<-alone.Done()
		if took := time.Since(begun); took != time.Minute {
			t.Errorf("without a signal it ends after %v, want a minute", took)
		}
	})
}
