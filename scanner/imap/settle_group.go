package imap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// A group is what is owed to several messages in the same way.
type group struct {
	*settler
	act    scanner.Act
	was    scanner.Act // what was begun before act took its place; zero for nothing
	dues   []due
	target string    // the server's name of the folder for Move and Copy
	flag   imap.Flag // for Flag
	ready  bool      // the target is there
}

// pay pays the debts of the group, whatever the connection goes through.
func (g *group) pay() error {
	why, err := g.prepare()
	for err != nil {
		if err = g.mend(err); err != nil {
			return err
		}
		why, err = g.prepare()
	}
	for part := range slices.Chunk(g.dues, g.width()) {
		if why != nil {
			if err := g.turnDown(part, *why); err != nil {
				return err
			}
			continue
		}
		if err := g.spend(g.ctx, len(part)); err != nil {
			return err
		}
		if err := g.payPart(part); err != nil {
			return err
		}
	}
	return nil
}

// width is how many messages are dealt with at once.
func (g *group) width() int {
	if g.opts.Rate > 0 {
		return min(maxActs, g.opts.Rate)
	}
	return maxActs
}

// prepare finds out what the act means on this server; why tells that it means
// nothing.
func (g *group) prepare() (why *refusal, err error) {
	switch g.act.Verb {
	case scanner.Move, scanner.Copy:
		return g.findTarget()
	case scanner.Flag:
		return g.findFlag(), nil
	case scanner.Delete, scanner.Leave:
		return nil, nil
	}
	return &refusal{why: fmt.Sprintf("%q is no act", g.act), remedy: "correct the configuration"}, nil
}

// findTarget finds the folder to move or copy to.
func (g *group) findTarget() (*refusal, error) {
	levels, err := targetLevels(g.act.Target)
	if err != nil {
		return &refusal{why: err.Error(), remedy: "correct the configuration"}, nil
	}
	source, err := g.sess.resolve(g.ctx, g.place.folder)
	if err != nil {
		return nil, err
	}
	if g.target, err = g.sess.resolve(g.ctx, levels); err != nil {
		if isDeath(err) || g.ctx.Err() != nil {
			return nil, err
		}
		return g.explain(err), nil
	}
	if g.target == source {
		return &refusal{why: "the message lies in that folder already", remedy: "name another folder"}, nil
	}
	return nil, nil
}

// findFlag finds the flag to set.
func (g *group) findFlag() *refusal {
	var err error
	if g.flag, err = flagOf(g.act.Target); err != nil {
		return &refusal{why: err.Error(), remedy: "correct the configuration"}
	}
	if keeps(g.permanent, g.flag) {
		return nil
	}
	var names []string
	for _, f := range g.permanent {
		names = append(names, clean(string(f)))
	}
	return &refusal{
		why:    fmt.Sprintf("the server does not keep the flag %s in this folder", g.flag),
		remedy: "it keeps: " + strings.Join(names, " "),
	}
}

// explain makes a refusal of an error that another connection does not mend.
func (g *group) explain(err error) *refusal {
	var no *imap.Error
	if t := (*trouble)(nil); errors.As(err, &t) && t.why != "" {
		return &refusal{why: t.why, remedy: "then run again"}
	} else if !errors.As(err, &no) {
		return &refusal{why: err.Error(), remedy: "then run again"}
	}
	r := &refusal{why: fmt.Sprintf("the server refuses: %q", clean(words(no)))}
	switch codeOf(no) {
	case imap.ResponseCodeOverQuota:
		r.remedy = "make room in the mailbox or have its quota raised"
	case imap.ResponseCodeNoPerm, imap.ResponseCodeAuthorizationFailed:
		r.remedy, r.forbidden = "have the user allowed to do that", true
	case imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent, imap.ResponseCodeCannot:
		r.remedy = "create the folder or name another"
	default:
		r.remedy = "the next run tries again"
	}
	return r
}

// turnDown notes that these acts could not be done.
func (d *settler) turnDown(dues []due, why refusal) error {
	i := slices.IndexFunc(d.refusals, func(r *refusal) bool { return r.act == dues[0].Act && r.why == why.why })
	if i < 0 {
		why.act, why.first = dues[0].Act, dues[0].uid
		d.refusals = append(d.refusals, &why)
		i = len(d.refusals) - 1
	}
	for _, one := range dues {
		d.refusals[i].messages++
		if err := d.note(d.book.Refused(d.ctx, one.Debt, why.why)); err != nil {
			return err
		}
	}
	return nil
}

// payPart pays some of the debts: it begins those that nobody else has begun,
// and tries until each is done or refused.
func (g *group) payPart(part []due) error {
	p, err := g.beginPart(part)
	if err != nil {
		return err
	}
	limit := maxActs
	for len(p.left) > 0 {
		before := len(p.left)
		tried := slices.Clone(p.left[:min(limit, before)])
		err := p.run(tried)
		stuck := len(p.left) == before
		if !stuck {
			g.progress()
		}
		switch {
		case err == nil:
			limit = min(2*limit, maxActs)
			continue
		case !isDeath(err):
			return err
		case stuck && !isThrottled(err):
			if g.deaths > 0 { // once may be chance
				limit = 1
			}
			if err := p.blame(tried, err); err != nil {
				return err
			}
		}
		p.doubt(tried)
		g.abandoned = time.Now()
		if err := g.mend(err); err != nil {
			return err
		}
	}
	return nil
}

// beginPart tells the book what is about to be done, and leaves out what it
// does not grant.
func (g *group) beginPart(part []due) (*payment, error) {
	p := &payment{group: g, dues: map[imap.UID]due{}, doubtful: map[imap.UID]bool{}, copied: map[imap.UID]bool{}, marked: map[imap.UID]bool{}, tries: map[imap.UID]int{}}
	debts := make([]scanner.Debt, len(part))
	for i, one := range part {
		debts[i] = one.Debt
	}
	granted, err := g.book.Begin(g.ctx, debts...)
	if err != nil {
		return nil, g.note(err)
	}
	for _, one := range part {
		of := func(d scanner.Debt) bool { return d.Position == one.Position }
		if _, twice := p.dues[one.uid]; !twice && slices.ContainsFunc(granted, of) {
			p.dues[one.uid], p.doubtful[one.uid] = one, one.Begun || one.Partly
			p.left = append(p.left, one.uid)
		}
	}
	return p, nil
}
