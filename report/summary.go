package report

import (
	"encoding/json"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A Summary counts what a run finds. Feed it the results of a scan with Read,
// or outcomes alone with Write; then Close it and print it.
//
// Recipients are counted as 64-bit hashes, so that an inbox of any size stays
// small; the chance that two of a million fall together is one in ten million.
type Summary struct {
	version, rulesVersion string

	began    time.Time
	elapsed  time.Duration // zero until Close
	messages int
	bytes    int64
	sorts    map[dsn.Kind]int // messages, by what they are first of all
	ordinary int              // messages that are no report
	events   map[dsn.Kind]int
	causes   map[rules.Cause]int
	lists    map[string]int // blocklists named
	fixes    map[rules.Cause]*Refusals

	unresolved int // reports that name no recipient
	crowds     crowdCount

	seed       maphash.Seed
	recipients map[uint64]rank // by hash of the address

	problems [matters]problems
}

// NewSummary begins to count, and to take the time. Version is the program's,
// rulesVersion that of the rules; both are only printed.
func NewSummary(version, rulesVersion string) *Summary {
	return &Summary{
		version: version, rulesVersion: rulesVersion,
		began:      time.Now(),
		sorts:      map[dsn.Kind]int{},
		events:     map[dsn.Kind]int{},
		causes:     map[rules.Cause]int{},
		lists:      map[string]int{},
		fixes:      map[rules.Cause]*Refusals{},
		seed:       maphash.MakeSeed(),
		recipients: map[uint64]rank{},
	}
}

// Read counts a message with its outcomes, or as ordinary mail, or as a
// problem. All of it is news.
func (s *Summary) Read(res *scanner.Result) { s.ReadAgain(res, nil) }

// ReadAgain is Read of a message of which some outcomes were known before:
// fresh says of each whether it is news. What is none is counted, but it is
// nothing to alarm anybody with.
func (s *Summary) ReadAgain(res *scanner.Result, fresh []bool) {
	s.messages++
	if res.Message != nil {
		s.bytes += int64(len(res.Message.Raw))
	}
	if p, ok := ProblemOf(res); ok {
		s.problems[p.Of].add(p)
		return
	}
	s.sorts[sortOf(res)]++
	if res.Err != nil && len(res.Outcomes) == 0 {
		s.ordinary++
	}
	for i, o := range res.Outcomes {
		s.count(o, i >= len(fresh) || fresh[i])
	}
	s.crowds.add(res, fresh)
}

// sortOf returns what a message counts as that says something of several
// recipients: the first in the order in which the summary names them.
func sortOf(res *scanner.Result) dsn.Kind {
	for _, k := range eventOrder {
		for _, o := range res.Outcomes {
			if o.Kind == k {
				return k
			}
		}
	}
	return dsn.Other
}

// Write counts one outcome, for reports over a ledger. It never fails.
func (s *Summary) Write(o scanner.Outcome) error {
	s.count(o, true)
	return nil
}

// WriteProblem counts a problem that no result of a scan tells of. It never
// fails.
func (s *Summary) WriteProblem(p Problem) error {
	s.problems[p.Of].add(p)
	return nil
}

// Close stops the clock. It never fails.
func (s *Summary) Close() error {
	s.stop()
	return nil
}

func (s *Summary) stop() {
	if s.elapsed == 0 {
		s.elapsed = time.Since(s.began)
	}
}

// Problems returns how many messages, files and accounts could not be read, or
// not wholly.
func (s *Summary) Problems() int {
	n := 0
	for i := range s.problems {
		n += s.problems[i].count
	}
	return n
}

// Messages returns how many messages were read, ordinary mail included.
func (s *Summary) Messages() int { return s.messages }

// Events returns how many events of a kind were counted.
func (s *Summary) Events(k dsn.Kind) int { return s.events[k] }

// Unresolved returns how many reports named no recipient: nothing can be done
// with them but to look at them. The problems of each outcome say why.
func (s *Summary) Unresolved() int { return s.unresolved }

// Removals returns how many recipients get no more mail, if the advice for them
// is followed.
func (s *Summary) Removals() int {
	counts := s.adviceCounts()
	return counts[rules.Remove] + counts[rules.Replace] + counts[rules.Unsubscribe]
}

// Cause returns how many failures of a cause were counted, delays included.
func (s *Summary) Cause(c rules.Cause) int { return s.causes[c] }

// Advise replaces the advice for a recipient of this run by that of a policy
// over the history. A recipient that was not counted is ignored.
func (s *Summary) Advise(recipient string, a rules.Advice) {
	key := s.key(recipient)
	if _, counted := s.recipients[key]; counted {
		s.recipients[key] = rankOf(a)
	}
}

func (s *Summary) key(recipient string) uint64 {
	return maphash.String(s.seed, strings.ToLower(recipient)) // spellings that differ in case are one
}

// count counts an outcome. One that is not fresh was counted by an earlier run and
// alarms nobody.
func (s *Summary) count(o scanner.Outcome, fresh bool) {
	if o.Kind == dsn.Other {
		s.ordinary++
		return
	}
	s.events[o.Kind]++
	if o.Recipient.Address == "" {
		s.unresolved++ // its problems say why
	} else {
		key := s.key(o.Recipient.Address)
		best, counted := s.recipients[key]
		if r := rankOf(o.Verdict.Advice); !counted || r < best {
			s.recipients[key] = r // one recipient has one advice, the most drastic
		}
	}
	if o.Kind != dsn.Bounce && o.Kind != dsn.Delay {
		return
	}
	s.causes[o.Verdict.Cause]++
	if o.Verdict.List != "" {
		countName(s.lists, o.Verdict.List)
	}
	if fresh {
		s.countFix(o)
	}
}

// adviceOrder is the most drastic first, and the order of the summary.
var adviceOrder = []rules.Advice{
	rules.Remove, rules.Replace, rules.Unsubscribe, rules.Watch, rules.Keep, rules.Review, rules.Ignore,
}

// Advices returns all advice, the most drastic first: the order in which
// summaries and pages name it.
func Advices() []rules.Advice { return slices.Clone(adviceOrder) }

// rank is a place in adviceOrder.
type rank uint8

func rankOf(a rules.Advice) rank {
	if i := slices.Index(adviceOrder, a); i >= 0 {
		return rank(i)
	}
	return rank(len(adviceOrder) - 1)
}

// eventOrder is the order in which the summary names events.
var eventOrder = []dsn.Kind{
	dsn.Bounce, dsn.Delay, dsn.AutoReply, dsn.Complaint, dsn.Unsubscribe,
	dsn.Challenge, dsn.Delivered, dsn.ReadReceipt, dsn.Other,
}

// Events returns all kinds of events in the order in which summaries and pages
// name them.
func Events() []dsn.Kind { return slices.Clone(eventOrder) }

// adviceCounts returns the number of recipients by advice.
func (s *Summary) adviceCounts() map[rules.Advice]int {
	counts := map[rules.Advice]int{}
	for _, r := range s.recipients {
		counts[adviceOrder[r]]++
	}
	return counts
}

// MarshalJSON returns the last line of NDJSON: {"type":"summary", …}.
func (s *Summary) MarshalJSON() ([]byte, error) {
	s.stop()
	events := map[dsn.Kind]int{}
	for k, n := range s.events {
		events[k] = n
	}
	if s.ordinary > 0 {
		events[dsn.Other] += s.ordinary
	}
	return json.Marshal(struct {
		Type         string               `json:"type"`
		Schema       int                  `json:"schema"`
		Messages     int                  `json:"messages"`
		Bytes        int64                `json:"bytes"`
		Events       map[dsn.Kind]int     `json:"events"`
		Recipients   int                  `json:"recipients"`
		Unresolved   int                  `json:"unresolved"` // events without a recipient
		Causes       map[rules.Cause]int  `json:"causes"`
		Advice       map[rules.Advice]int `json:"advice"`
		Problems     int                  `json:"problems"`
		ElapsedMS    int64                `json:"elapsed_ms"`
		Version      string               `json:"version"`
		RulesVersion string               `json:"rules_version"`
	}{
		"summary", scanner.SchemaVersion, s.messages, s.bytes, events, len(s.recipients), s.unresolved, s.causes,
		s.adviceCounts(), s.Problems(), s.elapsed.Milliseconds(), s.version, s.rulesVersion,
	})
}
