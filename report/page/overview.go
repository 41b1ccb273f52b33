package page

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Bounds of a page. What lies beyond them is in the lists of events and of
// recipients, which have no bounds.
const (
	MaxAddresses  = 1000 // addresses to remove that a page names
	maxNames      = 25   // domains, campaigns, typing mistakes
	maxWordings   = 25   // wordings of unknown replies
	maxIdentities = 5    // failing identities of a cause
)

// A Query says what an Overview is about.
type Query struct {
	Filter    ledger.Filter                     // what is counted; Until zero: now
	Before    time.Time                         // begin of an earlier period that ends at Filter.Since, to compare with; zero: there is none
	Flags     []string                          // the filters as a person gave them: "--family sender"
	Standings iter.Seq2[ledger.Standing, error] // the addresses to advise on; nil: none
	Listed    func() int                        // how many addresses get no more mail, whatever the time, once Standings is read; nil: nobody knows
	Policy    ledger.Policy                     // by which they are advised on; its thresholds are printed
	Rules     *rules.Set                        // drafts rules for unknown replies; nil: the built-in ones
	Sent      int                               // messages sent in the period; 0: nobody knows, and there are no rates
	Redact    bool                              // mask the local parts of addresses
	Version   string                            // of the program
}

// An Overview is what a ledger says of a period, in numbers: every format of
// the page prints it, and none computes anything of its own. Its JSON form is
// that of the struct; field names are stable.
type Overview struct {
	Type         string    `json:"type"` // always "report"
	Schema       int       `json:"schema"`
	Made         time.Time `json:"made"`
	Since        time.Time `json:"since"`
	Until        time.Time `json:"until"`
	Before       time.Time `json:"before"` // begin of the earlier period; zero: there is none
	Filters      []string  `json:"filters"`
	Redacted     bool      `json:"redacted"`
	Version      string    `json:"version"`
	RulesVersion string    `json:"rules_version"`

	Sent          int `json:"sent"` // 0: not known
	Bounces       int `json:"bounces"`
	BouncesBefore int `json:"bounces_before"`
	Hard          int `json:"hard"`

	Events     []EventCount     `json:"events"`
	Advice     []AdviceCount    `json:"advice"`
	Families   []FamilyCount    `json:"families"`
	Causes     []CauseCount     `json:"causes"`
	Days       []DayCount       `json:"days"`
	Step       int              `json:"step"` // days in an element of Days
	Incidents  []Incident       `json:"incidents"`
	Held       []Held           `json:"held"`     // the most frequent reasons
	HeldAll    int              `json:"held_all"` // removals that are held back
	Providers  []ProviderCount  `json:"providers"`
	Fixes      []Fix            `json:"fixes"`
	Blocklists []BlocklistCount `json:"blocklists"`
	Untaken    []Untaken        `json:"untaken"`
	Domains    []DomainCount    `json:"domains"`
	Typos      []DomainCount    `json:"typos"`
	Campaigns  []CampaignCount  `json:"campaigns"`
	Mailings   []CampaignCount  `json:"mailings"` // by List-Id

	Removals    []Removal `json:"removals"` // the first MaxAddresses
	RemovalsAll int       `json:"removals_all"`
	Listed      int       `json:"listed"` // that get no more mail, whatever the time; 0: not known

	Unknown     []UnknownCount `json:"unknown"`
	UnknownMore int            `json:"unknown_more"` // wordings that are not named

	Sources    []string    `json:"sources"`
	Troubles   int         `json:"troubles"`
	Unresolved int         `json:"unresolved"` // events that name no recipient
	Thresholds []Threshold `json:"thresholds"`
	Quiet      int         `json:"quiet"` // days after which a count ends; 0: never
}

// EventCount counts events of a kind.
type EventCount struct {
	Event  dsn.Kind `json:"event"`
	Count  int      `json:"count"`
	Before int      `json:"before"`
}

// AdviceCount counts addresses by what to do with them.
type AdviceCount struct {
	Advice    rules.Advice `json:"advice"`
	Addresses int          `json:"addresses"`
}

// FamilyCount counts bounces by the family of their cause.
type FamilyCount struct {
	Family rules.Family `json:"family"`
	Count  int          `json:"count"`
	Before int          `json:"before"`
}

// CauseCount counts the bounces of a cause.
type CauseCount struct {
	Cause  rules.Cause  `json:"cause"`
	Family rules.Family `json:"family"`
	Count  int          `json:"count"`
	Before int          `json:"before"`
}

// DayCount counts the bounces of a day, or of several, by family.
type DayCount struct {
	Date     string               `json:"date"` // the first day, UTC: "2026-03-01"
	Bounces  int                  `json:"bounces"`
	Families map[rules.Family]int `json:"families"`
}

// ProviderCount counts the bounces at a provider by cause.
type ProviderCount struct {
	Provider string              `json:"provider"` // "" for all that nobody knows
	Bounces  int                 `json:"bounces"`
	Causes   map[rules.Cause]int `json:"causes"`
}

// DomainCount counts the bounces of a domain of recipients.
type DomainCount struct {
	Domain  string `json:"domain"`
	Bounces int    `json:"bounces"`
	Hard    int    `json:"hard"`
	Meant   string `json:"meant"` // the provider's domain that it may be a slip of; "" if none
}

// CampaignCount counts what came of a campaign or a mailing list.
type CampaignCount struct {
	Name       string `json:"name"`
	Bounces    int    `json:"bounces"`
	Hard       int    `json:"hard"`
	Complaints int    `json:"complaints"`
}

// A Removal is an address that should get no more mail.
type Removal struct {
	Email  string       `json:"email"`
	Advice rules.Advice `json:"advice"`
	Cause  rules.Cause  `json:"cause"`
	Reason string       `json:"reason"`
	Last   time.Time    `json:"last_seen"`
}

// UnknownCount is a wording that no rule knows.
type UnknownCount struct {
	Wording string `json:"wording"`
	Count   int    `json:"count"`
	Example string `json:"example"` // what was said; without names where addresses are masked
	Rule    string `json:"rule"`    // a draft in TOML; "" where there are no words for one
}

// A Threshold says after what an address is removed for some causes.
type Threshold struct {
	Causes []rules.Cause `json:"causes"`
	Days   int           `json:"days"`
	Span   int           `json:"span"`
}

// NewOverview asks the ledger. A Filter without Until ends now. Opts gives the
// language of the reasons and the clock.
func NewOverview(ctx context.Context, book *ledger.Ledger, q Query, opts *report.Options) (*Overview, error) {
	o := opts.WithDefaults()
	o.Now = o.Now.UTC()
	if q.Filter.Until.IsZero() {
		q.Filter.Until = o.Now
	}
	if q.Rules == nil {
		q.Rules = rules.Builtin()
	}
	first, err := book.First(ctx)
	if err != nil {
		return nil, err
	}
	if !first.Before(q.Filter.Since) {
		q.Before = time.Time{} // the ledger does not reach back: nothing is "new" that was never looked at
	}
	sums, err := book.Overview(ctx, q.Filter, q.Before)
	if err != nil {
		return nil, err
	}
	b := &builder{ctx: ctx, book: book, query: q, opts: o, sums: sums, page: &Overview{
		Type: "report", Schema: scanner.SchemaVersion, Made: o.Now.Truncate(time.Second),
		Since: q.Filter.Since.UTC(), Until: q.Filter.Until.UTC(), Before: q.Before.UTC(),
		Filters: append([]string{}, q.Flags...), Redacted: q.Redact, Version: q.Version, RulesVersion: q.Rules.Version(), Sent: q.Sent,
	}}
	if err := b.build(); err != nil {
		return nil, err
	}
	return b.page, nil
}

// AddressesTo returns how many addresses have one of these advices.
func (p *Overview) AddressesTo(advice ...rules.Advice) int {
	n := 0
	for _, a := range p.Advice {
		if slices.Contains(advice, a.Advice) {
			n += a.Addresses
		}
	}
	return n
}

// Event returns how many events of a kind there were.
func (p *Overview) Event(k dsn.Kind) int {
	for _, e := range p.Events {
		if e.Event == k {
			return e.Count
		}
	}
	return 0
}

// Cause returns how many bounces a cause has, now and in the earlier period.
func (p *Overview) Cause(c rules.Cause) (now, before int) {
	for _, n := range p.Causes {
		if n.Cause == c {
			return n.Count, n.Before
		}
	}
	return 0, 0
}

// Empty reports whether there is nothing to show.
func (p *Overview) Empty() bool { return len(p.Events) == 0 && len(p.Advice) == 0 && p.Troubles == 0 }
