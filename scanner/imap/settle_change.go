package imap

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
)

// The commands that change something. They are the only ones, with ensure in
// folder.go, and all of them name messages by UID.

// errNoMove says that a server does not know MOVE after all.
var errNoMove = errors.New("the server has withdrawn the capability MOVE")

// move moves messages with MOVE (RFC 6851).
func (s *session) move(ctx context.Context, uids []imap.UID, target string) error {
	return s.do(ctx, "moving messages", answers(uids), func() error {
		// The library's way round a server without MOVE removes messages
		// whose copy failed, and those that others have marked: it must never
		// come to that, also if the capabilities change in a conversation.
		if !s.client.Caps().Has(imap.CapMove) {
			return errNoMove
		}
		_, err := s.client.Move(imap.UIDSetNum(uids...), target).Wait()
		return err
	})
}

// copy copies messages. It returns those that the server names as copied
// (COPYUID, RFC 4315 section 3); told is false if it names none, or counts
// other copies than originals.
func (s *session) copy(ctx context.Context, uids []imap.UID, target string) (copied []imap.UID, told bool, err error) {
	var data *imap.CopyData
	err = s.do(ctx, "copying messages", answers(uids), func() (err error) {
		data, err = s.client.Copy(imap.UIDSetNum(uids...), target).Wait()
		return err
	})
	if err != nil {
		return nil, false, err
	}
	for _, uid := range uids {
		if data.SourceUIDs.Contains(uid) {
			copied = append(copied, uid)
		}
	}
	return copied, len(copied) > 0 && count(data.SourceUIDs) == count(data.DestUIDs), nil
}

// count is how many UIDs a set names, without unfolding it.
func count(set imap.UIDSet) (n uint64) {
	for _, r := range set {
		n += 1 + max(uint64(r.Start), uint64(r.Stop)) - min(uint64(r.Start), uint64(r.Stop))
	}
	return n
}

// flag adds a flag.
func (s *session) flag(ctx context.Context, uids []imap.UID, flag imap.Flag) error {
	return s.do(ctx, "flagging messages", answers(uids), func() error {
		store := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{flag}}
		return s.client.Store(imap.UIDSetNum(uids...), store, nil).Close()
	})
}

// unmark takes the mark of deletion from messages.
func (s *session) unmark(ctx context.Context, uids []imap.UID) error {
	if len(uids) == 0 {
		return nil
	}
	return s.do(ctx, "flagging messages", answers(uids), func() error {
		store := &imap.StoreFlags{Op: imap.StoreFlagsDel, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
		return s.client.Store(imap.UIDSetNum(uids...), store, nil).Close()
	})
}

// errNoUIDPlus says that a server does not know UID EXPUNGE after all.
var errNoUIDPlus = errors.New("the server has withdrawn the capability UIDPLUS")

// expunge removes these of the messages marked as deleted, and no others: a
// plain EXPUNGE takes what people have marked in their mail programs, too.
func (s *session) expunge(ctx context.Context, uids []imap.UID) error {
	return s.do(ctx, "removing messages", answers(uids), func() error {
		if !s.client.Caps().Has(imap.CapUIDPlus) {
			return errNoUIDPlus // RFC 4315 section 2.1
		}
		return s.client.UIDExpunge(imap.UIDSetNum(uids...)).Close()
	})
}

// answers is how many bytes may come in answer to a command about these
// messages, and about others, of which the server may bring news at any time.
func answers(uids []imap.UID) int64 { return idleBytes + int64(len(uids))*perMessage }
