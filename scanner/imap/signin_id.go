package imap

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/emersion/go-imap/v2"
)

// introduce tells the server which program this is (RFC 2971), if it offers to
// listen, and returns the session to go on with. NetEase (163.com, 126.com,
// yeah.net) opens no folder, "Unsafe Login", for a program that has not said so.
// Nothing but name and version is told, and what the server says of itself is
// nobody's matter here.
//
// The library closes the connection over an answer with a NIL in it, which the
// RFC allows. Then another is made, and this Source tells nothing any more.
func (s *Source) introduce(ctx context.Context, sess *session) (*session, error) {
	deaf := s.place.server() + ": the connection ends when the server is told which program this is (ID, RFC 2971); going on without"
	if s.said[deaf] {
		return sess, nil
	}
	err := sess.tellName(ctx)
	if err == nil {
		return sess, nil
	}
	sess.close()
	if !isDeath(err) || isThrottled(err) {
		return nil, err
	}
	s.warnOnce(deaf)
	if sess, err = dial(ctx, s.place, &s.opts); err != nil {
		return nil, err
	}
	return s.signIn(ctx, sess)
}

const tellingName = "telling which program this is"

// tellName sends the ID command. That the server refuses it is no error.
func (s *session) tellName(ctx context.Context) error {
	err := s.do(ctx, tellingName, 0, func() error {
		if !s.client.Caps().Has(imap.CapID) {
			return nil
		}
		_, err := s.client.ID(&imap.IDData{Name: "nixie", Version: version()}).Wait()
		return err
	})
	if ctx.Err() != nil || isDeath(err) {
		return err
	}
	return nil
}

// module is where nixie comes from, as the Go tool notes it in a program.
const module = "github.com/nixie-mail/nixie"

// version is that of this module in the program, "development" if nobody knows.
var version = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == module && m.Version != "" && m.Version != "(devel)" {
			return m.Version
		}
	}
	return "development"
})
