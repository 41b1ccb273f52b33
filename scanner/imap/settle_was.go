package imap

import (
	"fmt"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// takeBack looks after what was begun before the act took the place of another, so
// that no message is lost or doubled that need not be, and returns the messages
// with which the act is to go on.
//
// A message that was to be moved and is to be moved elsewhere now, and whose copy lies
// in the old target, stays there: nixie removes nothing from a folder because it has
// changed its mind. With any other act the copy is one too many, and people are told.
func (p *payment) takeBack(uids []imap.UID) ([]imap.UID, error) {
	var open []imap.UID
	for _, uid := range uids {
		if p.dues[uid].Was != (scanner.Act{}) {
			open = append(open, uid)
		}
	}
	if len(open) == 0 {
		return uids, nil
	}
	copied, err := p.copiesOfBefore(open)
	if err != nil {
		return nil, err
	}
	if p.was.Verb == scanner.Move && p.act.Verb == scanner.Move {
		p.amend(copied, func(d *scanner.Debt) { d.Act = p.was }) // that is what is done
		if err := p.remove(copied); err != nil {
			return nil, err
		}
	} else if len(copied) > 0 && p.was.Verb == scanner.Move {
		p.opts.Warn(fmt.Sprintf("%s: of %d messages that are not to be moved to %s any more, an earlier run had made copies there: these stay",
			p.place.key(), len(copied), clean(p.was.Target)))
	}
	open, uids = p.remaining(open), p.remaining(uids)
	if p.was.Verb == scanner.Move || p.was.Verb == scanner.Delete {
		// Who may not take the mark away cannot have set it.
		if _, err := p.refused("flagging messages", p.sess.unmark(p.ctx, open)); err != nil {
			return nil, err
		}
	}
	p.amend(open, func(d *scanner.Debt) { d.Was = scanner.Act{} })
	return uids, nil
}

// copiesOfBefore returns the messages that have a copy in the target of the act that
// was begun, as far as that can be seen. Copies in the target of today are looked
// for by recall.
func (p *payment) copiesOfBefore(uids []imap.UID) ([]imap.UID, error) {
	if p.was.Verb != scanner.Move {
		return nil, nil
	}
	levels, err := targetLevels(p.was.Target)
	if err != nil {
		return nil, nil
	}
	folder, err := p.sess.resolve(p.ctx, levels)
	if isDeath(err) || p.ctx.Err() != nil {
		return nil, err
	}
	if err != nil || folder == p.target {
		return nil, nil
	}
	if _, _, err = p.lookIn(folder, uids); err != nil {
		return nil, err
	}
	copied, _ := p.split(p.remaining(uids))
	for _, uid := range copied {
		delete(p.copied, uid) // which is of the target of today
	}
	return copied, nil
}
