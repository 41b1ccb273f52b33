package main

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// policyTopic is the help about the policy, with the numbers of every profile.
func policyTopic() string {
	return policyAbout + policyTable() + policyMore
}

const policyAbout = `nixie advises to remove an address when it has failed often enough. Failures are counted in
different days of UTC. "5 days/21" means: on five different days, the last of them at least 21
days after the first; "2 days in 30" means: the second at most 30 days after the first.

`

const policyMore = `
Causes on your own side (blocklists, authentication, content, rates), greylisting, delays and
replies that nobody recognises never count. A complaint or an unsubscription counts at once.
A delivery or a read receipt ends every count but these two. "450 user unknown" counts like
unreachable. A threshold of refusals for good that was reached stays.

Incident guard: a provider may refuse for good, by mistake, everybody for some hours. When the
refusals at one provider within an hour or a day are min_recipients addresses at least, more than
twice as many as on the median day, and a share of all events more than factor times the usual,
nobody is removed for that alone: the advice is review (held, with a note) for 7 days, then watch,
so that mail is tried again and the next answer decides; one 6 days later always does. Usual is
the median of the days like it, with as many refusals or as large a mailing, in the last 100 days;
three are enough. With fewer, as in a first scan, a day is held if it has factor times
min_recipients refusals at one provider, and factor times as many as everything else that day.

Forgery: who can mail your bounces address can claim that anybody's mailbox is gone. A report
counts on the day on which your server took it, whatever it is dated, so with confirm_hard = 2 a
lie takes two days. Have your server refuse all but the bounce addresses you made (VERP, BATV).

    [policy]
    profile = "standard"
    confirm_hard = 2
    quiet = 90
    [policy.causes.mailbox-full]
    remove_after = { bounces = 5, days = 21 }   # bounces = 0: never
    [policy.incident_guard]
    factor = 5
    min_recipients = 20

By hand: nixie forgive and nixie block; nixie show tells why an address stands as it does.`

// policyTable has a line for each cause that counts and a column for each
// profile.
func policyTable() string {
	var b strings.Builder
	line := func(name string, cells func(ledger.Policy) string) {
		text := fmt.Sprintf("    %-22s", name)
		for _, p := range ledger.Profiles() {
			text += fmt.Sprintf("%-15s", cells(p.Policy()))
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	all := ledger.Profiles()
	fmt.Fprintf(&b, "    %-22s%-15s%-15s%s\n", "", all[0], all[1], all[2])
	for _, m := range rules.Causes() {
		if _, counts := ledger.Standard().Causes[m.Cause]; counts {
			line(string(m.Cause), func(p ledger.Policy) string { return threshold(p.Causes[m.Cause]) })
		}
	}
	line("quiet: a count ends", func(p ledger.Policy) string { return plural(p.Quiet, "day") })
	return b.String()
}

// threshold writes one for the table.
func threshold(t ledger.Threshold) string {
	switch {
	case t.Days == 1:
		return "at once"
	case t.Within > 0:
		return fmt.Sprintf("%s in %d", plural(t.Days, "day"), t.Within)
	case t.Span > 0:
		return fmt.Sprintf("%s/%d", plural(t.Days, "day"), t.Span)
	}
	return plural(t.Days, "day")
}
