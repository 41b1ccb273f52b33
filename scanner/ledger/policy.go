package ledger

import (
	"time"

	"github.com/nixie-mail/nixie/rules"
)

// A Threshold says how many failures make an address not worth mailing.
// Failures are counted in days of UTC on which at least one happened, because
// three refusals of one night are one piece of news.
type Threshold struct {
	Days int // different days with a failure; 0 means never
	Span int // least distance in days from the first of them to the last: 21 is from the 1st to the 22nd

	// Within is the greatest such distance; days further back drop out of the
	// count. 0 means any. A hard refusal that waits for others within a time
	// is in quarantine: its Standing is Held.
	Within int
}

// A Policy says what follows from the history of an address. The zero Policy
// is [Standard].
//
// Failures of one family that stand under the same Threshold add up: a host
// unreachable on Monday and out of order on Tuesday are two days. What names
// the sender as the culprit, by class or by family, never counts, whatever
// Causes says. Neither does a delay: its final word comes later.
type Policy struct {
	// Causes holds the threshold of each cause; one that is not named never
	// removes. If it is nil, Causes, Soft, Quiet and Guard are those of Standard.
	Causes map[rules.Cause]Threshold

	// Soft is the threshold for the causes that are hard by nature where the
	// failure was not permanent: "450 user unknown".
	Soft Threshold

	// Quiet is the number of days without a failure after which a count ends:
	// at 90, a failure on day 0 still counts on day 90 and no more on day 91.
	// A hard count that has reached its threshold stays. 0 means that no
	// count ends.
	Quiet int

	// Guard holds back removals that rest on an incident alone. The zero Guard
	// holds nothing back.
	Guard Guard

	// Now is when the question is asked; zero means the present.
	Now time.Time
}

func (p Policy) withDefaults() Policy {
	if p.Now.IsZero() {
		p.Now = time.Now()
	}
	if p.Causes == nil {
		now := p.Now
		p = Standard()
		p.Now = now
	}
	return p
}

// threshold returns what a failure counts towards; the zero Threshold if it
// does not count.
func (p Policy) threshold(cause rules.Cause, class rules.Class) Threshold {
	m := cause.Meaning()
	if senderSide(m) {
		return Threshold{} // taxonomy: sender-side causes never count against a recipient
	}
	t := p.Causes[cause]
	switch {
	case t.Days == 0 || class != rules.Hard && class != rules.Soft:
		return Threshold{}
	case class == rules.Soft && m.Class == rules.Hard:
		return p.Soft // "450 user unknown"
	}
	return t
}

// today returns the day of UTC on which the question is asked.
func (p Policy) today() int64 { return dayOf(p.Now.Unix()) }

// dayOf returns the day of UTC, counted from 1970, that holds the second.
func dayOf(second int64) int64 {
	const length = 24 * 60 * 60
	day := second / length
	if second%length < 0 { // a time before 1970
		day--
	}
	return day
}
