package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// Unknown is a Writer for what no rule recognises: it gathers the outcomes
// whose cause is unknown by wording, and on Close writes a file of rules, one
// drafted for each wording, the most frequent first. The file can be loaded as
// it stands; what is missing is the cause, which a person must choose.
type Unknown struct {
	w     io.Writer
	set   *rules.Set
	found rules.Unknowns
	total int
}

// NewUnknown returns a writer to w. The ids of the drafts differ from those of
// set.
func NewUnknown(w io.Writer, set *rules.Set) *Unknown { return &Unknown{w: w, set: set} }

// Write counts o if its cause is unknown.
func (u *Unknown) Write(o scanner.Outcome) error {
	if o.Verdict.Cause == rules.Unknown {
		u.total++
		u.found.Add(o.Recipient)
	}
	return nil
}

// Close writes the wordings.
func (u *Unknown) Close() error {
	groups := u.found.Groups()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s of an unknown cause, in %s.\n", count(u.total, "report", "reports"), count(len(groups), "wording", "wordings"))
	if len(groups) > 0 {
		b.WriteString("# Choose a cause for each (nixie causes lists them), shorten its text to what can\n" +
			"# mean nothing else, and take out what you do not want. Then: nixie rules test DIR\n")
	}
	taken := map[string]bool{}
	for _, r := range u.set.Rules() {
		taken[r.ID] = true
	}
	for _, g := range groups {
		u.draft(&b, g, taken)
	}
	if n := u.found.Others(); n > 0 {
		fmt.Fprintf(&b, "\n# %s more, in further wordings.\n", count(n, "report", "reports"))
	}
	_, err := io.WriteString(u.w, b.String())
	return err
}

// draft writes one wording. Some hold no words to make a phrase of.
func (u *Unknown) draft(b *strings.Builder, g rules.UnknownGroup, taken map[string]bool) {
	said := safe.Line(g.Wording)
	if said == "" {
		said = "(the report quotes nobody)"
	}
	fmt.Fprintf(b, "\n# %s: %s\n", count(g.Count, "time", "times"), said)
	if r, err := u.set.DraftBeside(g.Example, taken); err == nil {
		b.WriteString(r.TOML())
	}
}

// count returns "1 time" or "2 times".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
