package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A filter is what the filter flags ask for. Each flag may be given several
// times, or with commas; an outcome must satisfy every flag that is given.
type filter struct {
	since, until config.Moment
	causes       []string
	classes      []string
	families     []string
	advice       []string
	domains      []string
	recipients   []string

	sinceAt, untilAt time.Time // since and until, seen from the time of the run
}

// flags adds the flags of the filter to a command.
func (f *filter) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(&f.since, "since", "only what happened from `TIME` on: 2026-01-31, 36h, 7d")
	flags.Var(&f.until, "until", "only what happened until `TIME`; a date includes its day")
	flags.StringSliceVar(&f.causes, "cause", nil, "only these `CAUSES`; other tools' names will do (--cause quota)")
	flags.StringSliceVar(&f.classes, "class", nil, "only these `CLASSES`: hard, soft, block, none, unknown")
	flags.StringSliceVar(&f.families, "family", nil, "only these `FAMILIES`: address, mailbox, sender, message, route")
	flags.StringSliceVar(&f.advice, "advice", nil, "only this `ADVICE`: remove, replace, unsubscribe, watch, keep, review, ignore")
	flags.StringSliceVar(&f.domains, "domain", nil, "only recipients of these `DOMAINS`")
	flags.StringSliceVar(&f.recipients, "recipient", nil, "only these `ADDRESSES`")
	must(cmd.RegisterFlagCompletionFunc("cause", fixed(causeNames()...)))
	must(cmd.RegisterFlagCompletionFunc("class", fixed(classNames...)))
	must(cmd.RegisterFlagCompletionFunc("family", fixed(familyNames...)))
	must(cmd.RegisterFlagCompletionFunc("advice", fixed(adviceNames...)))
}

// The values of the closed sets.
var (
	classNames  = names(rules.Hard, rules.Soft, rules.Block, rules.None, rules.ClassUnknown)
	familyNames = names(rules.Families()...)
	adviceNames = names(report.Advices()...)
	eventNames  = names(dsn.AutoReply, dsn.Challenge, dsn.Complaint, dsn.Unsubscribe, dsn.Delivered, dsn.ReadReceipt)
)

// names returns typed words as strings.
func names[T ~string](words ...T) []string {
	var all []string
	for _, w := range words {
		all = append(all, string(w))
	}
	return all
}

// causeNames returns every cause, and the events that stand in its place.
func causeNames() []string {
	var all []string
	for _, m := range rules.Causes() {
		all = append(all, string(m.Cause))
	}
	return append(all, eventNames...)
}

// causeWords returns all that a cause may be called on the command line, other
// tools' names last.
func causeWords() []string {
	all := causeNames()
	for _, m := range rules.Causes() {
		all = append(all, m.Aliases...)
	}
	return all
}

// resolve checks the words and turns times into points in time.
func (f *filter) resolve(now time.Time) error {
	for i, c := range f.causes {
		c = strings.ToLower(strings.TrimSpace(c))
		cause, ok := rules.ParseCause(c)
		switch {
		case ok:
			f.causes[i] = string(cause)
		case slices.Contains(eventNames, c):
			f.causes[i] = c
		default:
			return usagef(didYouMean(c, causeWords(), "nixie causes lists them"), "--cause %s: no such cause", c)
		}
	}
	for _, set := range []struct {
		flag   string
		values []string
		known  []string
	}{{"class", f.classes, classNames}, {"family", f.families, familyNames}, {"advice", f.advice, adviceNames}} {
		for i, v := range set.values {
			set.values[i] = strings.ToLower(strings.TrimSpace(v))
			if !slices.Contains(set.known, set.values[i]) {
				return usagef("one of "+strings.Join(set.known, ", "), "--%s %s: no such value", set.flag, v)
			}
		}
	}
	for i := range f.domains {
		f.domains[i] = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(f.domains[i])), "@")
	}
	for i := range f.recipients {
		f.recipients[i] = strings.ToLower(strings.TrimSpace(f.recipients[i]))
	}
	f.sinceAt, f.untilAt = f.since.Begin(now), f.until.End(now)
	if f.sinceAt.After(now) {
		return usagef("7d is a week ago", "--since %s is in the future", &f.since)
	}
	if !f.sinceAt.IsZero() && !f.untilAt.IsZero() && !f.sinceAt.Before(f.untilAt) {
		return usagef("", "--since %s is not before --until %s", &f.since, &f.until)
	}
	return nil
}

// wants reports whether the outcome satisfies the filter.
func (f *filter) wants(o *scanner.Outcome) bool {
	return f.when(o.Time, o.Time) && f.who(o.Recipient.Address, o.Recipient.Alias) &&
		f.what(o.Verdict.Cause, o.Verdict.Class, o.Verdict.Advice)
}

// wantsStanding reports whether the address satisfies the filter: what was
// said last of it must lie within the time.
func (f *filter) wantsStanding(s *ledger.Standing) bool {
	return f.when(s.LastSeen, s.FirstSeen) && f.who(s.Email, s.Originals...) && f.what(s.Cause, s.Class, s.Advice)
}

// when reports whether something that lasted from first to last touches the
// time that is wanted. What has no time is within any.
func (f *filter) when(last, first time.Time) bool {
	if last.IsZero() {
		return true
	}
	return (f.sinceAt.IsZero() || !last.Before(f.sinceAt)) && (f.untilAt.IsZero() || first.Before(f.untilAt))
}

// who reports whether the recipient is wanted, or one of those who were written
// to, where their mail was passed on to him.
func (f *filter) who(address string, originals ...string) bool {
	address = strings.ToLower(address)
	domain := address[strings.LastIndexByte(address, '@')+1:]
	wanted := func(original string) bool { return original != "" && in(f.recipients, strings.ToLower(original)) }
	return (in(f.recipients, address) || slices.ContainsFunc(originals, wanted)) && in(f.domains, domain)
}

// what reports whether the verdict is wanted.
func (f *filter) what(cause rules.Cause, class rules.Class, advice rules.Advice) bool {
	return in(f.causes, string(cause)) && in(f.classes, string(class)) && in(f.advice, string(advice)) &&
		in(f.families, string(cause.Meaning().Family))
}

// in reports whether v is in list; an empty list wants all.
func in(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
