package mailbox

import (
	"io"
	"time"
)

// progressPause is the least time between two calls of Options.OnProgress.
const progressPause = 50 * time.Millisecond

// progress counts what was read from the disk.
type progress struct {
	read, total int64
	next        time.Time // no report before
}

// report tells how far the run is, if it is time to. The zero time always is.
func (p *progress) report(tell func(read, total int64), now time.Time) {
	if tell == nil || !now.IsZero() && now.Before(p.next) {
		return
	}
	p.next = now.Add(progressPause)
	tell(p.read, p.total)
}

// metered returns r as seen by the run: it counts for the progress, and ends
// with the context, so that skipping gigabytes can be interrupted.
func (r *run) metered(in io.Reader) io.Reader { return &meter{in, r} }

type meter struct {
	in  io.Reader
	run *run
}

func (m *meter) Read(b []byte) (int, error) {
	if err := m.run.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.in.Read(b)
	m.run.progress.read += int64(n)
	if m.run.opts.OnProgress != nil {
		m.run.progress.report(m.run.opts.OnProgress, time.Now())
	}
	return n, err
}
