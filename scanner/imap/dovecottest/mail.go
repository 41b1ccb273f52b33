package dovecottest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Maildir returns the path of a user's mail.
func (s *Server) Maildir(user string) string {
	return filepath.Join(s.dir, "home", user, "Maildir")
}

// Folder makes a folder of the first user. Its name is as Maildir++ writes it,
// ".Lists.Old"; "" is the INBOX, which is there.
func (s *Server) Folder(t testing.TB, name string) {
	t.Helper()
	s.maildir(t, filepath.Join(s.Maildir(s.config.Users[0]), name))
}

func (s *Server) maildir(t testing.TB, path string) {
	t.Helper()
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(path, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.own(t, filepath.Join(s.dir, "home"))
}

// own gives a tree to the owner of the mail.
func (s *Server) own(t testing.TB, tree string) {
	t.Helper()
	if s.uid == os.Getuid() {
		return
	}
	err := filepath.Walk(tree, func(path string, _ os.FileInfo, err error) error {
		if err == nil {
			err = os.Lchown(path, s.uid, s.uid)
		}
		if os.IsNotExist(err) { // a file of Dovecot's own, for a moment
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Deliver puts a message into a folder of the first user as a mail system
// does: new, without flags. Line ends become those of the system. It returns
// the message's number, counted from 1 over all folders.
func (s *Server) Deliver(t testing.TB, folder, message string) int {
	t.Helper()
	s.last++
	message = strings.ReplaceAll(message, "\r\n", "\n")
	name := fmt.Sprintf("%d.M%06dP1.mx.example.net", 1_700_000_000+s.last, s.last)
	path := filepath.Join(s.Maildir(s.config.Users[0]), folder, "new", name)
	if err := os.WriteFile(path, []byte(message), 0o644); err != nil {
		t.Fatal(err)
	}
	s.own(t, path)
	s.delivered[s.last] = message
	return s.last
}

// Remove takes a message away as another program does.
func (s *Server) Remove(t testing.TB, n int) {
	t.Helper()
	paths := s.find(t, n)
	if len(paths) != 1 || os.Remove(paths[0]) != nil {
		t.Errorf("message %d is not where it was: %q", n, paths)
	}
	delete(s.delivered, n)
}

// find returns the paths of all files of a message.
func (s *Server) find(t testing.TB, n int) []string {
	t.Helper()
	var paths []string
	for _, folder := range []string{"", ".*"} {
		found, err := filepath.Glob(filepath.Join(s.Maildir(s.config.Users[0]), folder, "*", fmt.Sprintf("*.M%06dP1.*", n)))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// Untouched checks that each message delivered is still there, once and as it
// was, and has no flag: a Maildir keeps them in the name, "S" for \Seen.
func (s *Server) Untouched(t testing.TB) {
	t.Helper()
	for n, want := range s.delivered {
		paths := s.find(t, n)
		if len(paths) != 1 {
			t.Errorf("message %d lies in %d files, want one", n, len(paths))
			continue
		}
		if _, flags, _ := strings.Cut(paths[0], ":2,"); flags != "" {
			t.Errorf("%s has the flags %q", paths[0], flags)
		}
		if text, err := os.ReadFile(paths[0]); err != nil || string(text) != want {
			t.Errorf("%s is not what was delivered (%v)", paths[0], err)
		}
	}
}
