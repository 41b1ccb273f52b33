package report

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// recipientColumns are the columns of recipients.csv. Their names are stable.
var recipientColumns = []string{
	"email", "advice", "cause", "class", "reason", "first_seen", "last_seen", "bounces", "hard", "soft", "days",
	"status", "diagnostic", "provider", "new_address", "campaign", "subscriber", "held", "note",
}

// Recipients writes recipients.csv, the list-cleanup file: a header, then a
// row for every address, in the order of standings. It returns how many
// addresses it wrote. An error of standings ends it and is returned; what was
// written until then is flushed and must not be taken for the whole.
func Recipients(w io.Writer, standings iter.Seq2[ledger.Standing, error], opts *Options, csvOpts *CSVOptions) (int, error) {
	o := opts.WithDefaults()
	out := csvOpts.table(w)
	if err := out.Header(recipientColumns); err != nil {
		return 0, fmt.Errorf("recipients: %w", err)
	}
	n := 0
	for st, err := range standings {
		if err != nil {
			return n, errors.Join(err, out.Flush())
		}
		if err := out.Row(recipientRow(o, st)); err != nil {
			return n, fmt.Errorf("recipients: %w", err)
		}
		n++
	}
	if err := out.Flush(); err != nil {
		return n, fmt.Errorf("recipients: %w", err)
	}
	return n, nil
}

func recipientRow(o Options, st ledger.Standing) []string {
	held := ""
	if st.Held {
		held = "true"
	}
	return []string{
		st.Email, string(st.Advice), string(st.Cause), string(st.Class), Reason(&o, st),
		scanner.FormatTime(st.FirstSeen), scanner.FormatTime(st.LastSeen),
		strconv.Itoa(st.Bounces), strconv.Itoa(st.Hard), strconv.Itoa(st.Soft), strconv.Itoa(st.Days),
		st.Status, st.Diagnostic, st.Provider, st.NewAddress, st.Campaign, st.Subscriber, held, Note(&o, st),
	}
}

// Reason says in a short sentence why an address stands as it does: "Mailbox
// does not exist (550 5.1.1), twice since 3 March".
func Reason(opts *Options, st ledger.Standing) string {
	o := opts.WithDefaults()
	l := o.Locale
	what := l.Cause(st.Cause).Title
	if codes := codesOf(st.Deciding); codes != "" {
		what = l.Text("reason.code", "title", what, "code", codes)
	}
	key := "reason.times"
	switch {
	case st.Reason.Since.IsZero():
		return what
	case st.Reason.Count <= 1:
		key = "reason.once"
	case st.Reason.Count == 2:
		key = "reason.twice"
	}
	return l.Text(key, "what", what, "n", l.Number(st.Reason.Count), "since", o.Locale.Day(o.Now, st.Reason.Since))
}

// codesOf returns the reply code and the status: "550 5.1.1", "5.1.1", "".
func codesOf(o scanner.Outcome) string {
	var codes []string
	if code := o.Recipient.Reply.Code; code != 0 {
		codes = append(codes, strconv.Itoa(code))
	}
	if st := o.Recipient.Status; !st.IsZero() {
		codes = append(codes, st.String())
	}
	return strings.Join(codes, " ")
}
