package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateRejudgeCommand judges the ledger by today's rules.
func (a *app) stateRejudgeCommand() *cobra.Command {
	var f stateFlags
	var dir string
	cmd := &cobra.Command{
		Use:   "rejudge",
		Short: "Judge what the ledger holds by today's rules",
		Long: `After an update, or with rules of your own (--rules, or rules in the configuration). It prints
what would be judged otherwise, and asks before it stores that. What was said, when and by whom
stays as it is.`,
		Example: `  nixie state rejudge --dry-run
  nixie state rejudge --rules /etc/nixie/rules
  nixie state rejudge --format ndjson --dry-run > changes.ndjson`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkRows(f.format); err != nil {
				return err
			}
			f.mask.resolve(cmd)
			conf, err := a.loadConfig()
			if err != nil {
				return err
			}
			set, err := rulesOf(dir, conf)
			if err != nil {
				return err
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.rejudgeState(cmd.Context(), book, set, &f) })
		},
	}
	rulesFlag(cmd, &dir)
	rowsFlag(cmd, &f.format)
	f.mask.flags(cmd)
	f.changeFlags(cmd.Flags())
	return cmd
}

// A rejudgedRow is an event about which the rules say something else.
type rejudgedRow struct {
	Event     string `json:"event"`
	Recipient string `json:"recipient"`
	OldCause  string `json:"old_cause"`
	NewCause  string `json:"new_cause"`
	OldAdvice string `json:"old_advice"`
	NewAdvice string `json:"new_advice"`
	OldRule   string `json:"old_rule"`
	NewRule   string `json:"new_rule"`
}

// rejudgeState shows the difference, asks, and stores it.
func (a *app) rejudgeState(ctx context.Context, book *store, set *rules.Set, f *stateFlags) error {
	rows := []rejudgedRow{}
	sum, err := book.Rejudge(ctx, set, false, func(j ledger.Rejudgement) error {
		if len(rows) < maxRejudged {
			rows = append(rows, f.rejudged(j))
		}
		return nil
	})
	if err != nil {
		return failedf("", "%w", err)
	}
	if len(rows) > 0 || f.format != "table" {
		columns := []string{"event", "recipient", "was", "is", "advice was", "advice is", "rule"}
		if err := writeRows(a.stdout, f.format, columns, rows, func(r rejudgedRow) []string {
			return []string{r.Event, r.Recipient, r.OldCause, r.NewCause, r.OldAdvice, r.NewAdvice, r.NewRule}
		}); err != nil {
			return err
		}
	}
	a.tellRejudged(sum, len(rows))
	if f.dry || sum.Changed == 0 {
		return nil
	}
	if err := a.confirm(ctx, f, "Store this?"); err != nil {
		return err
	}
	done, err := book.Rejudge(ctx, set, true, func(ledger.Rejudgement) error { return nil })
	if err != nil {
		return failedf("", "%w", err)
	}
	a.tell("stored", "n", a.n(done.Changed))
	return nil
}

// maxRejudged bounds how many changes are shown, and held in memory.
const maxRejudged = 10_000

func (f *stateFlags) rejudged(j ledger.Rejudgement) rejudgedRow {
	return rejudgedRow{
		Event: safe.Line(j.ID), Recipient: f.shown(j.Recipient), OldCause: string(j.Old.Cause), NewCause: string(j.New.Cause),
		OldAdvice: string(j.Old.Advice), NewAdvice: string(j.New.Advice), OldRule: firstRule(j.Old), NewRule: firstRule(j.New),
	}
}

func firstRule(v rules.Verdict) string {
	if len(v.Evidence) == 0 {
		return ""
	}
	return v.Evidence[0].Rule
}

// tellRejudged prints the counts.
func (a *app) tellRejudged(sum ledger.Rejudged, shown int) {
	say := a.locale().Text
	a.note("%s", say("state.judged", "n", a.n(sum.Judged)))
	a.note("%s", say("state.changed", "n", a.n(sum.Changed)))
	if sum.Silent > 0 {
		a.note("%s", say("state.silent", "n", a.n(sum.Silent)))
	}
	if shown < sum.Changed {
		a.note("%s", say("state.more", "n", a.n(sum.Changed-shown)))
	}
}
