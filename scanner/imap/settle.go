package imap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// maxActs is how many messages one command names: what is done is noted after
// each, and an interrupted one is looked into message by message.
const maxActs = 500

// Settle does what is owed to messages of the folder: it opens the folder for
// changes and does the acts, one range of messages after the other. It
// implements scanner.Debtor.
//
// Before the first command of a range book.Begin is told, after each step that
// is complete book.Done. What another run has begun is looked into before
// anything is done: a message that is no longer in the folder is done, and one
// whose copy lies in the target is not copied again. No message is removed
// before its copy is known to exist, and none that is not owed. Where another act
// has taken the place of the one that was begun (Debt.Was), the message is marked
// as deleted no longer; a copy that lies in the old target already makes a move
// that goes elsewhere today complete, and stays there otherwise, which Options.Warn
// is told.
//
// What the server refuses stays owed, book.Refused is told, and the rest goes
// on; the error then joins one line for each reason. Debts of an earlier
// UIDVALIDITY cannot be paid any more, since nobody knows which messages they
// meant: they are done, and Options.Warn is told how many. Other errors are
// those of Dial and of book.
func (s *Source) Settle(ctx context.Context, debts []scanner.Debt, book scanner.Book) error {
	if len(debts) == 0 {
		return nil
	}
	d := &settler{Source: s, ctx: ctx, book: book}
	if slices.ContainsFunc(debts, func(d scanner.Debt) bool { return d.Begun }) {
		d.abandoned = time.Now()
	}
	err := d.all(debts)
	s.dropAfter(err)
	return errors.Join(append(d.reasons(), err)...)
}

var _ scanner.Debtor = (*Source)(nil)

// A settler pays the debts of one folder once.
type settler struct {
	*Source
	patience
	ctx  context.Context
	book scanner.Book

	validity  uint32
	permanent []imap.Flag // PERMANENTFLAGS of the folder
	abandoned time.Time   // when a command may have been left last that the server still carries out; zero: never
	refusals  []*refusal  // in the order in which they came
	blamed    int         // messages given up because they end the connection
}

// all pays the debts.
func (d *settler) all(debts []scanner.Debt) error {
	if err := d.mend(d.begin()); err != nil {
		return err
	}
	named, lost, err := d.sort(debts)
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		if err := d.note(d.book.Done(d.ctx, lost...)); err != nil {
			return err
		}
		d.opts.Warn(fmt.Sprintf("%s: the server has renumbered the folder: nothing more can be done with %d messages that were read before", d.place.key(), len(lost)))
	}
	for _, g := range d.groups(named) {
		if err := g.pay(); err != nil {
			return err
		}
	}
	return nil
}

// begin opens the folder for changes.
func (d *settler) begin() error {
	folder, err := d.open(d.ctx, readWrite)
	if err != nil {
		return err
	}
	if d.validity != 0 && folder.UIDValidity != d.validity {
		return d.renumbered()
	}
	d.validity, d.permanent = folder.UIDValidity, folder.PermanentFlags
	return nil
}

// mend makes a new session with the folder open after err, or returns why it
// does not.
func (d *settler) mend(err error) error {
	for err != nil {
		if err = d.bear(d.ctx, d.Source, err); err == nil {
			err = d.begin()
		} else {
			return err
		}
	}
	return nil
}

// A due is a debt with the message that it names.
type due struct {
	scanner.Debt
	uid imap.UID
}

// sort keeps the debts of this numbering of the folder, in the order of their
// messages. Without UIDVALIDITY no UID can be relied on (RFC 9051 section
// 2.3.1.1).
func (d *settler) sort(debts []scanner.Debt) (named []due, lost []scanner.Debt, err error) {
	for _, debt := range debts {
		if debt.Source != d.place.key() {
			return nil, nil, fmt.Errorf("imap: %s: asked to act on a message of %s", d.place.key(), debt.Source)
		}
		validity, uid, ok := parsePosition(debt.Position)
		if !ok || uid == 0 || validity == 0 || validity != d.validity {
			debt.Gone = true
			lost = append(lost, debt)
			continue
		}
		named = append(named, due{debt, uid})
	}
	slices.SortStableFunc(named, func(a, b due) int { return cmp.Compare(a.uid, b.uid) })
	return named, lost, nil
}

// groups puts what is to be done in the same way together, in the order of the
// first message of each.
func (d *settler) groups(named []due) []*group {
	var all []*group
	for _, one := range named {
		i := slices.IndexFunc(all, func(g *group) bool { return g.act == one.Act && g.was == one.Was })
		if i < 0 {
			all = append(all, &group{settler: d, act: one.Act, was: one.Was})
			i = len(all) - 1
		}
		all[i].dues = append(all[i].dues, one)
	}
	return all
}

// note explains an error of the book.
func (d *settler) note(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("imap: %s: noting what is done: %w", d.place.key(), err)
}

// A refusal is a reason why acts were not done.
type refusal struct {
	act       scanner.Act
	why       string // the server's words, or ours
	remedy    string
	first     imap.UID
	messages  int
	forbidden bool
}

// reasons makes an error of each reason why something was not done.
func (d *settler) reasons() []error {
	var all []error
	for _, r := range d.refusals {
		others := ""
		if r.messages > 1 {
			others = fmt.Sprintf(" and %d more", r.messages-1)
		}
		t := &trouble{kind: scanner.ErrRefused, text: fmt.Sprintf("imap: %s#%d%s: %s: %s; %s", d.place.key(), r.first, others, clean(r.act.String()), r.why, r.remedy)}
		if r.forbidden {
			t.kind = errors.Join(scanner.ErrRefused, scanner.ErrAuth)
		}
		all = append(all, t)
	}
	return all
}
