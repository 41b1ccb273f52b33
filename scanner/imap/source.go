package imap

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// A Source reads one folder of an IMAP account at a time, over one connection.
// It implements scanner.Source. It may be used by one goroutine at a time.
type Source struct {
	place    place
	opts     Options
	memory   scanner.Memory
	password string
	sess     *session        // nil: not connected
	said     map[string]bool // warnings that are given once
	free     time.Time       // when Options.Rate allows the next range

	sight      sight     // what the last reading has seen
	alarms     int       // how often Wait has told of mail since some was read
	idleDeaths int       // connections in a row that ended in IDLE
	noIdle     time.Time // until then IDLE is not tried
	noName     time.Time // until then the server is not told which program this is
}

// Dial connects to the server of url, imaps://user@host[:port]/FOLDER or
// imap:// for STARTTLS, and signs in. The folder is opened by Messages.
//
// A nil memory forgets everything, so that all messages are new. Options
// without a Password do only for a server that greets us as signed in.
//
// Errors are one line with place and remedy, which names the settings of nixie's
// configuration: tls = { ca = … } is Options.TLSConfig. They wrap scanner.ErrAuth if
// the server refuses user or password, scanner.ErrTemporary if it cannot be
// reached, is silent or hangs up, a *tls.CertificateVerificationError (and in it the
// error of x509) if its certificate is not trusted, and the error of ctx if that is
// done.
func Dial(ctx context.Context, url string, memory scanner.Memory, opts *Options) (*Source, error) {
	p, err := parsePlace(url)
	if err != nil {
		return nil, err
	}
	s := &Source{place: p, opts: opts.withDefaults(), memory: memory, said: map[string]bool{}}
	s.opts.alert = func(text string) { s.warnOnce(fmt.Sprintf("%s: the server says: %s", p.server(), text)) }
	if p.implicit && s.opts.TLS == TLSNone {
		return nil, fmt.Errorf("imap: %s: tls = \"none\" contradicts imaps://; write imap://", p.server())
	}
	if s.memory == nil {
		s.memory = scanner.Forgetful{}
	}
	if s.opts.Password != nil && s.opts.Token == nil && !s.opts.External {
		if s.password, err = s.opts.Password(ctx); err != nil {
			return nil, &shut{fmt.Errorf("imap: %s: asking for the password: %w", p.server(), err)}
		}
	}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Close signs out and ends the connection. It waits a few seconds at most.
func (s *Source) Close() error {
	if s.sess == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	s.sess.logout(ctx)
	s.sess = nil
	return nil
}

// connect makes a new session, signed in.
func (s *Source) connect(ctx context.Context) error {
	s.drop()
	sess, err := dial(ctx, s.place, &s.opts)
	if err != nil {
		return &shut{err}
	}
	if sess.warning != "" {
		s.warnOnce(sess.warning)
	}
	if s.sess, err = s.signIn(ctx, sess); err != nil {
		return &shut{err}
	}
	return nil
}

// maxSaid bounds the memory of warnings: a server has a say in their words.
const maxSaid = 100

// warnOnce warns, unless it has done so in the same words.
func (s *Source) warnOnce(line string) {
	if len(s.said) >= maxSaid {
		clear(s.said)
	}
	if !s.said[line] {
		s.said[line] = true
		s.opts.Warn(line)
	}
}

// drop ends the session, if there is one, without a word.
func (s *Source) drop() {
	if s.sess != nil {
		s.sess.close()
		s.sess = nil
	}
}

// errStopped says that the caller wants no more messages.
var errStopped = errors.New("imap: stopped")

// Messages yields the messages that the memory does not know, the oldest
// first. It opens the folder read-only and changes nothing in it, not even
// flags. At the end the connection stays open for another call, as it does when
// the folder cannot be opened; when the caller stops early or another error ends
// the sequence, it is closed, and the next call connects again.
//
// A message that cannot be read has Err set, and the sequence goes on. One
// that another client removed before it was fetched is left out; one that is
// removed afterwards, while it waits to be handed on, is not. Errors are those
// of Dial.
func (s *Source) Messages(ctx context.Context) iter.Seq2[*scanner.Message, error] {
	return s.sequence(func(yield func(*scanner.Message) bool) error { return s.read(ctx, yield) })
}

// sequence makes a sequence of what read yields.
func (s *Source) sequence(read func(yield func(*scanner.Message) bool) error) iter.Seq2[*scanner.Message, error] {
	return func(yield func(*scanner.Message, error) bool) {
		err := read(func(m *scanner.Message) bool { return yield(m, nil) })
		if err != nil && err != errStopped {
			yield(nil, err)
		}
	}
}

// read opens the folder and reads what is new.
func (s *Source) read(ctx context.Context, yield func(*scanner.Message) bool) error {
	folder, p, err := s.openPatiently(ctx)
	if err != nil {
		return err
	}
	kept, err := s.memory.Position(ctx, s.place.key())
	if err != nil {
		return fmt.Errorf("imap: %s: looking up what is read already: %w", s.place.key(), err)
	}
	r := &reader{
		Source: s, patience: p, ctx: ctx, yield: yield, limit: s.opts.Batch,
		validity: folder.UIDValidity, exists: folder.NumMessages, next: folder.UIDNext,
	}
	if validity, last, ok := parsePosition(kept); ok && validity == folder.UIDValidity && validity != 0 {
		r.last = last
	} else {
		r.since = s.opts.Since
		s.explainRestart(kept, folder.UIDValidity)
	}
	if err := r.all(); err != nil {
		return err
	}
	s.saw(folder, r)
	return nil
}

// openPatiently opens the folder for reading, from a server that asks for
// patience after a while; p is what is left of ours.
func (s *Source) openPatiently(ctx context.Context) (folder *imap.SelectData, p patience, err error) {
	folder, err = s.open(ctx, readOnly)
	for isThrottled(err) {
		if err = p.bear(ctx, s, err); err != nil {
			break
		}
		folder, err = s.open(ctx, readOnly)
	}
	s.dropAfter(err)
	return folder, p, err
}

// explainRestart warns when a folder that was read before is read from its start.
func (s *Source) explainRestart(kept string, validity uint32) {
	switch {
	case validity == 0: // RFC 9051 section 2.3.1.1
		s.opts.Warn(s.place.key() + ": the server gives no UIDVALIDITY, so every run reads the whole folder; nothing is counted twice")
	case kept != "":
		s.opts.Warn(fmt.Sprintf("%s: the server has renumbered the folder (position %q, UIDVALIDITY now %d): reading it from the start; nothing is counted twice",
			s.place.key(), clean(kept), validity))
	}
}

// open opens the folder. A session left from an earlier call may have died
// since; then it connects once more.
func (s *Source) open(ctx context.Context, mode mode) (folder *imap.SelectData, err error) {
	err = s.ask(ctx, func() error {
		name, err := s.sess.resolve(ctx, s.place.folder)
		if err == nil {
			folder, err = s.sess.open(ctx, name, mode)
		}
		return err
	})
	return folder, err
}

// ask runs a question that may be put twice: the session may have died since
// the last one.
func (s *Source) ask(ctx context.Context, question func() error) error {
	if s.sess != nil {
		err := question()
		if !isDeath(err) || isThrottled(err) {
			return err
		}
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	return question()
}

// renumbered says that the folder has another UIDVALIDITY than a moment ago.
func (s *Source) renumbered() error {
	return &trouble{
		text: fmt.Sprintf("imap: %s: the server has renumbered the folder meanwhile; run again", s.place.key()),
		kind: scanner.ErrTemporary,
	}
}

// position is how far the folder is read: "UIDVALIDITY:UID".
func position(validity uint32, uid imap.UID) string {
	return fmt.Sprintf("%d:%d", validity, uid)
}

func parsePosition(text string) (validity uint32, uid imap.UID, ok bool) {
	v, u, _ := strings.Cut(text, ":")
	validity64, err1 := strconv.ParseUint(v, 10, 32)
	uid64, err2 := strconv.ParseUint(u, 10, 32)
	return uint32(validity64), imap.UID(uid64), err1 == nil && err2 == nil
}
