package clean

import (
	"hash/maphash"
	"iter"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// BadAddresses are the addresses that get no more mail, with the reason for
// each. They take some fifty bytes of memory for every address that a ledger
// knows.
type BadAddresses struct {
	seeds   [2]maphash.Seed
	own     map[hashedAddress]badEntry // under the address that failed
	aliases map[hashedAddress]badEntry // under the address on the list, if another failed
	moved   map[hashedAddress]newAddress
	words   []string // causes and advice, each once
	drops   map[rules.Advice]bool
}

// A hashedAddress stands for an address. Its 128 bits are of two secret keys,
// so that nobody can make two addresses alike.
type hashedAddress [2]uint64

// A badEntry is what a row of the dropped file needs of a standing, without
// pointers: a million of them cost the garbage collector nothing.
type badEntry struct {
	since  int64
	count  uint32
	cause  uint16 // in words
	code   uint16
	status dsn.Status
	advice uint8 // in words
	fate   fate
}

// A fate is what becomes of a row.
type fate uint8

const (
	fateFine   fate = iota // nothing is against it, or not enough
	fateDrop               // it goes
	fateHeld               // it would go, but its removal is held back
	fateShared             // as an alias it would go for one address, but not for another
)

// NewBadAddresses reads standings: those whose advice is to remove, to replace
// or to unsubscribe are bad, and with watch also those to watch. An error of
// standings ends it.
//
// A standing speaks about the address that failed and about the one that the
// sender wrote to, if mail for it was passed on. About the latter it counts
// only if the ledger says nothing better of it, under any name: who writes to
// a group loses the group for none of its members.
func NewBadAddresses(standings iter.Seq2[ledger.Standing, error], watch bool) (*BadAddresses, error) {
	b := &BadAddresses{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		own:   map[hashedAddress]badEntry{}, aliases: map[hashedAddress]badEntry{}, moved: map[hashedAddress]newAddress{},
		drops: map[rules.Advice]bool{rules.Remove: true, rules.Replace: true, rules.Unsubscribe: true, rules.Watch: watch},
	}
	for _, a := range report.Advices() {
		b.word(string(a)) // the first, so that their numbers are small
	}
	for st, err := range standings {
		if err != nil {
			return nil, err
		}
		b.add(&st)
	}
	return b, nil
}

// add enters the address that failed, and those that were written to.
func (b *BadAddresses) add(st *ledger.Standing) {
	e := b.entry(st)
	key := addressKey(st.Email)
	if key != "" {
		h := b.hash(key)
		if old, met := b.own[h]; !met || old.fate != fateDrop { // two spellings that the ledger keeps apart
			b.own[h] = e
			b.move(h, newAddressOf(st), e.fate)
		}
	}
	for _, alias := range append([]string{st.Deciding.Recipient.Alias, st.Deciding.Subscriber}, st.Originals...) {
		if a := addressKey(alias); a != "" && a != key {
			b.addAlias(b.hash(a), e, newAddressOf(st))
			key = a // the two are mostly the same
		}
	}
}

func (b *BadAddresses) addAlias(h hashedAddress, e badEntry, moved newAddress) {
	old, met := b.aliases[h]
	switch {
	case !met:
		b.aliases[h] = e
		b.move(h, moved, e.fate)
	case old.fate != e.fate:
		old.fate = fateShared
		b.aliases[h] = old
	}
}

func (b *BadAddresses) move(h hashedAddress, moved newAddress, f fate) {
	if moved.address != "" && f == fateDrop {
		b.moved[h] = moved
	}
}

// A newAddress is where somebody has moved, as a report says.
type newAddress struct {
	address string
	firm    bool // the refusing host itself gives it, in a reply that is there for it
}

// newAddressOf takes a new address for firm where it stands in the host's own
// reply, and the code says that it will: 551 and 251 (RFC 5321 section 3.4), or
// x.1.6 (RFC 3463 section 3.2). What a remark, or a sentence without such a code,
// says of another address may be a hint for a person to ask there.
func newAddressOf(st *ledger.Standing) newAddress {
	r := &st.Deciding.Recipient
	coded := r.Reply.Code == 551 || r.Reply.Code == 251 || r.Status.Subject == 1 && r.Status.Detail == 6
	return newAddress{st.NewAddress, coded && strings.Contains(strings.ToLower(r.Reply.Text), strings.ToLower(st.NewAddress))}
}

// entry is what is kept of a standing: some fifty bytes.
func (b *BadAddresses) entry(st *ledger.Standing) badEntry {
	e := badEntry{
		count: uint32(min(st.Reason.Count, 1<<31)), cause: b.word(string(st.Cause)), advice: uint8(b.word(string(st.Advice))),
		code: uint16(st.Deciding.Recipient.Reply.Code), status: st.Deciding.Recipient.Status,
	}
	if !st.Reason.Since.IsZero() {
		e.since = st.Reason.Since.Unix()
	}
	switch {
	case !b.drops[st.Advice] && !st.Held:
	case st.Held:
		e.fate = fateHeld
	default:
		e.fate = fateDrop
	}
	return e
}

// word returns the number of a word. There are as many as causes.
func (b *BadAddresses) word(w string) uint16 {
	for i, have := range b.words {
		if have == w {
			return uint16(i)
		}
	}
	b.words = append(b.words, strings.Clone(w))
	return uint16(len(b.words) - 1)
}

func (b *BadAddresses) hash(key string) hashedAddress {
	return hashedAddress{maphash.String(b.seeds[0], key), maphash.String(b.seeds[1], key)}
}

// fateOf returns what becomes of an address, and why.
func (b *BadAddresses) fateOf(h hashedAddress) badEntry {
	own, met := b.own[h]
	alias, passedOn := b.aliases[h]
	switch {
	case met && (own.fate != fateFine || !passedOn):
		return own
	case met && alias.fate != fateFine:
		alias.fate = fateShared
	}
	return alias // the zero entry is fine
}

// standing returns what Reason needs of the standing that the entry was.
func (b *BadAddresses) standing(e badEntry) ledger.Standing {
	st := ledger.Standing{
		Cause: rules.Cause(b.words[e.cause]), Advice: rules.Advice(b.words[e.advice]), Reason: ledger.Reason{Count: int(e.count)},
		Deciding: scanner.Outcome{Recipient: dsn.Recipient{Status: e.status, Reply: dsn.Reply{Code: int(e.code)}}},
	}
	if e.since != 0 {
		st.Reason.Since = time.Unix(e.since, 0).UTC()
	}
	return st
}

// seenAddresses remembers which addresses were in a list: a table with open
// addressing, four bytes a place, which together with the place tell addresses
// apart: of two million, one is mistaken for another in one list of a thousand.
type seenAddresses struct {
	places []uint32
	n      int
}

// maxSeen bounds how many are remembered: in 16 MiB, of which a short list
// touches little.
const maxSeen = 1 << 21

// add reports whether the address was seen before. Beyond maxSeen different
// ones it forgets the new ones.
func (s *seenAddresses) add(h hashedAddress) bool {
	const mask = 2*maxSeen - 1
	if s.places == nil {
		s.places = make([]uint32, mask+1)
	}
	tag := max(uint32(h[0]>>32), 1) // 0 is an empty place
	i := h[0] & mask
	for s.places[i] != 0 && s.places[i] != tag {
		i = (i + 1) & mask
	}
	if s.places[i] == 0 && s.n < maxSeen {
		s.places[i] = tag
		s.n++
		return false
	}
	return s.places[i] == tag
}
