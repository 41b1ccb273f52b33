package imap

import (
	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// mark adds the flag.
func (p *payment) mark(uids []imap.UID) error {
	if err := p.sess.flag(p.ctx, uids, p.flag); err != nil {
		return err
	}
	return p.done(uids)
}

// move moves messages by MOVE. The server's word is checked: what is still
// there has not been moved.
func (p *payment) move(uids []imap.UID) error {
	if err := p.sess.move(p.ctx, uids, p.target); err != nil {
		return err
	}
	stay, err := p.there(uids)
	if err != nil {
		return err
	}
	return p.turnDownAll(stay, refusal{why: "the server says that it has moved the message, and it is still there", remedy: "the next run tries again"})
}

// copy copies messages and notes the copies that are known to exist. Where the
// server does not name them, it looks for them.
func (p *payment) copy(uids []imap.UID) error {
	copied, told, err := p.sess.copy(p.ctx, uids, p.target)
	if err != nil {
		return err
	}
	if !told {
		if err := p.lookFor(uids); err != nil {
			return err
		}
		copied, _ = p.split(uids)
	}
	for _, uid := range copied {
		p.copied[uid] = true
	}
	if p.act.Verb == scanner.Copy {
		if err := p.done(copied); err != nil {
			return err
		}
	}
	_, missing := p.split(p.remaining(uids))
	if len(missing) == 0 {
		return nil
	}
	if missing, err = p.there(missing); err != nil {
		return err
	}
	return p.turnDownAll(missing, refusal{why: "the server says that it has copied the message, and no copy is to be found", remedy: "the next run tries again"})
}

// remove takes messages out of the folder: marks them as deleted, then removes
// just these (RFC 4315 section 2.1). Where the server cannot do that they stay,
// marked.
func (p *payment) remove(uids []imap.UID) error {
	plus, err := p.sess.can(p.ctx, imap.CapUIDPlus)
	if err != nil {
		return err
	}
	return p.attempt(uids, func(uids []imap.UID) error {
		if err := p.sess.flag(p.ctx, uids, imap.FlagDeleted); err != nil {
			return err
		}
		for _, uid := range uids {
			p.marked[uid] = true
		}
		if !plus {
			p.warnOnce(p.place.key() + `: this server cannot remove single messages (it lacks UIDPLUS): they stay, marked as \Deleted, until a mail program expunges the folder`)
			return p.done(uids)
		}
		if err := p.sess.expunge(p.ctx, uids); err != nil {
			return err
		}
		stay, err := p.there(uids)
		if err != nil {
			return err
		}
		return p.turnDownAll(stay, refusal{why: "the server says that it has removed the message, and it is still there", remedy: "the next run tries again"})
	})
}
