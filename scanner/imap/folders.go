package imap

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// A Folder is a folder of the account.
type Folder struct {
	// Name has its levels divided by "/", as in the target of an act. It is
	// the server's word and may hold any character.
	Name string
	// Use is what the server says the folder is for, `\Trash` (RFC 6154), or "".
	Use string
	// Messages is how many messages lie in it; -1 if nobody asked or the
	// server did not say.
	Messages int
}

// maxCounted is how many folders are asked for the number of their messages:
// each costs a question.
const maxCounted = 100

// Folders returns the folders that can be opened, in the order of their names,
// at most 10,000. The messages of the first 100 are counted. Errors are those
// of Dial.
func (s *Source) Folders(ctx context.Context) (folders []Folder, err error) {
	err = s.ask(ctx, func() (err error) {
		folders, err = s.sess.allFolders(ctx)
		return err
	})
	var no *imap.Error
	if errors.As(err, &no) {
		err = s.sess.refused("listing folders", no, nil, "report this to the server's people")
	}
	return folders, err
}

// Capabilities returns what the server says that it can do, for the user who
// is signed in, in alphabetical order: "IDLE", "MOVE", "UIDPLUS". Errors are
// those of Dial.
func (s *Source) Capabilities(ctx context.Context) (names []string, err error) {
	err = s.ask(ctx, func() error {
		caps, err := s.sess.capabilities(ctx)
		names = nil
		for c := range caps {
			names = append(names, string(c))
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// allFolders lists and counts.
func (s *session) allFolders(ctx context.Context) ([]Folder, error) {
	list, err := s.listUses(ctx)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(l *imap.ListData) bool {
		return slices.Contains(l.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(l.Attrs, imap.MailboxAttrNonExistent)
	})
	slices.SortFunc(list, func(a, b *imap.ListData) int { return cmp.Compare(a.Mailbox, b.Mailbox) })
	var folders []Folder
	for i, l := range list {
		f := Folder{Name: l.Mailbox, Use: useOf(l.Attrs), Messages: -1}
		if l.Delim != 0 {
			f.Name = strings.ReplaceAll(l.Mailbox, string(l.Delim), "/")
		}
		if i < maxCounted {
			if f.Messages, err = s.count(ctx, l.Mailbox); err != nil {
				return nil, err
			}
		}
		folders = append(folders, f)
	}
	return folders, nil
}

// count returns how many messages lie in a folder, -1 if the server does not say.
func (s *session) count(ctx context.Context, name string) (int, error) {
	var data *imap.StatusData
	err := s.do(ctx, "counting messages", 0, func() (err error) {
		data, err = s.client.Status(name, &imap.StatusOptions{NumMessages: true}).Wait()
		return err
	})
	var no *imap.Error
	if errors.As(err, &no) || err == nil && data.NumMessages == nil {
		return -1, nil
	} else if err != nil {
		return 0, err
	}
	return int(*data.NumMessages), nil
}

// specialUses are what folders are for: RFC 6154 section 2 and RFC 8457.
var specialUses = []imap.MailboxAttr{
	imap.MailboxAttrAll, imap.MailboxAttrArchive, imap.MailboxAttrDrafts, imap.MailboxAttrFlagged, imap.MailboxAttrImportant,
	imap.MailboxAttrJunk, imap.MailboxAttrSent, imap.MailboxAttrTrash,
}

// useOf returns the special use among the attributes of a folder, or "".
func useOf(attrs []imap.MailboxAttr) string {
	for _, use := range specialUses {
		if slices.ContainsFunc(attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(use)) }) {
			return string(use)
		}
	}
	return ""
}
