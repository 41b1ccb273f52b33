package imap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/nixie-mail/nixie/scanner"
)

const (
	perMessage = 512      // bytes of an answer about one message, its body apart
	maxList    = 64 << 20 // bytes of a list of UIDs: five million messages
	maxUIDs    = 1 << 20  // UIDs taken from one list; the rest is listed later
)

// A fetched is what the server sent of one message.
type fetched struct {
	size int64     // RFC822.SIZE; 0 if unknown
	date time.Time // INTERNALDATE; zero if unknown
	body []byte    // nil if none came
}

// A mode says what may be done in an open folder.
type mode bool

const (
	readOnly  mode = true  // EXAMINE, RFC 9051 section 6.3.3
	readWrite mode = false // SELECT, section 6.3.2
)

// open opens a folder, named as the server names it, and returns what the
// server says of it.
func (s *session) open(ctx context.Context, name string, mode mode) (*imap.SelectData, error) {
	const doing = "opening the folder"
	var data *imap.SelectData
	err := s.do(ctx, doing, 0, func() (err error) {
		data, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: bool(mode)}).Wait()
		return err
	})
	if err == nil {
		return data, nil
	}
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return nil, err
	}
	what := fmt.Sprintf("%s %q", doing, clean(name))
	switch code := codeOf(refusal); {
	case code == imap.ResponseCodeNoPerm, code == imap.ResponseCodeAuthorizationFailed: // RFC 5530 section 3
		return nil, s.refused(what, refusal, scanner.ErrAuth, "the user may not read this folder")
	case isUnsafeLogin(refusal):
		return nil, s.refused(what, refusal, scanner.ErrAuth, s.unsafeRemedy())
	}
	return nil, s.refused(what, refusal, nil, s.folders(ctx))
}

// search returns the UIDs of the folder that match, ascending, at most
// Options.list of them; more reports whether there are others. What is below the
// UIDs that are asked for does not count: a server that names them each time
// would never be read to its end.
func (s *session) search(ctx context.Context, c *imap.SearchCriteria, exists uint32) (uids []imap.UID, more bool, err error) {
	var data *imap.SearchData
	expect := min(maxList, perMessage+12*int64(exists)) // a UID has up to ten digits
	err = s.do(ctx, "listing messages", expect, func() (err error) {
		data, err = s.client.UIDSearch(c, nil).Wait()
		return err
	})
	if err != nil {
		return nil, false, err
	}
	least := imap.UID(1)
	if len(c.UID) > 0 && len(c.UID[0]) > 0 {
		least = c.UID[0][0].Start
	}
	set, _ := data.All.(imap.UIDSet)
	// Not data.AllUIDs: it panics over "0" and unfolds 1:4294967295.
	for _, r := range set {
		for uid := max(r.Start, least); uid != 0 && uid <= r.Stop; uid++ {
			if len(uids) == s.most {
				return uids, true, nil
			}
			uids = append(uids, uid)
		}
	}
	return uids, false, nil
}

// numbers returns the UIDs of the folder from one on, ascending, as search does:
// of what lies in it, not of what an index knows.
func (s *session) numbers(ctx context.Context, from imap.UID, exists uint32) (uids []imap.UID, more bool, err error) {
	expect := min(maxList, perMessage+64*int64(exists))
	got, err := s.fetch(ctx, imap.UIDSet{{Start: from}}, &imap.FetchOptions{UID: true}, expect, 0)
	if err != nil {
		return nil, false, err
	}
	uids = slices.Sorted(maps.Keys(got)) // the library hands on none but those that were asked for
	return uids[:min(len(uids), s.most)], len(uids) > s.most, nil
}

// present returns which of the messages are still in the folder.
func (s *session) present(ctx context.Context, uids []imap.UID) (map[imap.UID]bool, error) {
	// A server keeps showing what another client removed until a command at
	// which it may say so (RFC 9051 section 7.5.1).
	if err := s.do(ctx, "listing messages", 0, func() error { return s.client.Noop().Wait() }); err != nil {
		return nil, err
	}
	found, _, err := s.search(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uids...)}}, uint32(len(uids)))
	if err != nil {
		return nil, err
	}
	there := make(map[imap.UID]bool, len(found))
	for _, uid := range found {
		there[uid] = true
	}
	return there, nil
}

// sizes asks for size and date of each message.
func (s *session) sizes(ctx context.Context, uids []imap.UID) (map[imap.UID]*fetched, error) {
	// Nothing else is asked: servers get ENVELOPE and BODYSTRUCTURE of strange
	// mail wrong, and one wrong answer ends the connection.
	o := &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}
	return s.fetch(ctx, imap.UIDSetNum(uids...), o, int64(len(uids))*perMessage, 0)
}

// bodies asks for a piece of each message, without marking it as read; expect
// is the size of all pieces, most that of one that is accepted.
func (s *session) bodies(ctx context.Context, set imap.NumSet, from, length int, expect, most int64) (map[imap.UID]*fetched, error) {
	o := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{
		Peek:    true,
		Partial: &imap.SectionPartial{Offset: int64(from), Size: int64(length)},
	}}}
	return s.fetch(ctx, set, o, expect, most)
}

// bySequence asks for one message by its number in the folder: the last way
// to a body that the library loses because the UID stands behind it.
func (s *session) bySequence(ctx context.Context, uid imap.UID, length int, most int64) (*fetched, error) {
	var data *imap.SearchData
	err := s.do(ctx, "listing messages", perMessage, func() (err error) {
		data, err = s.client.Search(&imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uid)}}, nil).Wait()
		return err
	})
	if err != nil {
		return nil, err
	}
	set, _ := data.All.(imap.SeqSet)
	if len(set) != 1 || set[0].Start == 0 || set[0].Start != set[0].Stop {
		return nil, nil
	}
	got, err := s.bodies(ctx, set, 0, length, most, most)
	return got[uid], err // another UID there: the numbers have moved meanwhile
}

// fetch runs one FETCH and returns what came, by UID, also beside an error.
func (s *session) fetch(ctx context.Context, set imap.NumSet, o *imap.FetchOptions, expect, most int64) (map[imap.UID]*fetched, error) {
	got := make(map[imap.UID]*fetched)
	err := s.step(ctx, "reading messages", expect, func() error {
		cmd := s.client.Fetch(set, o)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			uid, f, err := receive(msg, most)
			if err != nil {
				s.wire.Close()
				return err
			}
			if uid != 0 {
				got[uid] = f
			}
		}
		if err := cmd.Close(); err != nil {
			return err
		}
		s.tail.forget()
		return nil
	})
	if isStuck(err) {
		return nil, err
	}
	return got, err
}

// receive reads one message's answer. After an error the connection must be
// closed and the command left as it is: its Next and Close would read on in the
// literal, while the library's reader, which takes that as ended, reads too.
func receive(msg *imapclient.FetchMessageData, most int64) (uid imap.UID, f *fetched, err error) {
	f = new(fetched)
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataRFC822Size:
			f.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			f.date = item.Time
		case imapclient.FetchItemDataBodySection:
			// Whatever the server calls the piece: some leave out its <0>. One
			// that is too large is skipped, within the budget of the wire.
			if item.Literal == nil || f.body != nil || item.Literal.Size() > most {
				continue
			}
			f.body = make([]byte, item.Literal.Size())
			// The library takes a hang-up for the end of the literal.
			if _, err := io.ReadFull(item.Literal, f.body); err != nil {
				return uid, nil, err
			}
		}
	}
	return uid, f, nil
}
