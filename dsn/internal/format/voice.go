package format

// Voice is whose words a message is, as far as its header tells. A person who
// forwards a notice, and a list on which people talk about notices, send the
// same words as the program itself. So most formats speak only of messages that
// a program sent. The later, the firmer.
type Voice int

// The voices.
const (
	Person   Voice = iota // a person, or a program that answers for one; or nobody can tell
	Program               // some program: a notification, perhaps
	Notifier              // whoever it is, it says by its title that a message failed, or returns one
	System                // a mail system, by its name
)

// daemon reports whether a mail system speaks.
func (p *Page) daemon() bool { return p.notice.Voice == System }
