package imap

import (
	"errors"
	"fmt"
)

// Switch turns the source to another folder of the same user and server, which
// the next call of any other method opens over the same connection. It says
// nothing to the server itself, and a folder that is not there is found out by
// that call. An error leaves the source as it is: the URL is malformed, or of
// somebody else.
func (s *Source) Switch(url string) error {
	p, err := parsePlace(url)
	if err != nil {
		return err
	}
	if p.server() != s.place.server() {
		return fmt.Errorf("imap: %s: asked for a folder of %s", s.place.server(), p.server())
	}
	s.place, s.sight, s.alarms = p, sight{}, 0
	return nil
}

// OfAccount reports whether an error of Dial or of a Source keeps from the other
// folders of the account, too: nobody can connect or sign in, or the server wants
// to be left alone. To ask for the next folder would be one more refused sign-in,
// and servers lock out who has too many.
func OfAccount(err error) bool { return errors.As(err, new(*shut)) || isThrottled(err) }

// A shut is an error of connecting or signing in.
type shut struct{ error }

// Unwrap returns what is wrong.
func (s *shut) Unwrap() error { return s.error }

// dropAfter ends the session if it is of no more use after err. It is where the
// server has refused something, and nothing is under way: a folder that cannot be
// opened does not cost a sign-in.
func (s *Source) dropAfter(err error) {
	var t *trouble
	if err != nil && (!errors.As(err, &t) || t.dead) {
		s.drop()
	}
}
