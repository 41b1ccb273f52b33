package watch

import (
	"sync"
	"time"
)

// FolderHealth says how one folder is.
type FolderHealth struct {
	LastSuccess time.Time `json:"last_success,omitzero"` // when it was last read to its end
	LastError   string    `json:"last_error"`            // "" if all is well
	ErrorAt     time.Time `json:"error_at,omitzero"`
	Failures    int       `json:"failures"` // since the last success

	// Acts is why the mailbox refuses what is to be done in it; "" if it does not.
	// The folder is read all the same.
	Acts string `json:"acts_refused,omitempty"`
}

// A State says how all folders together are.
type State string

// The states. Only Well is healthy.
const (
	Starting State = "starting" // none has failed, and some were not read to their end yet
	Well     State = "well"     // each was read to its end when it was last tried
	Failing  State = "failing"  // some cannot be read
	Stopped  State = "stopped"  // nobody watches any more: the program was asked to end, or has ended by itself
)

// Status is what the health file holds, as JSON.
type Status struct {
	Schema  int                     `json:"schema"` // 1
	Time    time.Time               `json:"time"`   // when it was written
	Version string                  `json:"version"`
	PID     int                     `json:"pid"`
	State   State                   `json:"state"`
	Healthy bool                    `json:"healthy"` // the state is Well
	Folders map[string]FolderHealth `json:"folders"`
}

// Health knows how each folder is. What is told of others is not kept: not each
// task is a folder. Its methods may be called concurrently.
type Health struct {
	Version string
	PID     int

	mu      sync.Mutex
	stopped bool
	folders map[string]FolderHealth
}

// NewHealth begins with folders of which nothing is known.
func NewHealth(version string, pid int, folders []string) *Health {
	h := &Health{Version: version, PID: pid, folders: map[string]FolderHealth{}}
	for _, f := range folders {
		h.folders[f] = FolderHealth{}
	}
	return h
}

// Well notes a success.
func (h *Health) Well(folder string, now time.Time) {
	h.change(folder, func(f *FolderHealth) { *f = FolderHealth{LastSuccess: now.UTC(), Acts: f.Acts} })
}

// Acts notes why the mailbox refuses acts; "" says that it does not.
func (h *Health) Acts(folder, why string) {
	h.change(folder, func(f *FolderHealth) { f.Acts = why })
}

// Failed notes a failure in words.
func (h *Health) Failed(folder, why string, now time.Time) {
	h.change(folder, func(f *FolderHealth) { f.LastError, f.ErrorAt, f.Failures = why, now.UTC(), f.Failures+1 })
}

// change changes what is known of a folder.
func (h *Health) change(folder string, to func(*FolderHealth)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f, known := h.folders[folder]; known {
		to(&f)
		h.folders[folder] = f
	}
}

// Stop notes that nobody watches any more.
func (h *Health) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
}

// Status returns what the health file is to hold.
func (h *Health) Status(now time.Time) Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := Status{Schema: 1, Time: now.UTC(), Version: h.Version, PID: h.PID, State: h.state(), Folders: map[string]FolderHealth{}}
	s.Healthy = s.State == Well
	for name, f := range h.folders {
		s.Folders[name] = f
	}
	return s
}

func (h *Health) state() State {
	state := Well
	for _, f := range h.folders {
		switch {
		case h.stopped:
			return Stopped
		case f.LastError != "":
			return Failing
		case f.LastSuccess.IsZero():
			state = Starting // unless another one fails
		}
	}
	return state
}
