package imap

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// Rights returns what the user who is signed in may do with a folder, a letter for
// each right (RFC 4314 section 2.1). The folder is named as the target of an act is,
// its levels divided by "/", or by its special use. Known is false where the server
// has no access control lists, or does not tell: then everything is to be tried.
//
// A server of the older RFC 2086 has one right "c" to create and delete folders, and
// one right "d" to delete messages; those that they stand for in RFC 4314 section
// 2.1.1 are returned with them. Errors are those of Dial.
func (s *Source) Rights(ctx context.Context, folder string) (rights string, known bool, err error) {
	levels, err := targetLevels(folder)
	if err != nil {
		return "", false, err
	}
	err = s.ask(ctx, func() (err error) {
		rights, known, err = s.sess.rights(ctx, levels)
		return err
	})
	return rights, known, err
}

// rights asks for the rights to a folder.
func (s *session) rights(ctx context.Context, levels []string) (rights string, known bool, err error) {
	caps, err := s.capabilities(ctx)
	if err != nil || !caps.Has(imap.CapACL) {
		return "", false, err
	}
	name, err := s.resolve(ctx, levels)
	if err != nil {
		if isDeath(err) || ctx.Err() != nil {
			return "", false, err
		}
		return "", false, nil
	}
	var granted imap.RightSet
	var mailbox string
	err = s.do(ctx, "asking for rights", 0, func() error {
		data, err := s.client.MyRights(name).Wait()
		granted, mailbox = data.Rights, data.Mailbox
		return err
	})
	if no := (*imap.Error)(nil); errors.As(err, &no) {
		return "", false, nil
	}
	if err != nil || mailbox == "" { // a server may say OK and nothing else
		return "", false, err
	}
	rights = granted.String()
	if modern := func(c imap.Cap) bool { return strings.HasPrefix(string(c), "RIGHTS=") }; !slices.ContainsFunc(slices.Collect(maps.Keys(caps)), modern) {
		rights += implied(rights)
	}
	return rights, true, nil
}

// implied returns the rights of RFC 4314 for which those of RFC 2086 stand.
func implied(rights string) (more string) {
	if strings.Contains(rights, "c") {
		more = "k"
	}
	if strings.Contains(rights, "d") {
		more += "te"
	}
	return more
}
