package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const ann = "ann@example.org"

// clock makes outcomes about ann, each with an id of its own.
type clock struct{ n int }

func (c *clock) id() string { c.n++; return fmt.Sprintf("%03d", c.n) }

func (c *clock) fail(cause rules.Cause, class rules.Class, at time.Time) scanner.Outcome {
	return bounce(c.id(), ann, cause, class, at)
}

func (c *clock) event(kind dsn.Kind, at time.Time) scanner.Outcome {
	return event(c.id(), ann, kind, at)
}

// on returns a failure at noon of each of the days of March 2026; day 32 is
// the first of April.
func (c *clock) on(cause rules.Cause, class rules.Class, days ...int) (all []scanner.Outcome) {
	for _, d := range days {
		all = append(all, c.fail(cause, class, day(d)))
	}
	return all
}

func standings(t testing.TB, book *ledger.Ledger, p ledger.Policy) []ledger.Standing {
	t.Helper()
	var all []ledger.Standing
	for s, err := range book.Standings(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// at returns the standard policy asked at noon of the n-th day of March 2026.
func at(n int) ledger.Policy {
	p := ledger.Standard()
	p.Now = day(n)
	return p
}

// adviceOn returns the advice about ann, "" if there is no row.
func adviceOn(t *testing.T, p ledger.Policy, outcomes ...scanner.Outcome) rules.Advice {
	t.Helper()
	book := open(t)
	record(t, book, result(1, outcomes...))
	rows := standings(t, book, p)
	switch len(rows) {
	case 0:
		return ""
	case 1:
		return rows[0].Advice
	}
	t.Fatalf("%d rows for one address", len(rows))
	return ""
}

// Every row of the table of default thresholds, just below and just at it.
func TestThresholds(t *testing.T) {
	const hard, soft, block = rules.Hard, rules.Soft, rules.Block
	var c clock
	for _, x := range []struct {
		cause rules.Cause
		class rules.Class
		days  []int
		want  rules.Advice
	}{
		{rules.UserUnknown, hard, []int{1}, rules.Remove},
		{rules.DomainUnknown, hard, []int{1}, rules.Remove},
		{rules.BadAddress, hard, []int{1}, rules.Remove},
		{rules.Suppressed, hard, []int{1}, rules.Remove},
		{rules.AddressMoved, hard, []int{1}, rules.Remove}, // no new address is given
		{rules.MailboxDisabled, hard, []int{1}, rules.Watch},
		{rules.MailboxDisabled, hard, []int{1, 1, 1}, rules.Watch},
		{rules.MailboxDisabled, hard, []int{1, 2}, rules.Remove},
		{rules.RecipientRestricted, soft, []int{1, 1, 2, 2}, rules.Watch},
		{rules.RecipientRestricted, soft, []int{1, 2, 3}, rules.Remove},
		{rules.RelayDenied, soft, []int{1, 20}, rules.Watch},
		{rules.RelayDenied, soft, []int{1, 20, 20, 25}, rules.Remove},
		{rules.MailboxFull, soft, []int{1, 2, 3, 22}, rules.Watch},          // four days
		{rules.MailboxFull, soft, []int{1, 2, 3, 4, 21}, rules.Watch},       // twenty days apart
		{rules.MailboxFull, soft, []int{1, 2, 3, 4, 22}, rules.Remove},      // twenty-one
		{rules.MailboxFull, soft, []int{1, 1, 1, 1, 1, 1, 22}, rules.Watch}, // two days
		{rules.Unreachable, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.Unreachable, soft, []int{1, 2, 3, 4, 15}, rules.Remove},
		{rules.DNSFailure, soft, []int{1, 2, 3, 15}, rules.Watch},
		{rules.DNSFailure, soft, []int{1, 2, 3, 15, 16}, rules.Remove},
		{rules.RoutingLoop, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.RoutingLoop, soft, []int{1, 2, 3, 4, 15}, rules.Remove},
		{rules.ServerError, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.ServerError, soft, []int{1, 2, 3, 4, 15}, rules.Remove},
		{rules.Expired, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.Expired, soft, []int{1, 2, 3, 4, 15}, rules.Remove},
		{rules.ProtocolError, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.ProtocolError, soft, []int{1, 2, 3, 4, 15}, rules.Remove},

		// Hard needs permanence: "450 user unknown" counts like a bad route.
		{rules.UserUnknown, soft, []int{1, 2, 3, 4, 14}, rules.Watch},
		{rules.UserUnknown, soft, []int{1, 2, 3, 4, 15}, rules.Remove},
		{rules.MailboxDisabled, soft, []int{1, 2}, rules.Watch},

		// Never, however often.
		{rules.Blocklisted, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.AuthFailed, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.SpamContent, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.TooLarge, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.RateLimited, soft, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.TooManyRecipients, soft, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.Greylisted, soft, []int{1, 8, 15, 22, 29, 36}, rules.Ignore},
		{rules.Unknown, rules.ClassUnknown, []int{1, 8, 15, 22, 29, 36}, rules.Review},
		{rules.UserUnknown, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.RelayDenied, block, []int{1, 8, 15, 22, 29, 36}, rules.Keep},
		{rules.BadReputation, hard, []int{1, 8, 15, 22, 29, 36}, rules.Keep}, // even if a rule were wrong about the class
	} {
		t.Run(fmt.Sprintf("%s %s %v", x.class, x.cause, x.days), func(t *testing.T) {
			if got := adviceOn(t, at(40), c.on(x.cause, x.class, x.days...)...); got != x.want {
				t.Errorf("advice %q, want %q", got, x.want)
			}
		})
	}
}

// Every cause has a place in the table of thresholds or is one that never
// removes: nobody adds a cause and forgets the policy.
func TestEveryCauseHasThreshold(t *testing.T) {
	p := ledger.Standard()
	for _, m := range rules.Causes() {
		_, counts := p.Causes[m.Cause]
		spared := m.Family == rules.FamilySender || m.Family == rules.FamilyMessage || m.Cause == rules.Unknown
		if counts == spared {
			t.Errorf("%s: has a threshold: %v, never counts: %v", m.Cause, counts, spared)
		}
	}
}

func TestDaysAreOfUTC(t *testing.T) {
	var c clock
	tokyo := time.FixedZone("JST", 9*60*60)
	fail := func(at time.Time) scanner.Outcome { return c.fail(rules.MailboxDisabled, rules.Hard, at) }
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for name, x := range map[string]struct {
		times [2]time.Time
		want  rules.Advice
	}{
		"a second apart, over midnight":        {[2]time.Time{midnight.Add(-time.Second), midnight}, rules.Remove},
		"nearly a day apart, on one day":       {[2]time.Time{midnight, midnight.Add(24*time.Hour - time.Second)}, rules.Watch},
		"a day apart":                          {[2]time.Time{midnight, midnight.Add(24 * time.Hour)}, rules.Remove},
		"midnight of Tokyo between, one day":   {[2]time.Time{time.Date(2026, 3, 2, 23, 0, 0, 0, tokyo), time.Date(2026, 3, 3, 1, 0, 0, 0, tokyo)}, rules.Watch},
		"one day in Tokyo, midnight UTC there": {[2]time.Time{time.Date(2026, 3, 2, 8, 59, 59, 0, tokyo), time.Date(2026, 3, 2, 9, 0, 0, 0, tokyo)}, rules.Remove},
		"before 1970, over midnight":           {[2]time.Time{time.Unix(-86401, 0), time.Unix(-86400, 0)}, rules.Remove},
		"before 1970, on one day":              {[2]time.Time{time.Unix(-86400, 0), time.Unix(-1, 0)}, rules.Watch},
		"around 1970":                          {[2]time.Time{time.Unix(-1, 0), time.Unix(0, 0)}, rules.Remove},
	} {
		t.Run(name, func(t *testing.T) {
			p := at(40)
			p.Quiet = 0 // some of it is long ago
			if got := adviceOn(t, p, fail(x.times[0]), fail(x.times[1])); got != x.want {
				t.Errorf("%v: advice %q, want %q", x.times, got, x.want)
			}
		})
	}
}

func TestQuiet(t *testing.T) {
	var c clock
	fullUp := c.on(rules.MailboxFull, rules.Soft, 1, 2, 3, 4, 22)
	gone := c.on(rules.UserUnknown, rules.Hard, 1)
	disabled := c.on(rules.MailboxDisabled, rules.Hard, 1, 2)
	for name, x := range map[string]struct {
		outcomes []scanner.Outcome
		asked    ledger.Policy
		want     rules.Advice
	}{
		"soft, asked 90 days later":                 {fullUp, at(22 + 90), rules.Remove},
		"soft, asked 91 days later":                 {fullUp, at(22 + 91), rules.Ignore},
		"soft below, asked 90 days later":           {fullUp[:3], at(3 + 90), rules.Watch},
		"soft below, asked 91 days later":           {fullUp[:3], at(3 + 91), rules.Ignore},
		"hard stays":                                {gone, at(1000), rules.Remove},
		"two days of disabled stay":                 {disabled, at(1000), rules.Remove},
		"one day of disabled ends":                  {disabled[:1], at(1 + 91), rules.Ignore},
		"disabled again after 90 days":              {c.on(rules.MailboxDisabled, rules.Hard, 1, 1+90), at(100), rules.Remove},
		"disabled again after 91 days":              {c.on(rules.MailboxDisabled, rules.Hard, 1, 1+91), at(100), rules.Watch},
		"the count starts anew after 91 days":       {c.on(rules.MailboxFull, rules.Soft, 1, 2, 3, 4, 4+91), at(100), rules.Watch},
		"and goes on after 90":                      {c.on(rules.MailboxFull, rules.Soft, 1, 2, 3, 4, 4+90), at(100), rules.Remove},
		"a reached soft count ends, too":            {append(c.on(rules.MailboxFull, rules.Soft, 22+91), fullUp...), at(120), rules.Watch},
		"asked before it happened":                  {fullUp, at(1), rules.Remove},
		"other causes do not keep a count awake":    {append(c.on(rules.AuthFailed, rules.Block, 50, 90, 95), fullUp[:3]...), at(3 + 91), rules.Keep},
		"other families do not, either":             {append(c.on(rules.Unreachable, rules.Soft, 60), fullUp[:3]...), at(3 + 91), rules.Watch},
		"no Quiet, no end":                          {fullUp, func() ledger.Policy { p := at(5000); p.Quiet = 0; return p }(), rules.Remove},
		"the zero policy is the standard one":       {gone, ledger.Policy{}, rules.Remove},
		"the zero policy with a date is so as well": {fullUp, ledger.Policy{Now: day(22 + 91)}, rules.Ignore},
	} {
		t.Run(name, func(t *testing.T) {
			if got := adviceOn(t, x.asked, x.outcomes...); got != x.want {
				t.Errorf("advice %q, want %q", got, x.want)
			}
		})
	}
}

// What becomes of one address whose history mixes several things.
func TestHistory(t *testing.T) {
	var c clock
	moved := func(to string, n int) scanner.Outcome {
		o := c.fail(rules.AddressMoved, rules.Hard, day(n))
		o.Verdict.NewAddress = to
		return o
	}
	hard := c.on(rules.UserUnknown, rules.Hard, 5)[0]
	restricted := c.on(rules.RecipientRestricted, rules.Soft, 1, 2, 3)
	for name, x := range map[string]struct {
		outcomes []scanner.Outcome
		want     rules.Advice
	}{
		"delivered after a hard bounce":        {[]scanner.Outcome{hard, c.event(dsn.Delivered, day(6))}, rules.Ignore},
		"delivered before it":                  {[]scanner.Outcome{hard, c.event(dsn.Delivered, day(4))}, rules.Remove},
		"read after a hard bounce":             {[]scanner.Outcome{hard, c.event(dsn.ReadReceipt, day(6))}, rules.Ignore},
		"delivered, then bounced again":        {append(c.on(rules.UserUnknown, rules.Hard, 9), hard, c.event(dsn.Delivered, day(6))), rules.Remove},
		"a delivery ends a soft count":         {append(c.on(rules.RecipientRestricted, rules.Soft, 1, 2, 4), c.event(dsn.Delivered, day(3))), rules.Watch},
		"an absence notice does not":           {append(c.on(rules.RecipientRestricted, rules.Soft, 1, 2, 4), c.event(dsn.AutoReply, day(3))), rules.Remove},
		"a delivery forgets our own faults":    {append(c.on(rules.AuthFailed, rules.Block, 1), c.event(dsn.Delivered, day(3))), rules.Ignore},
		"complaint":                            {[]scanner.Outcome{c.event(dsn.Complaint, day(1))}, rules.Unsubscribe},
		"unsubscription":                       {[]scanner.Outcome{c.event(dsn.Unsubscribe, day(1))}, rules.Unsubscribe},
		"complaint, then delivered":            {[]scanner.Outcome{c.event(dsn.Complaint, day(1)), c.event(dsn.Delivered, day(2))}, rules.Unsubscribe},
		"complaint years ago":                  {[]scanner.Outcome{c.event(dsn.Complaint, day(-3000))}, rules.Unsubscribe},
		"complaint and hard bounce":            {[]scanner.Outcome{c.event(dsn.Complaint, day(6)), hard}, rules.Remove},
		"complaint and soft bounces":           {append(c.on(rules.MailboxFull, rules.Soft, 8), c.event(dsn.Complaint, day(6))), rules.Unsubscribe},
		"hard outweighs later blocks":          {append(c.on(rules.AuthFailed, rules.Block, 8, 9), hard), rules.Remove},
		"soft outweighs later blocks":          {append(c.on(rules.AuthFailed, rules.Block, 8, 9), restricted[0]), rules.Watch},
		"block outweighs unknown":              {append(c.on(rules.Unknown, rules.ClassUnknown, 9), c.on(rules.AuthFailed, rules.Block, 8)...), rules.Keep},
		"delays never count":                   {delays(&c, hard), rules.Remove},
		"challenge":                            {[]scanner.Outcome{c.event(dsn.Challenge, day(1))}, rules.Review},
		"moved":                                {[]scanner.Outcome{moved("kim@example.com", 1)}, rules.Replace},
		"moved to where it was":                {[]scanner.Outcome{moved("ANN@example.org", 1)}, rules.Remove},
		"moved without saying where":           {[]scanner.Outcome{moved("", 1)}, rules.Remove},
		"unknown, then moved":                  {[]scanner.Outcome{hard, moved("kim@example.com", 6)}, rules.Replace},
		"moved, then unknown":                  {[]scanner.Outcome{hard, moved("kim@example.com", 4)}, rules.Remove},
		"moved, and has complained":            {[]scanner.Outcome{c.event(dsn.Complaint, day(1)), moved("kim@example.com", 6)}, rules.Unsubscribe},
		"moved, and disabled twice":            {append(c.on(rules.MailboxDisabled, rules.Hard, 1, 2), moved("kim@example.com", 6)), rules.Remove},
		"one family under one threshold":       {mixed(&c, rules.Unreachable, rules.ServerError, rules.Expired, rules.DNSFailure, rules.ProtocolError), rules.Remove},
		"one family, another threshold":        {mixed(&c, rules.Unreachable, rules.ServerError, rules.RelayDenied, rules.RelayDenied, rules.ProtocolError), rules.Watch},
		"one threshold, another family":        {append(c.on(rules.RelayDenied, rules.Soft, 4, 5), restricted[:2]...), rules.Watch},
		"two causes of one day count once":     {append(c.on(rules.ServerError, rules.Soft, 1, 2, 3, 15), c.on(rules.Expired, rules.Soft, 1, 2, 3, 15)...), rules.Watch},
		"a bounce that is none (status 5.1.5)": {c.on(rules.Cause(dsn.Delivered), rules.None, 1), rules.Ignore},

		"only a delay":         {c.delays(1, 2, 3), ""},
		"only an auto-reply":   {[]scanner.Outcome{c.event(dsn.AutoReply, day(1))}, ""},
		"only a delivery":      {[]scanner.Outcome{c.event(dsn.Delivered, day(1))}, ""},
		"only a read receipt":  {[]scanner.Outcome{c.event(dsn.ReadReceipt, day(1))}, ""},
		"no event worth a row": {append(c.delays(1), c.event(dsn.AutoReply, day(2)), c.event(dsn.Delivered, day(3))), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := adviceOn(t, at(40), x.outcomes...); got != x.want {
				t.Errorf("advice %q, want %q", got, x.want)
			}
		})
	}
}

// delays returns delays over a full mailbox on the given days.
func (c *clock) delays(days ...int) (all []scanner.Outcome) {
	for _, o := range c.on(rules.MailboxFull, rules.None, days...) {
		o.Kind = dsn.Delay
		all = append(all, o)
	}
	return all
}

// delays returns more delays than any threshold asks for, and last.
func delays(c *clock, last scanner.Outcome) []scanner.Outcome {
	return append(c.delays(1, 5, 10, 15, 20, 25, 30, 35), last)
}

// mixed returns a failure of each cause, five days apart.
func mixed(c *clock, causes ...rules.Cause) (all []scanner.Outcome) {
	for i, cause := range causes {
		all = append(all, c.on(cause, rules.Soft, 1+5*i)...)
	}
	return all
}

func TestStanding(t *testing.T) {
	eachLedger(t, standing)
}

func standing(t *testing.T, book *ledger.Ledger) {
	var c clock
	early := c.event(dsn.AutoReply, day(1))
	early.Recipient.Address = "Ann@example.org"
	first := c.fail(rules.MailboxFull, rules.Soft, day(2))
	first.Recipient.Address = "ANN@example.org"
	again := c.fail(rules.ServerError, rules.Soft, day(2).Add(time.Hour))
	block := c.fail(rules.SpamContent, rules.Block, day(3))
	disabled := c.fail(rules.MailboxDisabled, rules.Hard, day(4))
	deciding := c.fail(rules.MailboxDisabled, rules.Hard, day(6))
	deciding.Recipient.Status = dsn.Status{Class: 5, Subject: 2, Detail: 1}
	deciding.Recipient.Reply.Text = "550 5.2.1 disabled"
	deciding.Verdict.Provider, deciding.Verdict.NewAddress = "example", "kim@example.com"
	deciding.Campaign, deciding.Subscriber = "spring", "42"
	later := c.fail(rules.MailboxFull, rules.Soft, day(7))
	last := c.event(dsn.AutoReply, day(8))
	record(t, book, result(1, last, later, deciding, disabled, block, again, first, early))

	want := ledger.Standing{
		Email: "Ann@example.org", Advice: rules.Remove, Cause: rules.MailboxDisabled, Class: rules.Hard,
		Reason:    ledger.Reason{Count: 2, Days: 2, Since: day(4)},
		FirstSeen: day(2), LastSeen: day(7), Bounces: 6, Hard: 2, Soft: 3, Days: 5,
		Status: "5.2.1", Diagnostic: "550 5.2.1 disabled", Provider: "example", NewAddress: "kim@example.com",
		Campaign: "spring", Subscriber: "42",
	}
	got := standings(t, book, at(9))
	if len(got) != 1 {
		t.Fatalf("%d rows for one recipient in three spellings", len(got))
	}
	if got[0].Deciding.ID != deciding.ID {
		t.Errorf("deciding event %s, want %s", got[0].Deciding.ID, deciding.ID)
	}
	got[0].Deciding = scanner.Outcome{}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("standing (-want +got):\n%s", diff)
	}
}

// Of two that are equally drastic the later one speaks.
func TestStandingLaterWins(t *testing.T) {
	var c clock
	for name, x := range map[string]struct {
		outcomes []scanner.Outcome
		want     rules.Cause
		reason   ledger.Reason
	}{
		"two blocks": {
			append(c.on(rules.AuthFailed, rules.Block, 1, 2, 5), c.on(rules.Blocklisted, rules.Block, 3)...),
			rules.AuthFailed, ledger.Reason{Count: 3, Days: 3, Since: day(1)},
		},
		"two that are watched": {
			append(c.on(rules.MailboxFull, rules.Soft, 1, 2, 5), c.on(rules.Expired, rules.Soft, 6, 6)...),
			rules.Expired, ledger.Reason{Count: 2, Days: 1, Since: day(6)},
		},
		"after a pause": {
			c.on(rules.MailboxFull, rules.Soft, -300, -200, 3, 4),
			rules.MailboxFull, ledger.Reason{Count: 2, Days: 2, Since: day(3)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			book := open(t)
			record(t, book, result(1, x.outcomes...))
			got := standings(t, book, at(10))[0]
			if got.Cause != x.want {
				t.Errorf("cause %s, want %s", got.Cause, x.want)
			}
			if diff := cmp.Diff(x.reason, got.Reason); diff != "" {
				t.Errorf("reason (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStandingsInOrder(t *testing.T) { eachLedger(t, standingsInOrder) }

func standingsInOrder(t *testing.T, book *ledger.Ledger) {
	var all []scanner.Outcome
	for i, a := range []string{"zoe@example.org", "Ann@example.org", "", "bob@example.org", "ann@example.org", "ann@example.net"} {
		all = append(all, bounce(fmt.Sprint(i), a, rules.UserUnknown, rules.Hard, day(10-i)))
	}
	all = append(all, event("delay", "carl@example.org", dsn.Delay, day(1)))
	record(t, book, result(1, all...))
	var got []string
	for _, s := range standings(t, book, at(20)) {
		got = append(got, s.Email)
	}
	want := []string{"ann@example.net", "ann@example.org", "bob@example.org", "zoe@example.org"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// A report about failed authentication (RFC 6591) is a complaint of a machine:
// nobody unsubscribed.
func TestStandingMachineComplaint(t *testing.T) {
	c := &clock{}
	failure := c.event(dsn.Complaint, day(1))
	failure.Verdict.Advice = rules.Keep
	if got := adviceOn(t, at(2), failure); got != "" {
		t.Errorf("an authentication failure alone: advice %q, want no row", got)
	}
	if got := adviceOn(t, at(2), failure, c.event(dsn.Complaint, day(1))); got != rules.Unsubscribe {
		t.Errorf("with a person's complaint: advice %q, want unsubscribe", got)
	}
}
