package imap

import (
	"bytes"
	"io"
	"regexp"
	"sync"
)

// A tail remembers the end of the conversation, for the words that the library
// drops: a server that hangs up says why in a BYE line, and what people must be
// shown it marks with [ALERT]. It is the library's DebugWriter, so it sees what
// TLS hides from the wire.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

// tailBytes is room for an alert before a list of capabilities; RFC 2683 section
// 3.2.1.5 advises lines of 1,000 bytes at most.
const tailBytes = 2 << 10

// Write keeps the last bytes.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(b)
	b = b[max(0, n-tailBytes):]
	if over := len(t.kept) + len(b) - tailBytes; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	t.kept = append(t.kept, b...)
	return n, nil
}

// bye returns the text of the BYE line with which the conversation ended, or "".
// Only lines with a tag may follow it: our own last command, which is noted
// after it is sent, and the answer to it.
func (t *tail) bye() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := bytes.Split(t.kept, []byte("\r\n"))
	lines = lines[:len(lines)-1] // what has no line end is empty or cut off
	for len(lines) > 0 && bytes.HasPrefix(lines[len(lines)-1], []byte("T")) {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return ""
	}
	text, is := bytes.CutPrefix(lines[len(lines)-1], []byte("* BYE "))
	if !is {
		return ""
	}
	return string(text)
}

// forget drops what is remembered.
func (t *tail) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = t.kept[:0]
}

// alerting finds what people must be shown (RFC 9051 section 7.1). What stands
// in a refusal of a command, or in a BYE, comes out as an error.
var alerting = regexp.MustCompile(`(?mi)^(?:\* (?:OK|NO|BAD|PREAUTH)|T[0-9]+ OK) \[ALERT\] ?(.*)\r$`)

// alerts returns the alerts.
func (t *tail) alerts() (texts []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range alerting.FindAllSubmatch(t.kept, -1) {
		texts = append(texts, string(m[1]))
	}
	return texts
}

// passOn tells the alerts of the server, a new one or those that were told.
func (s *session) passOn() {
	if s.alert == nil {
		return
	}
	for _, text := range s.tail.alerts() {
		s.alert(clean(text))
	}
}

var _ io.Writer = (*tail)(nil)
