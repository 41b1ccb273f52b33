package dsn

import (
	"cmp"
	"strings"
	"sync"
)

// complete settles what the readers leave open: which address is meant, the
// kind of the whole, duplicates.
func (r *Report) complete(h Header) {
	candidates := sync.OnceValue(func() []string { // few reports need them
		if failed := addressees(h.Get("X-Failed-Recipients")); len(failed) > 0 { // Exim, Google
			return failed
		}
		return r.Original.recipients()
	})
	if r.Kind == "" {
		r.Kind = Bounce
	}
	for i := range r.Recipients {
		rcpt := &r.Recipients[i]
		rcpt.settleAddress(candidates)
		if rcpt.Action == "" && r.Kind == Bounce {
			rcpt.Action = ActionFailed
		}
		rcpt.Reply.Text = shorten(rcpt.Reply.Text, maxReply)
		rcpt.Remark = shorten(rcpt.Remark, maxRemark)
	}
	r.Recipients = mergeRecipients(r.Recipients)
	if r.Kind == Bounce {
		r.Kind = kindOf(r.Recipients)
	}
}

// settleAddress chooses the address that a list owner knows: where the final
// one is internal to the receiving system ("user", "x@ims_daemon",
// "/var/mail/user"), the one that the sender wrote, or the candidate with the
// same local part, or the only candidate if there is nothing else.
func (r *Recipient) settleAddress(candidates func() []string) {
	if strings.EqualFold(r.Alias, r.Address) || !isAddress(r.Alias) {
		r.Alias = ""
	}
	if isAddress(r.Address) && isPublic(r.Address) {
		return
	}
	if r.Alias != "" {
		r.Address, r.Alias = r.Alias, ""
		return
	}
	nobody := isNobody(r.Address)
	internal, _, _ := strings.Cut(r.Address, "@")
	for _, a := range candidates() {
		local, _, _ := strings.Cut(a, "@")
		if strings.EqualFold(local, internal) || nobody && len(candidates()) == 1 || nobody && isX400(r.Address, local) {
			r.Address = a
			return
		}
	}
	if nobody {
		r.Address = ""
	}
}

// isNobody reports whether a final address names no mailbox by which people
// could be told apart: a file, a program, an empty group.
func isNobody(a string) bool {
	return a == "" || strings.ContainsAny(a, "@/|:;") && !isAddress(a) ||
		strings.HasPrefix(strings.ToLower(a), "undisclosed") || strings.EqualFold(a, "unknown") || strings.EqualFold(a, "unlisted-recipients")
}

// isPublic reports whether the domain of an address can be one of the public
// Internet: it has a dot, and is none that RFC 6761, RFC 6762 and habit
// reserve for private use.
func isPublic(address string) bool {
	domain := domainOf(address)
	return strings.Contains(domain, ".") &&
		!hasAnySuffix(domain, []string{".local", ".localdomain", ".localhost", ".internal", ".intern", ".lan", ".corp", ".invalid", "ims-ms-daemon"})
}

// domainOf returns the domain of a clean address.
func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// isX400 reports whether an X.400 address names the person of a local part:
//
//	/G=Ann/S=Miller/O=Example/C=DE/  ann.miller
func isX400(x400, local string) bool {
	local = strings.ToLower(local)
	surname := false
	for f := range strings.SplitSeq(strings.ToLower(strings.ReplaceAll(x400, ";", "/")), "/") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(f), "="); {
		case name != "s" && name != "g" || value == "":
		case !strings.Contains(local, value):
			return false
		case name == "s":
			surname = true
		}
	}
	return surname
}

// mergeRecipients joins what is said twice of one address, in the place of the
// first: a host that was tried before another, a delay and its end. What was
// said last of its end counts; of the same end, the later fills the gaps.
func mergeRecipients(list []Recipient) []Recipient {
	at := make(map[string]int, len(list))
	out := list[:0]
	for _, r := range list {
		key := strings.ToLower(r.Address)
		i, seen := at[key]
		if !seen {
			at[key] = len(out)
			out = append(out, r)
			continue
		}
		out[i].merge(r)
	}
	return out
}

// merge takes over what a later statement says about the same address.
func (r *Recipient) merge(later Recipient) {
	switch {
	case r.Action.end() == later.Action.end():
		r.fill(later)
	case later.Action.end() == pending, r.Action.end() != pending && !later.LastTry.IsZero() && later.LastTry.Before(r.LastTry):
		// It came to its end before, or after, as the dates tell.
	default:
		later.Alias = cmp.Or(later.Alias, r.Alias)
		*r = later
	}
}

// fill fills the gaps of r.
func (r *Recipient) fill(later Recipient) {
	if r.Reply.Text == "" {
		r.Reply = later.Reply
	}
	r.Status = r.Status.orFirmer(later.Status)
	r.Action = cmp.Or(r.Action, later.Action)
	r.Alias = cmp.Or(r.Alias, later.Alias)
	r.Remark = cmp.Or(r.Remark, later.Remark)
	r.Command = cmp.Or(r.Command, later.Command)
	r.Host = cmp.Or(r.Host, later.Host)
}

// An end is how a delivery ended.
type end int

const (
	pending end = iota
	lost
	arrived
)

func (a Action) end() end {
	switch a {
	case ActionFailed:
		return lost
	case ActionDelivered, ActionRelayed, ActionExpanded:
		return arrived
	}
	return pending
}

// kindOf is the kind of a delivery report as a whole: a failure outranks a
// delay, a delay a delivery.
func kindOf(list []Recipient) Kind {
	kind := Kind("")
	for _, r := range list {
		switch r.Action {
		case ActionFailed, "":
			return Bounce
		case ActionDelayed:
			kind = Delay
		default:
			if kind == "" {
				kind = Delivered
			}
		}
	}
	if kind == "" {
		return Bounce
	}
	return kind
}
