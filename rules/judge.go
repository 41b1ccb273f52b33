package rules

import "github.com/nixie-mail/nixie/dsn"

// Event returns the verdict on a report that is no failure: its cause is the
// event's name. For any other kind it is that of an unknown failure.
func Event(k dsn.Kind) Verdict {
	m := Cause(k).Meaning()
	return Verdict{Cause: m.Cause, Lasting: Unclear, Class: m.Class, Advice: m.Advice}
}

// judge draws the conclusion from the evidence, of which the first decides.
func (c *call) judge(firm []candidate) Verdict {
	v := Verdict{Cause: Unknown, Lasting: lasting(c.rcpt, "")}
	fileProvider := ""
	if len(firm) > 0 {
		first := firm[0].rule
		fileProvider = first.Provider
		v.Cause, v.Detail, v.List, v.ListURL = first.Cause, first.Detail, first.List, first.ListURL
		v.Lasting = lasting(c.rcpt, first.Lasting)
		v.Evidence = evidence(firm)
	}
	m := v.Cause.Meaning()
	v.Class = class(m, v.Lasting, c.rcpt.Action)
	v.Advice = advice(m, v.Class)
	v.Provider = c.whose(fileProvider)
	if v.Cause == Blocklisted || v.Cause == BadReputation {
		c.nameList(&v)
	}
	if v.Cause == AddressMoved {
		v.NewAddress = c.newAddress(firm)
	}
	return v
}

func evidence(firm []candidate) []Evidence {
	list := make([]Evidence, len(firm))
	for i, f := range firm {
		list[i] = Evidence{
			Rule: f.rule.ID, Cause: f.rule.Cause, Basis: f.basis,
			Quote: f.quote, Start: f.start, End: f.end, Source: f.rule.Source,
		}
	}
	return list
}

// lasting decides whether the refusal stands for good: by what the words say,
// else by the reply code, the status, the action, in this order. A message
// that is only delayed may still arrive, whatever the digits.
func lasting(r *dsn.Recipient, words Lasting) Lasting {
	switch {
	case r.Action == dsn.ActionDelayed:
		return Temporary
	case words != "":
		return words
	case r.Reply.Code/100 == 4, r.Reply.Code/100 != 5 && r.Status.Class == 4:
		return Temporary
	}
	return Permanent
}

// class is that of the cause, but a hard cause that may pass is soft, and a
// delay is no failure yet.
func class(m Meaning, l Lasting, a dsn.Action) Class {
	switch {
	case a == dsn.ActionDelayed:
		return None
	case m.Class == Hard && l != Permanent:
		return Soft
	}
	return m.Class
}

// advice is what one event justifies. Removal takes a hard class and a cause
// for which one event is enough; the policy over the history does the rest.
func advice(m Meaning, c Class) Advice {
	switch {
	case c == None:
		return Ignore
	case m.Class != Hard:
		return m.Advice
	case c != Hard, m.Cause == MailboxDisabled:
		return Watch
	}
	return m.Advice
}

// whose returns the provider whose mailbox it is: by the refusing host, by the
// file of the rule that decided, by the recipient's domain.
func (c *call) whose(fileProvider string) string {
	if c.host != "" && c.provider != "" {
		return c.provider
	}
	if fileProvider != "" {
		return fileProvider
	}
	return c.set.providers.ofAddress(c.rcpt.Address)
}

// nameList fills in the blocklist: the one that the rule names, else the one
// with the longest phrase in the words, then the first id.
func (c *call) nameList(v *Verdict) {
	if v.List == "" {
		longest := 0
		for i, m := range c.lists {
			l := &c.set.lists[c.set.words.phrases[m.phrase].owner]
			n := len(c.listText[i])
			if n > longest || n == longest && l.ID < v.List {
				longest, v.List = n, l.ID
			}
		}
	}
	if v.List == "" || v.ListURL != "" {
		return
	}
	for i := range c.set.lists {
		if c.set.lists[i].ID == v.List {
			v.ListURL = c.set.lists[i].URL
		}
	}
}
