package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// A Rule says what certain words, statuses or reply codes mean. All conditions
// that a rule states must hold; an empty condition always holds.
type Rule struct {
	ID         string   `toml:"id"`          // "mailbox-full/quota"; unique in a Set
	Cause      Cause    `toml:"-"`           // what the rule concludes; by default the cause of its file
	Text       []string `toml:"text"`        // phrases, any of them, perhaps with choices; see the package doc
	At         []string `toml:"at"`          // the refusing host is in one of these domains, or of one of these providers
	Command    []string `toml:"command"`     // the reply answers one of these SMTP commands
	Status     []string `toml:"status"`      // "5.4.1", "x.7.30" for class 4 or 5, "5.7.606-649" for a range of details
	Code       []int    `toml:"code"`        // SMTP reply codes; 0 where the report states none
	Lasting    Lasting  `toml:"lasting"`     // what the words say of it, whatever the digits; else ""
	Weak       bool     `toml:"weak"`        // says little: gives way to a firm status and to a remark
	Detail     string   `toml:"detail"`      // see Verdict.Detail
	List       string   `toml:"list"`        // see Verdict.List
	ListURL    string   `toml:"list_url"`    // see Verdict.ListURL
	NewAddress bool     `toml:"new_address"` // the words say that the same person has another address, which may stand beside them
	Source     string   `toml:"source"`      // URL that documents the wording
	Examples   []string `toml:"examples"`    // replies that this rule decides
	Not        []string `toml:"not"`         // replies that this rule must not decide
	Beats      []string `toml:"beats"`       // ids of rules of the same rank that give way to this one

	Provider string `toml:"-"` // the provider of its file, whose mailbox it is when the rule decides; else ""
	File     string `toml:"-"` // where the rule stands
	Line     int    `toml:"-"`

	layer    int           // where the rule comes from: 0 is built in
	statuses []statusRange // Status, read
	phrases  [][]phrase    // what each Text stands for
}

// applies reports whether the conditions beside the words hold.
func (r *Rule) applies(c *call) bool {
	return (len(r.Code) == 0 || slices.Contains(r.Code, c.rcpt.Reply.Code)) &&
		(len(r.Command) == 0 || slices.Contains(r.Command, c.rcpt.Command)) &&
		(len(r.Status) == 0 || r.hasStatus(c.rcpt.Status)) &&
		(len(r.At) == 0 || c.at(r.At)) &&
		(len(r.Command) > 0 || !early[c.rcpt.Command] || !r.aboutRecipient())
}

// early are the commands that a server answers before it has heard the
// recipient's address (RFC 5321 section 3.3). What it refuses then is the
// sender or the connection: "Domain does not exist" in reply to MAIL is the
// sender's. A rule that knows better names the command.
var early = map[string]bool{"CONN": true, "EHLO": true, "STARTTLS": true, "AUTH": true, "MAIL": true}

// aboutRecipient reports whether the rule blames the recipient's address or
// mailbox.
func (r *Rule) aboutRecipient() bool {
	f := r.Cause.Meaning().Family
	return f == FamilyAddress || f == FamilyMailbox
}

// conditions counts the kinds of condition beside the words: of two rules that
// quote as much, the one that states more is about a narrower case.
func (r *Rule) conditions() int {
	n := 0
	for _, stated := range []bool{len(r.Code) > 0, len(r.Command) > 0, len(r.Status) > 0} {
		if stated {
			n++
		}
	}
	return n
}

// A statusRange is what one entry of Rule.Status means.
type statusRange struct {
	class   uint16 // 0 for class 4 or 5
	subject uint16
	low     uint16
	high    uint16
}

func (r statusRange) holds(s dsn.Status) bool {
	return (r.class == s.Class || r.class == 0 && (s.Class == 4 || s.Class == 5)) &&
		r.subject == s.Subject && r.low <= s.Detail && s.Detail <= r.high
}

// parseStatusRange reads "5.4.1", "x.7.30" or "5.7.606-649".
func parseStatusRange(s string) (statusRange, error) {
	bad := fmt.Errorf(`%q is no status; write "5.1.1", "x.1.1" or "5.7.606-649"`, s)
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return statusRange{}, bad
	}
	first, last, ranged := strings.Cut(parts[2], "-")
	if !ranged {
		last = first
	}
	class, subject := parts[0], parts[1]
	if strings.EqualFold(class, "x") {
		class = "0"
	} else if class != "4" && class != "5" {
		return statusRange{}, bad
	}
	var n [4]uint16
	for i, digits := range []string{class, subject, first, last} {
		v, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || v > 999 { // RFC 3463 section 2: at most three digits
			return statusRange{}, bad
		}
		n[i] = uint16(v)
	}
	r := statusRange{class: n[0], subject: n[1], low: n[2], high: n[3]}
	if r.low > r.high {
		return statusRange{}, bad
	}
	if r.subject == 0 && r.low == 0 {
		return statusRange{}, fmt.Errorf("%q says nothing and cannot decide", s)
	}
	return r, nil
}

// hasStatus reports whether s is one of the statuses that r is for.
func (r *Rule) hasStatus(s dsn.Status) bool {
	return slices.ContainsFunc(r.statuses, func(of statusRange) bool { return of.holds(s) })
}
