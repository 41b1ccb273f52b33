package imap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// A trouble is an error in one line for people: where, what, and what to do.
type trouble struct {
	text  string
	kind  error  // scanner.ErrAuth, scanner.ErrTemporary, or what callers may look into; or nil
	dead  bool   // the connection is of no more use; another may be
	stuck bool   // and the library still works at the command
	why   string // what happened, without place and remedy; "" if text alone says it

	throttled bool          // the server refuses only for now, and wants to be left alone
	wait      time.Duration // for how long; 0 if it does not say

	unreadable  bool // the library met an answer that it does not know, and closed the connection
	unavailable bool // it has refused with [UNAVAILABLE], RFC 5530 section 3
}

func (t *trouble) Error() string { return t.text }
func (t *trouble) Unwrap() error { return t.kind }

// isDeath reports whether the connection ended, so that another is worth a try.
func isDeath(err error) bool {
	var t *trouble
	return errors.As(err, &t) && t.dead
}

// isThrottled reports whether the server only wants to be left alone for a while.
func isThrottled(err error) bool {
	var t *trouble
	return errors.As(err, &t) && t.throttled
}

// isStuck reports whether the command's goroutine still runs.
func isStuck(err error) bool {
	var t *trouble
	return errors.As(err, &t) && t.stuck
}

// failed explains why a command brought an error. A refusal of the server (NO
// or BAD) is returned as it is: what it means depends on the command.
func (s *session) failed(ctx context.Context, doing string, err error) error {
	var refusal *imap.Error
	var known *trouble
	if ctx.Err() != nil {
		return fmt.Errorf("imap: %s: %s: %w", s.place.server(), doing, ctx.Err())
	}
	if errors.As(err, &known) {
		return known
	}
	why := ""
	switch is := errors.As(err, &refusal) && refusal.Type != imap.StatusResponseTypeBye; {
	case is && doing != signingInByToken && tokenEnded(refusal):
		why = fmt.Sprintf("the server refuses: %q", clean(words(refusal)))
	case is:
		return refusal
	default:
		why = s.why(err)
	}
	wait, throttled := patienceAsked(s.tail.bye())
	return &trouble{
		unreadable: strings.HasPrefix(why, unreadable),

		text:  fmt.Sprintf("imap: %s: %s: %s", s.place.server(), doing, why),
		kind:  scanner.ErrTemporary,
		dead:  true,
		stuck: errors.Is(err, errStuck),
		why:   why,

		throttled: throttled,
		wait:      wait,
	}
}

// why says in words what ended the connection.
func (s *session) why(err error) string {
	bye, cause := s.tail.bye(), s.wire.died()
	switch {
	case bye != "":
		return fmt.Sprintf("the server ended the conversation: %q", clean(bye))
	case errors.Is(cause, errSilent):
		return fmt.Sprintf("%v (%v); try again later or allow more time", errSilent, s.wire.timeout)
	case errors.Is(cause, errFlood):
		return errFlood.Error()
	case cause != nil && !errors.Is(cause, io.EOF):
		return "the connection broke: " + clean(cause.Error())
	case cause != nil, strings.HasSuffix(err.Error(), "EOF"): // TLS has an end of its own
		return "the server hung up without a word; try again later"
	case strings.Contains(err.Error(), "tls:"):
		return "no TLS connection comes about: " + clean(err.Error())
	}
	return unreadable + ": " + clean(err.Error())
}

// unreadable begins why the library has closed the connection over an answer that
// it does not know.
const unreadable = "the server's answer cannot be read as IMAP"

// refused makes an error of a NO or BAD that stops the whole source.
func (s *session) refused(doing string, refusal *imap.Error, kind error, remedy string) error {
	wait, throttled := patienceAsked(words(refusal))
	if throttled {
		kind, remedy = scanner.ErrTemporary, "try again later"
	}
	why := fmt.Sprintf("the server refuses: %q", clean(words(refusal)))
	return &trouble{
		text: fmt.Sprintf("imap: %s: %s: %s; %s", s.place.server(), doing, why, remedy),
		kind: kind,
		// A new connection after the pause: the server may have ended this one.
		dead: throttled,
		why:  why,

		throttled: throttled,
		wait:      wait,

		unavailable: codeOf(refusal) == imap.ResponseCodeUnavailable,
	}
}

// temporary reports whether the server refuses only for now.
func temporary(refusal *imap.Error) bool {
	_, asked := patienceAsked(words(refusal))
	return asked
}

// codeOf is the response code, in capitals, as the constants have it.
func codeOf(refusal *imap.Error) imap.ResponseCode {
	return imap.ResponseCode(strings.ToUpper(string(refusal.Code)))
}

// words are what the server said, with its code.
func words(refusal *imap.Error) string {
	if refusal.Code == "" {
		return refusal.Text
	}
	return fmt.Sprintf("[%s] %s", refusal.Code, refusal.Text)
}

const maxWords = 200 // bytes of a server's text in an error; a terminal has a few lines

// clean makes one short printable line of a text that came from outside.
func clean(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if len(text) > maxWords {
		text = strings.ToValidUTF8(text[:maxWords], "") + "…"
	}
	return strings.TrimSpace(text)
}
