package scanner

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// A Verb says what is done with a message in its mailbox.
type Verb string

// The verbs. Leave does nothing.
const (
	Leave  Verb = ""
	Move   Verb = "move"   // to the folder Target
	Copy   Verb = "copy"   // into the folder Target
	Flag   Verb = "flag"   // add the flag or keyword Target
	Delete Verb = "delete" // for good
)

// An Act is what is to become of messages of one sort. The zero Act leaves
// them alone.
type Act struct {
	Verb   Verb
	Target string // folder, its levels divided by "/", or flag; "" for Leave and Delete
}

// UnmarshalText reads "leave", "delete", "move:FOLDER", "copy:FOLDER" or
// "flag:NAME" and refuses the rest.
func (a *Act) UnmarshalText(text []byte) error {
	verb, target, _ := strings.Cut(string(text), ":")
	target = strings.TrimSpace(target)
	switch v := Verb(verb); {
	case verb == "leave" && target == "":
		*a = Act{}
	case v == Delete && target == "", (v == Move || v == Copy || v == Flag) && target != "":
		*a = Act{v, target}
	default:
		return fmt.Errorf(`%q is no act; write "leave", "move:FOLDER", "copy:FOLDER", "flag:NAME" or "delete"`, text)
	}
	return nil
}

// String returns what UnmarshalText reads.
func (a Act) String() string {
	switch {
	case a.Verb == Leave:
		return "leave"
	case a.Target == "":
		return string(a.Verb)
	}
	return string(a.Verb) + ":" + a.Target
}

// Sorts of message beside the kinds of report, as keys of Acts.
const (
	SortUnknown = "unknown" // a bounce for which no cause was found; without an act of its own, a bounce
	SortOther   = "other"   // ordinary mail
	SortError   = "error"   // a message that cannot be read
)

// Acts says what becomes of each sort of message: of reports by their kind
// ("bounce"), of the rest by the sorts above. A sort that is not named is left
// alone.
type Acts map[string]Act

// sortOrder is by which outcome a report of several recipients is sorted: the
// one that asks most of people.
var sortOrder = []dsn.Kind{
	dsn.Complaint, dsn.Unsubscribe, dsn.Bounce, dsn.Challenge, dsn.Delay, dsn.AutoReply, dsn.ReadReceipt, dsn.Delivered,
}

// For returns what becomes of the message of res.
func (acts Acts) For(res *Result) Act {
	switch {
	case errors.Is(res.Err, dsn.ErrNotReport):
		return acts[SortOther]
	case res.Err != nil:
		return acts[SortError]
	}
	for _, kind := range sortOrder {
		for _, o := range res.Outcomes {
			if o.Kind == kind {
				return acts.forKind(kind, res.Outcomes)
			}
		}
	}
	return Act{}
}

// forKind returns what becomes of a report that counts as the given kind.
func (acts Acts) forKind(kind dsn.Kind, outcomes []Outcome) Act {
	act, ok := acts[SortUnknown]
	if kind != dsn.Bounce || !ok {
		return acts[string(kind)]
	}
	for _, o := range outcomes {
		if o.Kind == kind && o.Verdict.Cause != rules.Unknown {
			return acts[string(kind)]
		}
	}
	return act
}

// A Debt is an act that is owed to one message. A ledger keeps it, in the
// transaction that stores what the message says, until it is done.
type Debt struct {
	Act
	Source   string // Message.Source
	Position string // Message.Position: which message
	Begun    bool   // a run began it and may have been interrupted
	Gone     bool   // told to Book.Done: nothing was done, the message was no longer there
}

// ErrRefused says that the mailbox refuses an act, although it can be read.
var ErrRefused = errors.New("the mailbox refuses the act")

// A Debtor can do what is owed to the messages of its mailbox.
type Debtor interface {
	// Settle does what is owed and tells book of each step before the next. An
	// act that the mailbox refuses stays owed; the error then joins one
	// ErrRefused for each reason, after all others are done.
	Settle(ctx context.Context, debts []Debt, book Book) error
}

// A Book keeps debts. A ledger is one.
type Book interface {
	// Begin notes that the acts are about to be done, and returns those that
	// nobody else has begun or done meanwhile.
	Begin(ctx context.Context, debts ...Debt) ([]Debt, error)
	// Done notes that nothing more is to be done for the messages, because it is
	// done, or because the messages are Gone.
	Done(ctx context.Context, debts ...Debt) error
	// Refused notes why an act could not be done. It stays owed.
	Refused(ctx context.Context, debt Debt, why string) error
}
