package imap

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
)

// introduce tells the server which program this is (RFC 2971), if it offers to
// listen, and returns the session to go on with. NetEase (163.com, 126.com,
// yeah.net) opens no folder, "Unsafe Login", for a program that has not said so.
// Nothing but name and version is told, and what the server says of itself is
// nobody's matter here.
//
// The library closes the connection over an answer with a NIL in it, which the
// RFC allows. Then another is made, and this Source tells nothing for an hour:
// it may have been chance.
func (s *Source) introduce(ctx context.Context, sess *session) (*session, error) {
	if s.opts.wall().Before(s.noName) {
		sess.nameless = "the connection has ended when it was told"
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
	s.noName = s.opts.wall().Add(nameAgain)
	s.warnOnce(s.place.server() + ": the connection ends when the server is told which program this is (ID, RFC 2971); going on without")
	if sess, err = dial(ctx, s.place, &s.opts); err != nil {
		return nil, err
	}
	return s.signIn(ctx, sess)
}

const tellingName = "telling which program this is"

// nameAgain is how long a server is not told any more that has ended the
// connection over it.
const nameAgain = time.Hour

// tellName sends the ID command. That the server refuses it is no error.
func (s *session) tellName(ctx context.Context) error {
	var offered bool
	err := s.do(ctx, tellingName, 0, func() error {
		if offered = s.client.Caps().Has(imap.CapID); !offered {
			return nil
		}
		_, err := s.client.ID(&imap.IDData{Name: "nixie", Version: version()}).Wait()
		return err
	})
	var refusal *imap.Error
	switch {
	case ctx.Err() != nil || isDeath(err):
		return err
	case errors.As(err, &refusal):
		s.nameless = fmt.Sprintf("it has refused to be told, %q", clean(words(refusal)))
	case !offered:
		s.nameless = "it does not offer to be told"
	}
	return nil
}

// isUnsafeLogin reports whether a server opens no folder because it does not know
// the program, or does not trust it.
func isUnsafeLogin(refusal *imap.Error) bool {
	return strings.Contains(strings.ToLower(refusal.Text), "unsafe login")
}

// unsafeRemedy is what to do about it.
func (s *session) unsafeRemedy() string {
	if s.nameless != "" {
		return "it wants to be told which program this is (ID, RFC 2971), and " + s.nameless + "; report this to the server's people"
	}
	return "it knows which program this is and does not trust the sign-in: " +
		"sign in to the webmail as this user, confirm that it was you, and see its settings for IMAP"
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
