package main

import (
	"context"
	"errors"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// maxOpen is how many connections watch keeps to one mailbox. Dovecot allows ten
// for a user and an address (mail_max_userip_connections), Gmail 15, and people's
// mail programs need some of them. Where there are more folders, the first have
// one each, and the others are a circle.
const maxOpen = 8

// connections divides the folders of a mailbox: those of a list of one have a
// connection to themselves, those of a longer one are a circle. Each account that
// has folders in a circle has a circle of its own, as long as there are connections
// for that: else each turn of it would be a sign-in, and one account that is refused
// would keep from the folders of another.
func connections(inputs []input) (lists [][]input) {
	alone := min(len(inputs), maxOpen)
	rest := byAccount(inputs[alone:])
	for ; alone+len(rest) > maxOpen && alone > 0; rest = byAccount(inputs[alone:]) {
		alone--
	}
	if len(rest) > maxOpen { // of so many accounts each has few folders
		alone = maxOpen - 1
		rest = [][]input{inputs[alone:]}
	}
	for i := range alone {
		lists = append(lists, inputs[i:i+1])
	}
	return append(lists, rest...)
}

// byAccount divides folders into those that can be read with one sign-in.
func byAccount(inputs []input) (lists [][]input) {
	for i, in := range inputs {
		if n := len(lists); i == 0 || !in.sameAccount(inputs[i-1]) {
			lists = append(lists, inputs[i:i+1])
		} else {
			lists[n-1] = inputs[i-len(lists[n-1]) : i+1]
		}
	}
	return lists
}

// A circle are folders that are read one after the other, over one connection
// with one sign-in, every poll time. A folder that the server does not open keeps
// nobody from the next. Where more is wrong, the circle as a whole pauses and goes
// on with the next folder, so that there are not as many tries as folders, and one
// folder over which the connection ends does not starve the rest.
type circle struct {
	*watcher
	folders []input
	gate    *watch.Gate
	next    int // the folder to read next
}

// name is what the circle is called where all of it is in trouble.
func (c *circle) name() string {
	return c.folders[0].name + " and " + plural(len(c.folders)-1, "more folder")
}

// read reads the folders again and again, until more is wrong than one of them.
func (c *circle) read(ctx context.Context, well func()) error {
	conn := connection{app: c.app}
	defer conn.close()
	read := 0 // folders since well was called
	for last := time.Now(); ; {
		in := c.folders[c.next]
		c.next = (c.next + 1) % len(c.folders)
		err := c.folder(ctx, &conn, in)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			read++
			c.state.Well(in.name, time.Now())
			c.recovered(in.name)
		case isOwn(err):
			c.failed(in.name, err, c.watch.PollEvery())
		}
		broken := err != nil && !isOwn(err)
		if read > 0 && (broken || c.next == 0 || time.Since(last) >= time.Second) { // each time, the health file is written
			well()
			read, last = 0, time.Now()
		}
		if broken {
			return c.broken(in, err)
		}
		if c.next == 0 {
			if err := c.wait(ctx, nil); err != nil {
				return err
			}
		}
	}
}

// folder reads a folder once.
func (c *circle) folder(ctx context.Context, conn *connection, in input) error {
	var src *imap.Source
	err := c.gate.Pass(ctx, func() (err error) {
		src, err = conn.open(ctx, in, c.book, c.flags.maxMessage)
		return err
	})
	if err != nil {
		return err
	}
	return c.round(ctx, in, src)
}

// isOwn reports whether only this folder is in trouble: the server refuses it,
// and is well.
func isOwn(err error) bool {
	ours := errors.As(err, new(*exitError)) // the ledger, or the configuration
	return !ours && !imap.OfAccount(err) && !errors.Is(err, scanner.ErrTemporary)
}

// broken notes what is wrong with all folders, or what has happened over this one.
func (c *circle) broken(in input, err error) error {
	if errors.Is(err, scanner.ErrTemporary) && !imap.OfAccount(err) {
		why := told(err, in, "").Error()
		c.state.Failed(in.name, why, time.Now())
		return &worded{in.name + ": " + why, err}
	}
	for _, f := range c.folders {
		c.state.Failed(f.name, told(err, f, "").Error(), time.Now())
	}
	return err
}
