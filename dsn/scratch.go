package dsn

import (
	"bytes"
	"io"
	"sync"
)

// scratchSize is enough for nearly every report, in bytes; what finds no room is
// allocated.
const scratchSize = 64 << 10

// A scratch is memory for what is needed only until a message is read: its
// text with line feeds, the bodies of its parts. Nothing in a Report lies in it.
type scratch struct{ all, free []byte }

var scratches = sync.Pool{New: func() any {
	all := make([]byte, scratchSize)
	return &scratch{all, all}
}}

// release makes s ready for the next message.
func (s *scratch) release() {
	s.free = s.all
	scratches.Put(s)
}

// room returns no bytes, and room for n.
func (s *scratch) room(n int) (none []byte) {
	if n > len(s.free) {
		return make([]byte, 0, n)
	}
	none, s.free = s.free[:0:n], s.free[n:]
	return none
}

// read returns all that r has.
func (s *scratch) read(r io.Reader) ([]byte, error) {
	buf := bytes.NewBuffer(s.free[:0])
	_, err := buf.ReadFrom(r)
	b := buf.Bytes()
	if cap(b) != cap(s.free) {
		return bytes.Clone(b), err // it did not suffice
	}
	s.free = s.free[len(b):]
	return b[:len(b):len(b)], err
}
