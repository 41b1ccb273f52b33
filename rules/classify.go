package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
)

// maxEvidence bounds Verdict.Evidence; what spoke beyond it decides nothing.
const maxEvidence = 16

// A rank says how firm a piece of evidence is. Lower ranks win.
type rank uint8

const (
	rankReply rank = iota + 1 // words of the refusing host
	rankStatus
	rankRemark // words of the reporting system
	rankWeakReply
	rankWeakStatus
	rankWeakRemark
	rankCode
	rankWeakCode
)

// ranks holds, for each basis, the rank of a firm and of a weak rule.
var ranks = map[Basis][2]rank{
	ByReply:  {rankReply, rankWeakReply},
	ByStatus: {rankStatus, rankWeakStatus},
	ByRemark: {rankRemark, rankWeakRemark},
	ByCode:   {rankCode, rankWeakCode},
}

// A candidate is a rule that speaks, not yet put in order.
type candidate struct {
	rule  *Rule
	basis Basis
	rank  rank
	quote string
	start int
	end   int
}

// A call is the working memory of one Classify.
type call struct {
	set        *Set
	rcpt       *dsn.Recipient
	host       string // the refusing host, in lower case
	provider   string // of the host, or of the recipient's domain if no host is known
	search     search
	candidates []candidate
	lists      []match // blocklists named; the reply's come first
	listText   []string
}

var calls = sync.Pool{New: func() any { return new(call) }}

// Classify judges by the built-in rules what is said of r; see [Set.Classify].
func Classify(r dsn.Recipient) Verdict { return Builtin().Classify(r) }

// Classify judges why mail to r failed, or is late, by the words and codes that are
// said of r. In what kind of report they stand it does not know: on a complaint, an
// automatic reply or a receipt (see Report.KindOf of package dsn) the verdict is that
// of [Event]; scanner.Judge does both.
//
// The result depends on r and s alone. Classify reads at most 32 KiB each of
// Reply.Text and Remark and takes time linear in them. A recipient whose message
// arrived gets Event(dsn.Delivered). It may be called concurrently.
func (s *Set) Classify(r dsn.Recipient) Verdict {
	if arrived(&r) {
		return Event(dsn.Delivered)
	}
	c := calls.Get().(*call)
	defer c.release()
	c.set, c.rcpt = s, &r
	c.host = strings.ToLower(strings.TrimSuffix(r.Host, "."))
	if c.provider = s.providers.ofHost(c.host); c.host == "" {
		c.provider = s.providers.ofAddress(r.Address)
	}
	c.hear(r.Reply.Text, ByReply)
	c.hear(r.Remark, ByRemark)
	c.readStatus()
	c.readCode()
	return c.judge(c.ranked())
}

// release returns c to the pool without what belongs to the caller.
func (c *call) release() {
	clear(c.candidates)
	clear(c.listText)
	c.candidates, c.lists, c.listText = c.candidates[:0], c.lists[:0], c.listText[:0]
	c.set, c.rcpt = nil, nil
	calls.Put(c)
}

// arrived reports whether the message was delivered or passed on
// (RFC 3464 section 2.3.3).
func arrived(r *dsn.Recipient) bool {
	switch r.Action {
	case dsn.ActionDelivered, dsn.ActionRelayed, dsn.ActionExpanded:
		return true
	case "":
		return r.Status.Class == 2
	}
	return false
}

// at reports whether the refusing host is in one of the listed domains, or of
// one of the listed providers.
func (c *call) at(list []string) bool {
	for _, entry := range list {
		if isDomain(entry) && within(c.host, entry) || entry == c.provider {
			return true
		}
	}
	return false
}

// isDomain tells a domain from the id of a provider, which has no dot.
func isDomain(at string) bool { return strings.Contains(at, ".") }

// hear collects the rules whose words stand in text.
func (c *call) hear(text string, basis Basis) {
	c.search.look(c.set.words, text, c.rcpt.Address, c.rcpt.Alias)
	for _, m := range c.search.matches {
		p := &c.set.words.phrases[m.phrase]
		quote, start, end := c.search.quote(text, m.at)
		if p.isList {
			c.lists = append(c.lists, m)
			c.listText = append(c.listText, quote)
			continue
		}
		c.speak(&c.set.rules[p.owner], candidate{basis: basis, quote: quote, start: start, end: end})
	}
}

// readStatus collects the rules for the enhanced status.
func (c *call) readStatus() {
	speakers := c.set.byStatus[c.rcpt.Status]
	if len(speakers) == 0 {
		return
	}
	said := c.spoken(ByStatus, c.rcpt.Status.String())
	for _, i := range speakers {
		c.speak(&c.set.rules[i], said)
	}
}

// readCode collects the rules for the bare reply code.
func (c *call) readCode() {
	speakers := c.set.byCode[c.rcpt.Reply.Code]
	if len(speakers) == 0 {
		return
	}
	said := c.spoken(ByCode, strconv.Itoa(c.rcpt.Reply.Code))
	for _, i := range speakers {
		c.speak(&c.set.rules[i], said)
	}
}

// spoken finds a code in the reply. If it stands only in a field of the
// report, both offsets are 0.
func (c *call) spoken(basis Basis, code string) candidate {
	text := c.rcpt.Reply.Text[:min(len(c.rcpt.Reply.Text), maxWords)]
	for from := 0; ; {
		i := strings.Index(text[from:], code)
		if i < 0 {
			return candidate{basis: basis, quote: code}
		}
		start, end := from+i, from+i+len(code)
		if !partOfNumber(text, start, end) {
			return candidate{basis: basis, quote: text[start:end], start: start, end: end}
		}
		from = start + 1
	}
}

// partOfNumber reports whether the digits text[start:end] go on on either
// side, as in an IP address.
func partOfNumber(text string, start, end int) bool {
	before := start > 0 && (isDigit(text[start-1]) || text[start-1] == '.')
	after := end < len(text) && (isDigit(text[end]) || text[end] == '.' && end+1 < len(text) && isDigit(text[end+1]))
	return before || after
}

// speak lets a rule speak, if its conditions hold.
func (c *call) speak(r *Rule, said candidate) {
	if !r.applies(c) {
		return
	}
	said.rule, said.rank = r, ranks[said.basis][0]
	if r.Weak {
		said.rank = ranks[said.basis][1]
	}
	c.candidates = append(c.candidates, said)
}

// ranked returns at most maxEvidence candidates, the firmest first and each
// rule once. It is the caller's until c is released.
func (c *call) ranked() []candidate {
	slices.SortFunc(c.candidates, firmer)
	n := 0
	for _, one := range c.candidates {
		again := slices.ContainsFunc(c.candidates[:n], func(o candidate) bool { return o.rule == one.rule })
		if !again {
			c.candidates[n] = one
			n++
		}
	}
	firm := c.candidates[:n]
	yield(firm)
	return firm[:min(n, maxEvidence)]
}

// firmer orders candidates: by rank; rules about this very host before general
// ones; the longer quote; the rule that states more conditions; the rule's id.
func firmer(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		-cmp.Compare(min(len(a.rule.At), 1), min(len(b.rule.At), 1)),
		-cmp.Compare(len(a.quote), len(b.quote)),
		-cmp.Compare(a.rule.conditions(), b.rule.conditions()),
		cmp.Compare(a.rule.ID, b.rule.ID),
		cmp.Compare(a.start, b.start),
	)
}

// yield moves each rule before the first one of the same rank that it beats.
func yield(firm []candidate) {
	for i, one := range firm {
		if len(one.rule.Beats) == 0 {
			continue
		}
		for j := range i {
			if firm[j].rank == one.rank && slices.Contains(one.rule.Beats, firm[j].rule.ID) {
				copy(firm[j+1:i+1], firm[j:i])
				firm[j] = one
				break
			}
		}
	}
}
