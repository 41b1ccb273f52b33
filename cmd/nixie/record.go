package main

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const (
	batchTime   = time.Second // results wait no longer to be recorded, if mail flows
	batchBytes  = 4 << 20     // nor do more bytes of mail than these
	recordLimit = time.Minute // for one transaction; another process may be writing
)

// A scan is a reading that is recorded.
type scan struct {
	*reading
	acting
	book *store // nil without a ledger: in a dry run, and as long as no source is open

	create func() error // makes the ledger; nil where there is one, and in a dry run
	first  *opened      // the source for which the ledger was made
	conn   connection   // to the server whose folders are read
	dry    bool
	limit  config.Size // of a message
	size   int         // messages in a batch
	batch  []*scanner.Result
	bytes  int
	last   time.Time // when the last batch was complete
	way    *writing  // the batch on its way into the ledger, nil if none is
	known  int       // outcomes that the ledger had already
	fresh  int       // outcomes that it had not
	held   int       // addresses of the ledger whose removal is held back
}

// A writing is a batch on its way into the ledger, while the next one is read:
// the disk takes its time to say that a transaction is safe.
type writing struct {
	batch  []*scanner.Result
	stored chan struct{} // closed when the rest is set
	fresh  [][]bool
	err    error
}

// all reads the inputs one after the other, those of one mailbox under its
// lease. The error is why it stopped before the end; what was read until then
// is recorded.
func (s *scan) all(ctx context.Context, inputs []input, memory scanner.Memory) error {
	inputs, err := s.begin(ctx, inputs, memory)
	if err != nil {
		return err
	}
	for len(inputs) > 0 {
		n := sameMailbox(inputs)
		if err := s.mailbox(ctx, inputs[:n], memory); err != nil {
			return err
		}
		inputs = inputs[n:]
	}
	return nil
}

// mailbox reads the inputs of one mailbox. That another nixie has it, or takes
// it, is a trouble, and the run goes on with the next.
func (s *scan) mailbox(ctx context.Context, inputs []input, memory scanner.Memory) error {
	if s.book == nil || s.dry || inputs[0].mailbox == "" {
		return s.folders(ctx, inputs, memory)
	}
	held, release, err := s.app.lease(ctx, s.book, inputs[0].mailbox)
	switch {
	case isLost(err):
		return err
	case err != nil:
		return s.trouble(ctx, inputs[0], err)
	}
	defer release()
	err = s.folders(held, inputs, memory)
	if cause := context.Cause(held); isLost(cause) {
		return ledgerError(cause)
	}
	if err != nil && ctx.Err() == nil && held.Err() != nil {
		return s.trouble(ctx, inputs[0], err)
	}
	return err
}

// folders reads the inputs one after the other, and signs out.
func (s *scan) folders(ctx context.Context, inputs []input, memory scanner.Memory) error {
	defer s.conn.close()
	for _, in := range inputs {
		if err := s.folder(ctx, in, memory); err != nil {
			return err
		}
	}
	return nil
}

// folder reads one input.
func (s *scan) folder(ctx context.Context, in input, memory scanner.Memory) error {
	if isEmptyFile(in.path) {
		s.app.tell("empty", "path", safe.Line(in.name))
		s.good++
		return s.visited(ctx, in)
	}
	src, done, err := s.open(ctx, in, memory)
	if err != nil {
		return s.trouble(ctx, in, err)
	}
	defer done()
	err = s.round(ctx, in, src)
	s.conn.met(s.cause)
	return err
}

// round reads what is new, records it, and does what is owed, also by an
// earlier run. What the mailbox refuses to do is a trouble that keeps nobody
// from reading.
//
// Acts come after a reading that has come to its end: where the server has
// renumbered the folder, only reading it again tells the ledger which messages
// they are owed to.
func (s *scan) round(ctx context.Context, in input, src scanner.Source) error {
	s.cause = nil
	err := s.read(ctx, in, src, func(res *scanner.Result) error { return s.add(ctx, in, res) })
	if rerr := cmp.Or(s.record(ctx), s.recorded()); err == nil || rerr != nil {
		err = rerr
	}
	if err != nil || s.cause != nil {
		return err
	}
	if err := s.visited(ctx, in); err != nil {
		return err
	}
	return s.settle(ctx, in, src)
}

// visited notes that an input was read to its end.
func (s *scan) visited(ctx context.Context, in input) error {
	name := cmp.Or(in.key, in.mailbox)
	if s.book == nil || s.dry || name == "" {
		return nil
	}
	return ledgerError(s.book.Visit(ctx, name))
}

// add puts a result into the batch and records the batch when it is time.
func (s *scan) add(ctx context.Context, in input, res *scanner.Result) error {
	s.choose(in, res)
	res.Report = nil // said already; a batch of them takes memory
	s.batch = append(s.batch, res)
	s.bytes += len(res.Message.Raw)
	if len(s.batch) >= s.size || s.bytes >= batchBytes || time.Since(s.last) >= batchTime {
		return s.record(ctx)
	}
	return nil
}

// record begins to store the batch in one transaction, once the one before is
// stored. After an error the batch is dropped: later positions must not be
// remembered where earlier messages are not. A signal leaves it stopTime.
func (s *scan) record(ctx context.Context) error {
	err := s.recorded()
	batch := s.batch
	s.batch, s.bytes, s.last = nil, 0, time.Now()
	if len(batch) == 0 || err != nil {
		return err
	}
	w := &writing{batch: batch, stored: make(chan struct{})}
	s.way = w
	go func() {
		defer close(w.stored)
		w.fresh, w.err = s.store(ctx, batch)
	}()
	return nil
}

// recorded waits until the batch on its way is stored, then counts it and
// writes what is new in it.
func (s *scan) recorded() error {
	w := s.way
	if w == nil {
		return nil
	}
	<-w.stored
	if s.way = nil; w.err != nil {
		return w.err
	}
	s.app.trace("recorded %s, up to %s", plural(len(w.batch), "message"), safe.Line(w.batch[len(w.batch)-1].Message.Location))
	for i, res := range w.batch {
		all := res.Outcomes
		if w.fresh == nil {
			s.sum.Read(res)
		} else {
			s.sum.ReadAgain(res, w.fresh[i])
			res.Outcomes = slices.Collect(freshOnly(all, w.fresh[i]))
			s.known += len(all) - len(res.Outcomes)
			s.fresh += len(res.Outcomes)
		}
		if err := s.show(res); err != nil {
			return err
		}
	}
	return s.out.flush(time.Now())
}

// store records the batch and says which outcomes are new; nil in a dry run,
// where nobody knows.
func (s *scan) store(ctx context.Context, batch []*scanner.Result) ([][]bool, error) {
	if s.book == nil || s.dry {
		return nil, nil
	}
	ctx, cancel := finishing(ctx, recordLimit)
	defer cancel()
	recorded, err := s.book.Record(ctx, batch...)
	if err != nil {
		return nil, err
	}
	return recorded.Fresh, nil
}

// freshOnly yields the outcomes that are new.
func freshOnly(outcomes []scanner.Outcome, fresh []bool) iter.Seq[scanner.Outcome] {
	return func(yield func(scanner.Outcome) bool) {
		for i, o := range outcomes {
			if fresh[i] && !yield(o) {
				return
			}
		}
	}
}

// standings yields the standings of the whole ledger, and by the way gives the
// summary the advice of the policy, which knows the history, in place of that of
// the single events.
func (s *scan) standings(ctx context.Context) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		s.held = 0
		for st, err := range s.book.Standings(ctx, s.book.policy) {
			if err == nil {
				s.sum.Advise(st.Email, st.Advice)
			}
			if st.Held {
				s.held++
			}
			if !yield(st, err) {
				return
			}
		}
	}
}

// next is the command to suggest at the end of the summary.
func (s *scan) next() string {
	if s.book == nil || s.dry {
		return ""
	}
	return "nixie report"
}

// finish ends the documents and says what was read. A scan that came to its
// end and has met nothing new says just that.
func (s *scan) finish(stop error) error {
	if s.sum.Messages() > 0 || s.sum.Problems() > 0 {
		if err := s.reading.finish(s.next()); err != nil {
			return err
		}
		if s.known > 0 {
			s.app.tell("known", "n", s.app.n(s.known))
		}
		if s.held > 0 {
			s.app.tell("held", "n", s.app.n(s.held))
		}
		s.tellActs()
		return nil
	}
	s.sum.Close()
	if stop == nil {
		s.app.tell("nothing")
	}
	s.tellActs()
	return s.out.commit()
}
