package scanner

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Errors that callers branch on. Sources wrap them.
var (
	ErrAuth      = errors.New("sign-in or permission refused")     // exit code 4
	ErrTemporary = errors.New("server not reachable or timed out") // exit code 5
)

// A Source yields the messages of a mailbox, the oldest first.
//
// What is wrong with one message travels in Message.Err and the sequence goes
// on; an error in the second place concerns the source as a whole and is the
// last element. When the caller stops early, the source releases all it holds.
type Source interface {
	Messages(ctx context.Context) iter.Seq2[*Message, error]
}

// A Message is one message as it lies in a mailbox. One with neither Position
// nor Name has trouble that another run may not have (no permission, a damaged
// archive), or lies on a pipe: nothing is to be remembered of it.
type Message struct {
	// Source names the mailbox and is the key of its position:
	// "mbox:/var/mail/bounces", "maildir:/home/b/Maildir", "imaps://b@example.org/INBOX".
	// It never holds a password.
	Source string
	// Location names the message for people: "a.eml", "inbox.mbox#12" (the
	// twelfth), "imaps://b@example.org/INBOX#42" (UID 42).
	Location string
	// Position is how far Source is read once this message is recorded; the
	// source alone understands it. "" where Name is used instead.
	Position string
	// Name is the key of the message in a Source without order, a Maildir or
	// a folder. "" where Position is used instead.
	Name string

	// Generation is the numbering of the mailbox under which Position names
	// this message; in another generation it has another Position. "" where
	// the mailbox is never renumbered.
	Generation string

	Received time.Time // when it arrived, as far as the mailbox knows, else zero
	Raw      []byte    // the message as stored; nil if Err is set
	Err      error     // why this one message cannot be read, else nil
}

// Memory is what earlier scans have recorded. A ledger is one. One goroutine at
// a time asks; but Scan asks from the goroutine that reads, while the caller's
// may be recording results.
type Memory interface {
	// Position returns the Position recorded last for the source, or "".
	Position(ctx context.Context, source string) (string, error)
	// Known reports whether a message of that Name is recorded for the source.
	Known(ctx context.Context, source, name string) (bool, error)
}

// Forgetful is the Memory of a first scan: everything is new.
type Forgetful struct{}

// Position returns "".
func (Forgetful) Position(context.Context, string) (string, error) { return "", nil }

// Known returns false.
func (Forgetful) Known(context.Context, string, string) (bool, error) { return false, nil }
