package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

const (
	maxFolders = 10      // folders named when the one asked for is not there
	maxListed  = 10000   // folders whose names are looked at
	inbox      = "INBOX" // in any case of letters, RFC 9051 section 5.1
	useMark    = `\`     // begins a special use in the place of a folder's name
	anyFolder  = "*"     // a pattern of LIST
)

// A naming is how a server writes the names of folders.
type naming struct {
	delim    string   // between levels; "" if the server knows no levels
	personal string   // begins the names of the user's own folders: "" or "INBOX."
	others   []string // begin the names of folders that are not the user's own
}

// naming asks how the server writes names, once in a session.
func (s *session) naming(ctx context.Context) (*naming, error) {
	if s.names != nil {
		return s.names, nil
	}
	n, err := s.namespace(ctx)
	if err != nil {
		return nil, err
	}
	if n == nil {
		if n, err = s.guessNaming(ctx); err != nil {
			return nil, err
		}
	}
	s.names = n
	return n, nil
}

// namespace asks a server that knows NAMESPACE (RFC 2342). It returns nil where
// that does not help.
func (s *session) namespace(ctx context.Context) (*naming, error) {
	has, err := s.can(ctx, imap.CapNamespace)
	if err != nil || !has {
		return nil, err
	}
	var data *imap.NamespaceData
	err = s.do(ctx, "asking for namespaces", idleBytes, func() (err error) {
		data, err = s.client.Namespace().Wait()
		return err
	})
	var refusal *imap.Error
	if errors.As(err, &refusal) {
		return nil, nil
	}
	if err != nil || len(data.Personal) == 0 || data.Personal[0].Delim == 0 {
		return nil, err
	}
	own := data.Personal[0]
	n := &naming{delim: string(own.Delim), personal: own.Prefix}
	for _, o := range slices.Concat(data.Personal[1:], data.Other, data.Shared) {
		if o.Prefix == "" {
			n.personal = "" // every name may stand as it is
		} else {
			n.others = append(n.others, o.Prefix)
		}
	}
	return n, nil
}

// guessNaming asks a server without NAMESPACE for its delimiter, and takes the
// INBOX for the root if all other folders lie in it.
func (s *session) guessNaming(ctx context.Context) (*naming, error) {
	n := new(naming)
	root, err := s.list(ctx, "", nil) // RFC 9051 section 6.3.9: asks for the delimiter
	if isDeath(err) {
		return nil, err
	}
	if len(root) > 0 && root[0].Delim != 0 {
		n.delim = string(root[0].Delim)
	}
	if n.delim == "" || *s.unlistable {
		return n, nil
	}
	all, err := s.list(ctx, anyFolder, nil)
	if isDeath(err) {
		return nil, err
	}
	within := 0
	for _, l := range all {
		switch {
		case strings.EqualFold(l.Mailbox, inbox):
		case hasPrefixFold(l.Mailbox, inbox+n.delim):
			within++
		default:
			return n, nil
		}
	}
	if within > 0 {
		n.personal = inbox + n.delim
	}
	return n, nil
}

// name is what the server calls the folder with these levels.
func (n *naming) name(levels []string) string {
	delim := n.delim
	if delim == "" {
		delim = "/" // what was written, if the server knows no levels
	}
	name := strings.Join(levels, delim)
	if hasPrefixFold(name, n.personal) {
		return name
	}
	for _, prefix := range n.others {
		if hasPrefixFold(name, prefix) {
			return name
		}
	}
	return n.personal + name
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// resolve returns the name by which the server knows a folder: its levels, or
// one level that is a special use, `\Trash`.
func (s *session) resolve(ctx context.Context, levels []string) (string, error) {
	if strings.EqualFold(levels[0], inbox) {
		if levels = append([]string{inbox}, levels[1:]...); len(levels) == 1 {
			return inbox, nil
		}
	}
	if len(levels) == 1 && strings.HasPrefix(levels[0], useMark) {
		return s.special(ctx, levels[0])
	}
	n, err := s.naming(ctx)
	if err != nil {
		return "", err
	}
	return n.name(levels), nil
}

// special returns the folder of a special use (RFC 6154 section 2).
func (s *session) special(ctx context.Context, use string) (string, error) {
	all, err := s.listUses(ctx)
	if no := (*imap.Error)(nil); errors.As(err, &no) {
		return "", s.refused("listing folders", no, nil, "name the folder itself")
	} else if err != nil {
		return "", err
	}
	var names []string
	for _, l := range all {
		if slices.ContainsFunc(l.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), use) }) {
			names = append(names, l.Mailbox)
		}
	}
	if len(names) == 0 {
		why := fmt.Sprintf("no folder is marked as %s; name the folder itself; %s", clean(use), s.folders(ctx))
		return "", &trouble{text: fmt.Sprintf("imap: %s: %s", s.place.server(), why), why: why}
	}
	return slices.Min(names), nil
}

// listUses lists all folders with their special uses. A server that knows
// both extensions tells them only when asked; others tell always or never.
func (s *session) listUses(ctx context.Context) ([]*imap.ListData, error) {
	uses, err := s.can(ctx, imap.CapSpecialUse)
	if err != nil {
		return nil, err
	}
	extended, err := s.can(ctx, imap.CapListExtended)
	if err != nil {
		return nil, err
	}
	var o *imap.ListOptions
	if uses && extended {
		o = &imap.ListOptions{ReturnSpecialUse: true}
	}
	return s.list(ctx, anyFolder, o)
}

// folders says which folders there are, as the remedy for a wrong name.
func (s *session) folders(ctx context.Context) string {
	list, err := s.list(ctx, anyFolder, nil)
	if err != nil || len(list) == 0 {
		return "check the folder's name"
	}
	var names []string
	for _, l := range list[:min(len(list), maxFolders)] {
		names = append(names, clean(l.Mailbox))
	}
	slices.Sort(names)
	if len(list) > maxFolders {
		names = append(names, "…")
	}
	return "there are: " + strings.Join(names, ", ")
}

// list lists the folders that match the pattern, maxListed of them at most. One
// name that is not in modified UTF-7 (RFC 3501 section 5.1.3: "R&D" as it is), and
// the library closes the connection; that is remembered, so that those who can do
// without the list do so on the next one.
func (s *session) list(ctx context.Context, pattern string, o *imap.ListOptions) ([]*imap.ListData, error) {
	var list []*imap.ListData
	err := s.do(ctx, "listing folders", idleBytes, func() (err error) {
		list, err = s.client.List("", pattern, o).Collect()
		return err
	})
	if t := (*trouble)(nil); errors.As(err, &t) && t.unreadable && pattern == anyFolder {
		*s.unlistable = true
	}
	if err != nil {
		return nil, err
	}
	return list[:min(len(list), maxListed)], nil
}

// ensure makes the folder, unless it is there, and subscribes to it, so that
// people see it in their mail programs.
func (s *session) ensure(ctx context.Context, name string) error {
	if name == inbox {
		return nil
	}
	list, err := s.list(ctx, name, nil)
	if err != nil {
		return err
	}
	for _, l := range list {
		// A name with children may be no folder itself (RFC 9051 section 7.3.1).
		if l.Mailbox == name && !slices.Contains(l.Attrs, imap.MailboxAttrNonExistent) && !slices.Contains(l.Attrs, imap.MailboxAttrNoSelect) {
			return nil
		}
	}
	const doing = "creating a folder"
	err = s.do(ctx, doing, 0, func() error { return s.client.Create(name, nil).Wait() })
	var refusal *imap.Error
	if errors.As(err, &refusal) && codeOf(refusal) == imap.ResponseCodeAlreadyExists {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.do(ctx, doing, 0, func() error { return s.client.Subscribe(name).Wait() })
	if errors.As(err, &refusal) {
		return nil // the folder is there, which matters
	}
	return err
}

// can reports whether the server has announced a capability.
func (s *session) can(ctx context.Context, c imap.Cap) (bool, error) {
	caps, err := s.capabilities(ctx)
	return caps.Has(c), err
}

// capabilities asks, once in a session, what the server can do for the user who
// is signed in. What the library remembers may be of the time before that.
func (s *session) capabilities(ctx context.Context) (imap.CapSet, error) {
	if s.caps == nil {
		var caps imap.CapSet
		err := s.do(ctx, "asking for capabilities", 0, func() (err error) {
			caps, err = s.client.Capability().Wait()
			return err
		})
		if no := (*imap.Error)(nil); errors.As(err, &no) {
			return nil, s.refused("asking for capabilities", no, nil, "report this to the server's people")
		} else if err != nil {
			return nil, err
		}
		s.caps = caps
	}
	return s.caps, nil
}
