package watch

import (
	"context"
	"sync"
	"time"
)

// A kin are the tasks of one Run as far as they learn from each other.
type kin struct {
	mu     sync.Mutex
	times  int // how often one has recovered
	naps   int // how often one has slept
	asleep map[int]context.CancelFunc
}

// recoveries is how often one of the tasks has recovered.
func (k *kin) recoveries() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.times
}

// recovered wakes those that sleep.
func (k *kin) recovered() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.times++
	for _, wake := range k.asleep {
		wake()
	}
}

// sleep sleeps until the pause is over or another task recovers. If one has
// recovered already since there were so many recoveries, the pause is a short one:
// the try that has failed may have begun before. The error is that of ctx.
func (k *kin) sleep(ctx context.Context, recoveries int, pause time.Duration, sleep func(context.Context, time.Duration) error) error {
	napping, wake := context.WithCancel(ctx)
	defer wake()
	if me, ok := k.lieDown(recoveries, wake); ok {
		defer k.getUp(me)
	} else {
		pause = min(pause, jitter(firstPause))
	}
	_ = sleep(napping, pause)
	return ctx.Err()
}

// lieDown lets recovered call wake, unless one has recovered since.
func (k *kin) lieDown(recoveries int, wake context.CancelFunc) (me int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.times > recoveries {
		return 0, false
	}
	if k.asleep == nil {
		k.asleep = map[int]context.CancelFunc{}
	}
	k.naps++
	k.asleep[k.naps] = wake
	return k.naps, true
}

func (k *kin) getUp(me int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.asleep, me)
}
