package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/lease"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateShowCommand tells what the ledger holds.
func (a *app) stateShowCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Tell what the ledger holds, and how far each mailbox is read",
		Example: `  nixie state show
  nixie state show --format json --ledger postgres://nixie@db.example.org/nixie`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(f.format, "table", "json"); err != nil {
				return err
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.showState(cmd.Context(), book, &f) })
		},
	}
	formatFlag(cmd, &f.format, "table", "json")
	f.mask.plainFlags(cmd)
	ledgerFlag(cmd.Flags(), &f.url)
	return cmd
}

// A stateView is what the ledger holds. Times are RFC 3339 in JSON, and "" for
// none.
type stateView struct {
	Ledger      string          `json:"ledger"`
	Bytes       int64           `json:"bytes"`
	Version     int64           `json:"version"`
	Revision    int64           `json:"revision"`
	Events      int64           `json:"events"`
	Addresses   int64           `json:"addresses"`
	First       string          `json:"first"`
	Last        string          `json:"last"`
	Recorded    string          `json:"recorded"`
	Troubles    int64           `json:"troubles"`
	Decisions   int64           `json:"decisions"`
	Kept        int64           `json:"kept"`
	Mailboxes   []stateMailbox  `json:"mailboxes"`
	Leases      []stateLease    `json:"leases"`
	Exports     []stateExported `json:"exports"`
	Undelivered int64           `json:"undelivered"`
	GivenUp     int64           `json:"given_up"`
}

// A stateMailbox is one source.
type stateMailbox struct {
	Source   string `json:"source"`
	Position string `json:"position"`
	Names    int64  `json:"names"`
	Owed     int64  `json:"owed"`
	Refused  int64  `json:"refused"`
	Why      string `json:"why"`

	Acts []stateAct `json:"acts"`
}

// A stateAct is an act that is owed to messages of a source.
type stateAct struct {
	Act      string `json:"act"`
	Messages int    `json:"messages"`
	Refused  int    `json:"refused"`
	Why      string `json:"why"`
}

// A stateLease is who works.
type stateLease struct {
	Name   string `json:"name"`
	Holder string `json:"holder"`
	Until  string `json:"until"`
	Held   bool   `json:"held"`
}

// A stateExported is how far an export has come.
type stateExported struct {
	Name     string `json:"name"`
	Revision int64  `json:"revision"`
	Time     string `json:"time"`
}

// viewOf returns the view of what was counted, its times as when writes them.
func (f *stateFlags) viewOf(path string, s *ledger.Stats, when func(time.Time) string) stateView {
	v := stateView{
		Ledger: f.shown(path), Bytes: s.Bytes, Version: s.Version, Revision: s.Revision, Events: s.Events, Addresses: s.Addresses,
		First: when(s.First), Last: when(s.Last), Recorded: when(s.Recorded), Troubles: s.Troubles, Decisions: s.Decisions, Kept: s.Kept,
		Mailboxes: []stateMailbox{}, Leases: []stateLease{}, Exports: []stateExported{}, Undelivered: s.Undelivered, GivenUp: s.GivenUp,
	}
	for _, m := range s.Sources {
		one := stateMailbox{f.shown(m.Source), safe.Line(m.Position), m.Names, m.Owed, m.Refused, f.shown(m.Why), []stateAct{}}
		for _, o := range m.Acts {
			one.Acts = append(one.Acts, stateAct{f.shown(o.Act.String()), o.Messages, o.Refused, f.shown(o.Why)})
		}
		v.Mailboxes = append(v.Mailboxes, one)
	}
	for _, l := range s.Leases {
		v.Leases = append(v.Leases, stateLease{f.shown(l.Name), safe.Line(l.Holder), when(l.Until), l.Held})
	}
	for _, e := range s.Exports {
		v.Exports = append(v.Exports, stateExported{f.shown(e.Name), e.Revision, when(e.Time)})
	}
	return v
}

// showState prints what the ledger holds.
func (a *app) showState(ctx context.Context, book *store, f *stateFlags) error {
	s, err := book.Stats(ctx)
	if err != nil {
		return failedf("", "%w", err)
	}
	if f.format == "json" {
		return safe.JSON(a.stdout).Encode(f.viewOf(book.path, s, scanner.FormatTime))
	}
	return a.printState(f.viewOf(book.path, s, report.Clock))
}

// printState prints it for people.
func (a *app) printState(v stateView) error {
	var b strings.Builder
	a.printSums(&b, v)
	say := a.locale().Text
	for _, l := range v.Leases {
		if l.Held {
			b.WriteString(say("state.busy", "who", lease.Who(l.Holder), "name", l.Name, "time", l.Until) + "\n")
		}
	}
	for _, e := range v.Exports {
		b.WriteString(say("state.export", "name", e.Name, "time", e.Time) + "\n")
	}
	if v.Undelivered > 0 {
		b.WriteString(say("state.waiting", "n", a.n(int(v.Undelivered))) + "\n")
	}
	if v.GivenUp > 0 {
		b.WriteString(say("state.failed", "n", a.n(int(v.GivenUp))) + "\n")
	}
	if _, err := a.stdout.Write([]byte(b.String() + "\n")); err != nil {
		return err
	}
	return a.printMailboxes(v.Mailboxes)
}

// printSums writes what the ledger holds, a number a line.
func (a *app) printSums(b *strings.Builder, v stateView) {
	say := a.locale().Text
	span := ""
	if v.First != "" {
		span = say("state.span", "from", v.First, "to", v.Last)
	}
	pairs := [][2]string{
		{"ledger", v.Ledger}, {"size", a.locale().Bytes(v.Bytes)}, {"version", fmt.Sprint(v.Version)},
		{"events", a.n(int(v.Events))}, {"addresses", a.n(int(v.Addresses))}, {"period", span}, {"recorded", v.Recorded},
	}
	for _, rare := range []struct {
		key string
		n   int64
	}{{"troubles", v.Troubles}, {"decisions", v.Decisions}, {"kept", v.Kept}} {
		if rare.n > 0 {
			pairs = append(pairs, [2]string{rare.key, a.n(int(rare.n))})
		}
	}
	wide := 0
	for _, p := range pairs {
		wide = max(wide, terminal.Width(say("state."+p[0])))
	}
	for _, p := range pairs {
		label := say("state." + p[0])
		if p[1] != "" {
			b.WriteString(terminal.Pad(label, wide) + terminal.Gap + p[1] + "\n")
		}
	}
}

// printMailboxes writes a line for each mailbox.
func (a *app) printMailboxes(all []stateMailbox) error {
	say := a.locale().Text
	if len(all) == 0 {
		return a.result("%s", say("state.nomailbox"))
	}
	var columns []string
	for _, key := range []string{"mailbox", "position", "names", "owed", "refused", "why"} {
		columns = append(columns, say("state."+key))
	}
	return writeAligned(a.stdout, columns, all, func(m stateMailbox) []string {
		position, _, _ := strings.Cut(m.Position, " ") // behind the number of an mbox there are checks of its start
		return []string{m.Source, position, a.someOf(m.Names), a.owed(m.Acts), a.someOf(m.Refused), m.Why}
	})
}

// owed is a list of acts as the configuration writes them, with the number of messages.
func (a *app) owed(acts []stateAct) string {
	var all []string
	for _, one := range acts {
		all = append(all, one.Act+" "+a.n(one.Messages))
	}
	return strings.Join(all, ", ")
}

// someOf writes a number, and nothing for none.
func (a *app) someOf(n int64) string {
	if n == 0 {
		return ""
	}
	return a.n(int(n))
}
