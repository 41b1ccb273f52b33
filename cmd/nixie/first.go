package main

import (
	"context"

	"github.com/nixie-mail/nixie/scanner"
)

// An opened source waits to be read.
type opened struct {
	in   input
	src  scanner.Source
	done func()
}

// begin opens the first source that can be opened, and only then makes the
// ledger: where every source is misspelt or refuses the password, a run leaves
// nothing behind. It returns the inputs that remain to be read.
func (s *scan) begin(ctx context.Context, inputs []input, memory scanner.Memory) ([]input, error) {
	for s.create != nil && len(inputs) > 0 {
		in := inputs[0]
		if !isEmptyFile(in.path) {
			src, done, err := s.open(ctx, in, memory)
			if err != nil {
				if err := s.trouble(ctx, in, err); err != nil {
					return nil, err
				}
				inputs = inputs[1:]
				continue
			}
			s.first = &opened{in, src, done}
		}
		create := s.create
		s.create = nil
		return inputs, create()
	}
	return inputs, nil
}

// open opens an input, if begin has not done so: a folder on a server over the
// connection of the folder before it.
func (s *scan) open(ctx context.Context, in input, memory scanner.Memory) (scanner.Source, func(), error) {
	if f := s.first; f != nil && f.in == in {
		s.first = nil
		return f.src, f.done, nil
	}
	if in.url == "" {
		return s.app.open(ctx, in, memory, s.limit)
	}
	src, err := s.conn.open(ctx, in, memory, s.limit)
	return src, func() {}, err
}

// close releases the ledger and what was opened for nothing.
func (s *scan) close() {
	if s.first != nil {
		s.first.done()
	}
	s.conn.close()
	if s.book != nil {
		s.book.close()
	}
}

// A recollection is what the ledger of a scan remembers, once there is one.
type recollection struct{ *scan }

// Position implements scanner.Memory.
func (r recollection) Position(ctx context.Context, source string) (string, error) {
	if r.book == nil {
		return "", nil
	}
	return r.book.Position(ctx, source)
}

// Known implements scanner.Memory.
func (r recollection) Known(ctx context.Context, source, name string) (bool, error) {
	if r.book == nil {
		return false, nil
	}
	return r.book.Known(ctx, source, name)
}
