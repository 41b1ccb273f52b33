package imap

import (
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// A payment is the acts of one range of messages, on their way to being done.
type payment struct {
	*group
	left     []imap.UID        // neither done nor refused; ascending
	dues     map[imap.UID]due  // all of the range
	doubtful map[imap.UID]bool // a part of it may be done, nobody knows which
	copied   map[imap.UID]bool // the copy is known to exist
	marked   map[imap.UID]bool // as deleted, by this run
	tries    map[imap.UID]int  // deaths over it when it was tried alone
}

// run does what remains to be done for these messages. Without an error each
// of them is done or refused.
func (p *payment) run(uids []imap.UID) error {
	uids, err := p.find(uids)
	if err != nil || len(uids) == 0 {
		return err
	}
	if uids, err = p.takeBack(uids); err != nil || len(uids) == 0 {
		return err
	}
	switch p.act.Verb {
	case scanner.Leave:
		return p.done(uids)
	case scanner.Flag:
		return p.attempt(uids, p.mark)
	case scanner.Delete:
		return p.remove(uids)
	}
	if uids, err = p.recall(uids); err != nil || len(uids) == 0 {
		return err
	}
	copied, rest := p.split(uids)
	moves, err := p.sess.can(p.ctx, imap.CapMove)
	switch {
	case err != nil:
		return err
	case p.act.Verb == scanner.Copy:
		if err := p.done(copied); err != nil {
			return err
		}
		return p.attempt(rest, p.copy)
	case moves:
		if err := p.attempt(rest, p.move); err != nil {
			return err
		}
	default:
		if err := p.attempt(rest, p.copy); err != nil {
			return err
		}
		copied, _ = p.split(uids)
	}
	return p.remove(p.remaining(copied))
}

// find keeps the messages that are still in the folder before anything is done.
// Those of the others that may have been begun have been moved; the rest somebody
// else has removed.
func (p *payment) find(uids []imap.UID) ([]imap.UID, error) {
	stay, missing, err := p.present(uids)
	if err != nil {
		return nil, err
	}
	_, taken := partition(missing, p.doubtful)
	p.amend(taken, func(d *scanner.Debt) { d.Gone = true })
	return stay, p.done(missing)
}

// there keeps the messages that are still in the folder after something was
// done. Nothing more is to be done for the others.
func (p *payment) there(uids []imap.UID) ([]imap.UID, error) {
	stay, missing, err := p.present(uids)
	if err != nil {
		return nil, err
	}
	return stay, p.done(missing)
}

// present divides messages into those in the folder, and the others.
func (p *payment) present(uids []imap.UID) (stay, missing []imap.UID, err error) {
	present, err := p.sess.present(p.ctx, uids)
	if no, err := p.refused("listing messages", err); err != nil || no != nil {
		if err == nil {
			err = p.sess.refused("listing messages", no, nil, "report this to the server's people")
		}
		return nil, nil, err
	}
	stay, missing = partition(uids, present)
	return stay, missing, nil
}

// split divides the messages into those whose copy exists, and the others.
func (p *payment) split(uids []imap.UID) (copied, rest []imap.UID) { return partition(uids, p.copied) }

// partition divides a list without changing it.
func partition(uids []imap.UID, in map[imap.UID]bool) (yes, no []imap.UID) {
	for _, uid := range uids {
		if in[uid] {
			yes = append(yes, uid)
		} else {
			no = append(no, uid)
		}
	}
	return yes, no
}

// recall sees to it that the target is there, and looks in it for copies that
// an interrupted run may have made.
func (p *payment) recall(uids []imap.UID) ([]imap.UID, error) {
	if !p.ready {
		err := p.sess.ensure(p.ctx, p.target)
		if no, err := p.refused("creating a folder", err); err != nil || no != nil {
			if err == nil {
				err = p.turnDownAll(uids, *p.explain(no))
			}
			return nil, err
		}
		p.ready = true
	}
	doubtful, _ := partition(uids, p.doubtful)
	var unclear []imap.UID
	for _, uid := range doubtful {
		if !p.copied[uid] {
			unclear = append(unclear, uid)
		}
	}
	if err := p.lookFor(unclear); err != nil {
		return nil, err
	}
	return p.remaining(uids), nil
}

// remaining keeps those that are neither done nor refused.
func (p *payment) remaining(uids []imap.UID) []imap.UID {
	var left []imap.UID
	for _, uid := range uids {
		if slices.Contains(p.left, uid) {
			left = append(left, uid)
		}
	}
	return left
}

// attempt does something with these messages. What the server refuses it tries
// with each half, until the messages stand alone that are refused.
func (p *payment) attempt(uids []imap.UID, do func([]imap.UID) error) error {
	if len(uids) == 0 {
		return nil
	}
	no, err := p.refused(fmt.Sprintf("acting on messages (%s)", clean(p.act.String())), do(uids))
	if no == nil || err != nil {
		return err
	}
	if p.ready && codeOf(no) == imap.ResponseCodeTryCreate {
		p.ready = false // somebody has removed the folder since: make it again, once
		again, err := p.refused("creating a folder", p.sess.ensure(p.ctx, p.target))
		if err != nil {
			return err
		}
		if again == nil {
			return p.attempt(uids, do)
		}
	}
	if len(uids) == 1 || aboutTarget(no) {
		return p.turnDownAll(uids, *p.explain(no))
	}
	// A MOVE that is refused may have moved some (RFC 6851 section 3.3); a COPY
	// has copied none (RFC 9051 section 6.4.7).
	if uids, err = p.there(uids); err != nil {
		return err
	}
	half := (len(uids) + 1) / 2
	if err := p.attempt(uids[:half], do); err != nil {
		return err
	}
	return p.attempt(uids[half:], do)
}

// aboutTarget reports whether a refusal would meet any message.
func aboutTarget(no *imap.Error) bool {
	switch codeOf(no) {
	case imap.ResponseCodeOverQuota, imap.ResponseCodeNoPerm, imap.ResponseCodeAuthorizationFailed,
		imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent, imap.ResponseCodeCannot:
		return true
	}
	return false
}

// refused returns the server's NO that err is, or err if it is none or only
// asks for patience.
func (p *payment) refused(doing string, err error) (*imap.Error, error) {
	var no *imap.Error
	if !errors.As(err, &no) {
		return nil, err
	}
	// In answer to an act these codes mean a full mailbox and a limit that time
	// does not move (RFC 5530 section 3), unless the words say otherwise.
	lasting := codeOf(no) == imap.ResponseCodeOverQuota || codeOf(no) == imap.ResponseCodeLimit
	if _, asked := patienceAsked(no.Text); asked || temporary(no) && !lasting {
		return nil, p.sess.refused(doing, no, nil, "")
	}
	return no, nil
}

// done notes that nothing more is to be done for these messages.
func (p *payment) done(uids []imap.UID) error {
	if len(uids) == 0 {
		return nil
	}
	var debts []scanner.Debt
	for _, uid := range uids {
		debts = append(debts, p.dues[uid].Debt)
	}
	if err := p.note(p.book.Done(p.ctx, debts...)); err != nil {
		return err
	}
	p.strike(uids)
	return nil
}

// turnDownAll notes that these acts could not be done.
func (p *payment) turnDownAll(uids []imap.UID, why refusal) error {
	if len(uids) == 0 {
		return nil
	}
	var dues []due
	for _, uid := range uids {
		one := p.dues[uid]
		one.Partly = p.doubtful[uid] || p.copied[uid] || p.marked[uid]
		dues = append(dues, one)
	}
	p.strike(uids)
	return p.turnDown(dues, why)
}

// strike takes messages off the list.
func (p *payment) strike(uids []imap.UID) {
	gone := make(map[imap.UID]bool, len(uids))
	for _, uid := range uids {
		gone[uid] = true
	}
	p.left = slices.DeleteFunc(p.left, func(uid imap.UID) bool { return gone[uid] })
}

// doubt notes that nobody knows how far a conversation came.
func (p *payment) doubt(uids []imap.UID) {
	for _, uid := range uids {
		p.doubtful[uid] = true
	}
	p.amend(uids, func(d *scanner.Debt) { d.Begun = true })
}

// amend changes what is known of these debts.
func (p *payment) amend(uids []imap.UID, change func(*scanner.Debt)) {
	for _, uid := range uids {
		one := p.dues[uid]
		change(&one.Debt)
		p.dues[uid] = one
	}
}

// blame counts a death over a message that was tried alone, and gives the
// message up after maxTries. It returns err when too many are given up.
func (p *payment) blame(tried []imap.UID, err error) error {
	uid := tried[0]
	if len(tried) > 1 {
		return nil
	}
	if p.tries[uid]++; p.tries[uid] < maxTries {
		return nil
	}
	if p.blamed++; p.blamed > maxHeld {
		return err
	}
	why := err.Error()
	if t := (*trouble)(nil); errors.As(err, &t) && t.why != "" {
		why = t.why
	}
	p.doubt(tried)
	p.progress() // with the others it may go better
	return p.turnDownAll([]imap.UID{uid}, refusal{why: "it ends the connection each time: " + why, remedy: "the next run tries again"})
}
