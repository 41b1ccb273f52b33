package scanner

import (
	"cmp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
)

// A Correlation ties a report to the mailing that it is about: it finds the
// recipient's address, the campaign and the subscriber where the sender has
// hidden them, in the address to which reports go (VERP, variable envelope
// return path) or in fields of the returned message.
//
// It never looks at who wrote a message (From, Sender, Reply-To). It may be
// used by several goroutines at once. Make one with NewCorrelation.
type Correlation struct {
	own, usual struct {
		verp   []pattern
		fields []field
	}
}

// defaultCorrelation knows the usual schemes and fields only.
var defaultCorrelation = sync.OnceValue(func() *Correlation {
	c, err := NewCorrelation(nil, nil)
	if err != nil {
		panic(err) // the expressions are built in
	}
	return c
})

// maxFact bounds a campaign, a subscriber and a list, in bytes: a UUID has 36,
// the longest address 320.
const maxFact = 320

// A tie is what a Correlation finds. Absent facts are "".
type tie struct {
	address    string // of the recipient, as the sender knows it
	list       string // List-Id
	campaign   string
	subscriber string
}

// add takes over what t lacks.
func (t *tie) add(more tie) {
	t.address = cmp.Or(t.address, more.address)
	t.list = cmp.Or(t.list, more.list)
	t.campaign = cmp.Or(t.campaign, more.campaign)
	t.subscriber = cmp.Or(t.subscriber, more.subscriber)
}

// find returns what is known of the mailing that r reports on. Expressions of
// one's own come before the usual ones, fields before addresses: some senders
// number a campaign differently in the two, and the field is the better known.
func (c *Correlation) find(r *dsn.Report) tie {
	var t tie
	addresses := returnAddresses(r)
	for _, a := range addresses {
		t.add(match(c.own.verp, a.written))
		t.add(match(c.own.verp, a.unwrapped))
	}
	t.add(look(c.own.fields, r.Original.Header))
	t.add(look(c.usual.fields, r.Original.Header))
	for _, a := range addresses {
		if isMarked(a.unwrapped) {
			t.add(match(c.usual.verp, a.unwrapped))
		}
	}
	return t
}

// A returnAddress is one to which a report went or was meant to go.
type returnAddress struct{ written, unwrapped string }

// returnAddresses returns where the report went, then where the returned
// message says it was to go, then the envelope id, in which some senders
// repeat it.
func returnAddresses(r *dsn.Report) []returnAddress {
	var list []returnAddress
	for _, a := range append(append([]string{}, r.SentTo...), append(r.Original.BounceAddresses(), r.EnvelopeID)...) {
		if a != "" && len(a) <= maxReturnAddress {
			list = append(list, returnAddress{a, unwrap(a)})
		}
	}
	return list
}

// recipients returns the recipients of a report of that kind as the sender
// knows them.
//
// Where it names a public address, that stays the recipient, for it is the one
// that failed, and the address of the tie becomes its alias: what the sender
// wrote, the entry of the list. A recipient without one is the tie's. A report
// about several recipients one of whom is the tie's tells of the others on its
// own account: they are left alone.
//
// Nothing failed where somebody complains or leaves. That is the person on the
// list, whose address complaints black out and often replace by the list's.
func (t tie) recipients(kind dsn.Kind, list []dsn.Recipient) []dsn.Recipient {
	if t.address == "" || named(list, t.address) {
		return list
	}
	leaves := kind == dsn.Complaint || kind == dsn.Unsubscribe
	tied := append([]dsn.Recipient{}, list...)
	for i := range tied {
		r := &tied[i]
		switch {
		case len(tied) == 1 && (leaves || !isPublic(r.Address)):
			r.Address, r.Alias = t.address, ""
		case isPublic(r.Address):
			r.Alias = t.address
		}
	}
	return tied
}

// named reports whether the address is one of the recipients or their aliases.
func named(list []dsn.Recipient, address string) bool {
	for _, r := range list {
		if strings.EqualFold(r.Address, address) || strings.EqualFold(r.Alias, address) {
			return true
		}
	}
	return false
}

// isPublic reports whether an address can be one of the public Internet:
// "jane" and "jane@mailstore" name a mailbox for one host only.
func isPublic(address string) bool {
	_, domain, ok := strings.Cut(address, "@")
	return ok && strings.Contains(domain, ".")
}

// subscriberOf returns who the recipient is to the sender: the id, else the
// address on the list if it is another than the one that failed.
func (t tie) subscriberOf(rcpt dsn.Recipient) string {
	if t.subscriber == "" && t.address != "" && strings.EqualFold(rcpt.Alias, t.address) {
		return t.address
	}
	return t.subscriber
}

// fact returns s as it can be shown and stored: one line, printable, at most
// maxFact bytes.
func fact(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s[:min(len(s), 4*maxFact)])
	s = strings.TrimSpace(s)
	if len(s) <= maxFact {
		return s
	}
	end := maxFact
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimSpace(s[:end])
}
