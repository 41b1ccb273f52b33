package imap

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A place is what a URL says: which folder of whom, and where.
type place struct {
	implicit bool     // imaps://: TLS from the first byte
	host     string   // lower case, without port
	port     string   // never ""
	user     string   // decoded
	folder   []string // levels of the folder's name, decoded; {"INBOX"} by default
}

var errForm = errors.New("imap: not of the form imaps://user@host[:port]/FOLDER (a special character in the user or folder is written %XX)")

// parsePlace reads imaps://user@host:port/FOLDER. No error repeats the URL,
// which may hold a password by mistake.
func parsePlace(text string) (place, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" {
		return place{}, errForm // err would quote the URL
	}
	p := place{host: strings.ToLower(u.Hostname()), port: u.Port(), user: u.User.Username()}
	switch u.Scheme {
	case "imaps":
		p.implicit = true
	case "imap":
	default:
		return place{}, errForm
	}
	if _, has := u.User.Password(); has {
		return place{}, errors.New("imap: the URL holds a password: take it out (other users of the machine can read it) and change it; give the password by a command, a file, the environment or the prompt")
	}
	if p.host == "" || p.user == "" || strings.ContainsFunc(p.user, unicode.IsControl) {
		return place{}, errForm
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return place{}, errors.New("imap: the URL ends in ?… or #…: name the folder only, and write %3F and %23 if they belong to its name")
	}
	if p.port == "" {
		p.port = p.defaultPort()
	}
	p.folder, err = splitFolder(strings.TrimPrefix(u.EscapedPath(), "/"))
	return p, err
}

// splitFolder cuts an escaped path at "/", which stands for the server's own
// delimiter between levels; "%2F" is the character itself.
func splitFolder(path string) ([]string, error) {
	path = strings.TrimSuffix(path, "/")
	if path == "" || strings.EqualFold(path, "INBOX") { // RFC 3501 section 5.1
		return []string{"INBOX"}, nil
	}
	levels := strings.Split(path, "/")
	for i, l := range levels {
		name, err := url.PathUnescape(l)
		if err != nil || name == "" || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			return nil, fmt.Errorf("imap: the folder %q is not written in UTF-8 and %%XX", path)
		}
		levels[i] = name
	}
	return levels, nil
}

func (p place) defaultPort() string {
	if p.implicit {
		return "993" // RFC 8314 section 7.1
	}
	return "143"
}

func (p place) address() string { return net.JoinHostPort(p.host, p.port) }

// server names the server and the user for messages to people, and begins
// the key of a source.
func (p place) server() string {
	scheme, host := "imap://", p.host
	if p.implicit {
		scheme = "imaps://"
	}
	if p.port != p.defaultPort() {
		host = p.address()
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]" // IPv6
	}
	// User names are mostly addresses; they stay readable, as people write them.
	user := strings.ReplaceAll(url.User(p.user).String(), "%40", "@")
	return scheme + user + "@" + host
}

// key names the folder: the normalised URL, under which its position is kept.
func (p place) key() string {
	levels := make([]string, len(p.folder))
	for i, l := range p.folder {
		levels[i] = url.PathEscape(l)
	}
	return p.server() + "/" + strings.Join(levels, "/")
}

// loopback reports whether the server is this machine, so that nobody else
// can read what passes.
func (p place) loopback() bool {
	if p.host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(p.host)
	return err == nil && addr.IsLoopback()
}
