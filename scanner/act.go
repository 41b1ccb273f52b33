package scanner

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
func (acts Acts) For(res *Result) Act { return acts.Of(SortOf(res)) }

// Of returns what becomes of messages of a sort. Without an act of its own,
// SortUnknown is a bounce.
func (acts Acts) Of(sort string) Act {
	if _, named := acts[sort]; !named && sort == SortUnknown {
		sort = string(dsn.Bounce)
	}
	return acts[sort]
}

// SortOf returns by which key of Acts the message of res is dealt with: the kind
// of a report, or one of the sorts above; "" if there is no key for it. A report
// that was read in part is treated like one that cannot be read: only the message
// itself tells the rest.
func SortOf(res *Result) string {
	switch {
	case errors.Is(res.Err, dsn.ErrNotReport):
		return SortOther
	case res.Err != nil, res.Report != nil && res.Report.Cut:
		return SortError
	}
	for _, kind := range sortOrder {
		of := func(o Outcome) bool { return o.Kind == kind }
		known := func(o Outcome) bool { return o.Kind == kind && o.Verdict.Cause != rules.Unknown }
		switch {
		case !slices.ContainsFunc(res.Outcomes, of):
		case kind == dsn.Bounce && !slices.ContainsFunc(res.Outcomes, known):
			return SortUnknown
		default:
			return string(kind)
		}
	}
	return ""
}

// A Debt is an act that is owed to one message. A ledger keeps it, in the
// transaction that stores what the message says, until it is done.
type Debt struct {
	Act             // Leave: what was begun is no longer wanted
	Source   string // Message.Source
	Position string // Message.Position: which message
	Sort     string // Result.Sort: by which key of Acts the act was chosen; "" if nobody knows
	Begun    bool   // a run began it and may have been interrupted a moment ago
	Partly   bool   // a run did a part of it: a copy may lie in Target, the message be marked as deleted
	Was      Act    // what a run began before another act took its place; the zero Act for nothing
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
	// Refused notes why an act could not be done. It stays owed, and Begun and
	// Partly of the debt say what may have been done of it all the same.
	Refused(ctx context.Context, debt Debt, why string) error
}
