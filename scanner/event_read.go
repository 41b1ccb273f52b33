package scanner

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// ErrNotEvent says that an object of JSON is no event: nixie prints others beside
// them, of type "problem" and "summary".
var ErrNotEvent = errors.New("not an event")

// ErrNewer says that an event has a schema or a word of a closed set that this
// nixie does not know: a newer one has written it, or another program.
var ErrNewer = errors.New("unknown to this version of nixie")

// Outcome returns the outcome that the event is the flat form of. What an
// event does not hold stays zero: Verdict.Lasting, all evidence but the first,
// Recipient.LastTry and TryUntil. It fails if a time or number is malformed; words,
// such as a cause, are taken as they are.
func (e Event) Outcome() (Outcome, error) {
	o := Outcome{
		ID: e.ID, Location: e.Path, Kind: dsn.Kind(e.Event),
		Recipient: dsn.Recipient{
			Address: e.Recipient, Alias: e.OriginalRecipient, Action: dsn.Action(e.DSNAction),
			Reply: dsn.Reply{Text: e.Diagnostic}, Remark: e.Remark, Command: e.SMTPCommand, Host: e.RemoteMTA,
		},
		Verdict: rules.Verdict{
			Cause: rules.Cause(e.Cause), Class: rules.Class(e.Class), Advice: rules.Advice(e.Advice),
			Provider: e.Provider, Detail: e.Detail, List: e.List, ListURL: e.ListURL, NewAddress: e.NewAddress,
			Evidence: e.evidence(),
		},
		Format: e.Format, Reporter: e.ReportingMTA, MessageID: e.MessageID,
		OriginalMessageID: e.OriginalMessageID, OriginalSubject: e.OriginalSubject,
		OriginalFrom: e.OriginalFrom, ListID: e.ListID,
		Campaign: e.Campaign, Subscriber: e.Subscriber, FeedbackType: e.FeedbackType,
	}
	o.Problems = append(o.Problems, e.Problems...)
	if e.Time != "" {
		at, err := time.Parse(time.RFC3339, e.Time)
		if err != nil {
			return Outcome{}, fmt.Errorf("scanner: time of event %s: %w", e.ID, err)
		}
		o.Time = at.UTC()
	}
	if e.SMTPCode != "" {
		code, err := strconv.Atoi(e.SMTPCode)
		if err != nil {
			return Outcome{}, fmt.Errorf("scanner: smtp_code of event %s: %w", e.ID, err)
		}
		o.Recipient.Reply.Code = code
	}
	if e.Status != "" {
		status, _, ok := dsn.ParseStatus(e.Status)
		if !ok {
			return Outcome{}, fmt.Errorf("scanner: status of event %s: %q is none", e.ID, e.Status)
		}
		o.Recipient.Status = status
	}
	return o, nil
}

// evidence returns the one that decided, its place in the text found again.
func (e Event) evidence() []rules.Evidence {
	if e.Rule == "" {
		return nil
	}
	ev := rules.Evidence{Rule: e.Rule, Cause: rules.Cause(e.Cause), Basis: rules.Basis(e.Basis), Quote: e.Quote}
	text := e.Diagnostic
	if ev.Basis == rules.ByRemark {
		text = e.Remark
	}
	if at := strings.Index(text, e.Quote); at >= 0 && e.Quote != "" && ev.Basis != rules.ByStatus {
		ev.Start, ev.End = at, at+len(e.Quote)
	}
	return []rules.Evidence{ev}
}

// UnmarshalJSON reads an event. The error is ErrNotEvent, wrapped, for an object of
// another type, and ErrNewer for an event of another schema, or of a kind, a
// cause, a class or an advice that this nixie does not know. Fields that it does
// not know are ignored: newer versions may add some. Who wants to take what comes,
// whatever the words, reads into an [Event]. See [Event.Outcome] for what cannot be
// restored. After an error the outcome is as it was.
func (o *Outcome) UnmarshalJSON(text []byte) error {
	var e Event
	err := json.Unmarshal(text, &e)
	if err != nil && (e.Type == "" || e.Type == eventType) { // the fields of others may be of other types
		return fmt.Errorf("scanner: reading an event: %w", err)
	}
	if err := e.known(); err != nil {
		return err
	}
	read, err := e.Outcome()
	if err == nil {
		*o = read
	}
	return err
}

// The closed sets of an event, beside the causes.
var (
	kinds = []dsn.Kind{
		dsn.Bounce, dsn.Delay, dsn.Delivered, dsn.AutoReply, dsn.Challenge, dsn.Complaint, dsn.Unsubscribe, dsn.ReadReceipt, dsn.Other,
	}
	classes = []rules.Class{rules.Hard, rules.Soft, rules.Block, rules.None, rules.ClassUnknown}
	advices = []rules.Advice{
		rules.Remove, rules.Replace, rules.Unsubscribe, rules.Watch, rules.Keep, rules.Review, rules.Ignore,
	}
)

// known says what of the event this nixie does not know.
func (e *Event) known() error {
	if e.Type != eventType {
		return fmt.Errorf("scanner: reading an event: %w: its type is %q", ErrNotEvent, e.Type)
	}
	cause := rules.Cause(e.Cause)
	for _, word := range []struct {
		field, value string
		known        bool
	}{
		{"schema", strconv.Itoa(e.Schema), e.Schema == SchemaVersion},
		{"event", e.Event, slices.Contains(kinds, dsn.Kind(e.Event))},
		{"cause", e.Cause, cause.Meaning().Cause == cause},
		{"class", e.Class, slices.Contains(classes, rules.Class(e.Class))},
		{"advice", e.Advice, slices.Contains(advices, rules.Advice(e.Advice))},
	} {
		if !word.known {
			return fmt.Errorf("scanner: %s %q of event %q: %w", word.field, word.value, e.ID, ErrNewer)
		}
	}
	return nil
}
