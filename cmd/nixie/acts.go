package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// acting is what a scan does in mailboxes, or would do.
type acting struct {
	apply    bool                // --apply: whatever the configuration says
	planned  map[scanner.Act]int // messages to which it would be done
	done     map[scanner.Act]int // messages to which it was done
	gone     int                 // messages that somebody else had removed before
	refused  int                 // acts that stay owed
	sorts    map[string]bool     // of refusals: the act, and sortOf why
	left     int                 // acts of an earlier run that are owed, and not allowed now
	unwanted map[scanner.Act]int // acts that were owed, by what the configuration said then and says no more
	tried    map[string]bool     // debts that this run has tried to pay, by source and position
	rest     bool                // nothing is to be done now: a moment ago the mailbox refused
	denied   error               // who watches is told why the mailbox refuses acts
}

// may reports whether the mailbox of an input may be changed.
func (g *acting) may(in input) bool {
	return in.account != nil && (g.apply || bool(in.account.MailboxActions))
}

// choose sets what is to become of a message, or counts what would.
func (s *scan) choose(in input, res *scanner.Result) {
	if in.account == nil {
		return
	}
	sort := scanner.SortOf(res)
	act := in.account.On.Of(sort)
	switch {
	case act == scanner.Act{}:
	case s.may(in) && s.book != nil && !s.dry:
		res.Act, res.Sort = act, sort
	default:
		if s.planned == nil {
			s.planned = map[scanner.Act]int{}
		}
		s.planned[act]++
	}
}

// onlyRefused reports whether all that went wrong is that acts were refused.
func onlyRefused(err error) bool {
	parts, many := err.(interface{ Unwrap() []error })
	if !many {
		return errors.Is(err, scanner.ErrRefused)
	}
	return !slices.ContainsFunc(parts.Unwrap(), func(e error) bool { return !errors.Is(e, scanner.ErrRefused) })
}

// fewWords is an error of many parts of which the first are told.
type fewWords struct{ error }

// Error returns the first parts and the number of the rest.
func (e *fewWords) Error() string {
	const most = 3 // a folder that cannot be made is refused for each message
	parts := strings.Split(e.error.Error(), "\n")
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], fmt.Sprintf("and %s more like these", thousands(more)))
	}
	return strings.Join(parts, "; ")
}

// Unwrap returns the whole.
func (e *fewWords) Unwrap() error { return e.error }

// A tally is a book that counts.
type tally struct {
	scanner.Book
	*acting
}

// Done counts what is done.
func (t *tally) Done(ctx context.Context, debts ...scanner.Debt) error {
	if err := t.Book.Done(ctx, debts...); err != nil {
		return err
	}
	if t.done == nil {
		t.done = map[scanner.Act]int{}
	}
	for _, d := range debts {
		switch {
		case d.Verb == scanner.Leave: // told as unwanted
		case d.Gone:
			t.gone++
		default:
			t.done[d.Act]++
		}
	}
	return nil
}

// Refused counts what stays owed.
func (t *tally) Refused(ctx context.Context, debt scanner.Debt, why string) error {
	t.refused++
	if t.sorts == nil {
		t.sorts = map[string]bool{}
	}
	t.sorts[debt.Act.String()+" "+sortOf(why)] = true
	return t.Book.Refused(ctx, debt, why)
}

// sortOf is what is the same in all refusals of a sort: our own words and the
// server's code. Its words hold times and numbers of messages.
func sortOf(why string) string {
	ours, servers, _ := strings.Cut(why, `"`)
	if strings.HasPrefix(servers, "[") {
		code, _, _ := strings.Cut(servers, "]")
		code, _, _ = strings.Cut(code, " ")
		ours += code
	}
	return ours
}

// tellActs says what was done in the mailboxes, and what would be.
func (s *scan) tellActs() {
	l := s.app.locale()
	if len(s.done) > 0 {
		s.app.tell("done", "list", counted(l, s.done))
	}
	if s.gone > 0 {
		s.app.tell("gone", "n", l.Number(s.gone))
	}
	if s.refused > 0 {
		s.app.tell("refused", "n", l.Number(s.refused))
	}
	if len(s.unwanted) > 0 {
		s.app.tell("unwanted", "list", counted(l, s.unwanted))
	}
	if s.left > 0 {
		s.app.tell("left", "n", l.Number(s.left))
	}
	switch {
	case len(s.planned) == 0:
	case s.dry:
		s.app.tell("would", "list", counted(l, s.planned))
	default:
		s.app.tell("rescan", "list", counted(l, s.planned))
	}
}

// counted is a list of acts with the number of messages: "move to Bounces: 31".
func counted(l *locale.Locale, acts map[scanner.Act]int) string {
	order := slices.SortedFunc(maps.Keys(acts), func(a, b scanner.Act) int { return cmp.Compare(a.String(), b.String()) })
	var all []string
	for _, act := range order {
		all = append(all, l.Text("run.act."+string(act.Verb), "target", safe.Line(act.Target), "n", l.Number(acts[act])))
	}
	return l.List(all)
}

// unapplied reports whether the ledger has counted messages of a mailbox that
// may now be acted on, and never was. They are owed nothing: what is to become
// of a message is decided when it is counted.
func (s *scan) unapplied(ctx context.Context, inputs []input) bool {
	for _, in := range inputs {
		if s.book == nil || s.dry || in.key == "" || !s.may(in) || len(in.account.On) == 0 {
			continue
		}
		if unacted, err := s.book.Unacted(ctx, in.key); err == nil && unacted {
			return true
		}
	}
	return false
}

// checkApply refuses --apply where nothing says what to do.
func checkApply(inputs []input) error {
	for _, in := range inputs {
		if in.account != nil && len(in.account.On) > 0 {
			return nil
		}
	}
	return usagef("say what is to become of each sort of message in [accounts.on] (nixie help config)",
		"--apply: no account that is to be scanned has acts")
}
