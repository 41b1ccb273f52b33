package scanner_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner"
)

// A bend changes a message as mail systems do on its way. It returns nil where
// it has nothing to bend.
type bend struct {
	name string
	bend func([]byte) []byte
	text bool // it changes the text, which the id of some outcomes is made of
}

var bends = []bend{
	{"CRLF", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }, false},
	{"CR", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r")) }, false},
	{"mbox line", func(b []byte) []byte { return append([]byte("From MAILER-DAEMON Tue Mar 10 08:15:00 2026\n"), b...) }, false},
	{"without its last boundary", cutClosing, false},
	{"wrapped with a footer", wrapMixed, true},
	{"1 MiB in the returned message", growReturned, true},
}

// TestSamplesBent bends every sample. What it says, and its ids, must stay the
// same.
func TestSamplesBent(t *testing.T) {
	for _, name := range samples(t) {
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.IndexByte(raw, '\r') >= 0 {
				t.Skip("its line ends are bent already")
			}
			for _, b := range bends {
				bent := b.bend(bytes.Clone(raw))
				if bent == nil || strings.Contains(name, "broken") && b.text {
					continue
				}
				if exempt(b.name, raw) {
					continue
				}
				if diff := cmp.Diff(comparable(scan(t, raw), b.text), comparable(scan(t, bent), b.text)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", b.name, diff)
				}
			}
		})
	}
}

// exempt reports whether a bend makes something else of a broken sample: a byte
// order mark behind an mbox line is none, and a single long line without a
// field at its start is no mail to the mailbox reader.
func exempt(bend string, raw []byte) bool {
	name, _, _ := bytes.Cut(raw, []byte(":"))
	return bend == "mbox line" && bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) || bend == "CR" && bytes.ContainsAny(name, " \n")
}

// comparable drops what a bend may change: the problems, of which it is one,
// and the ids that rest on the text because nothing names the original.
func comparable(list []scanner.Outcome, text bool) []scanner.Event {
	var out []scanner.Event
	for _, o := range list {
		e := o.Event()
		e.Problems = nil
		if text && e.OriginalMessageID == "" {
			e.ID = ""
		}
		out = append(out, e)
	}
	return out
}

// cutClosing drops the last closing boundary, as a truncated transfer does.
func cutClosing(b []byte) []byte {
	trimmed := bytes.TrimRight(b, "\n")
	i := bytes.LastIndexByte(trimmed, '\n') + 1
	line := trimmed[i:] // "--- End Transcript ---" is none
	if bytes.HasPrefix(line, []byte("--")) && bytes.HasSuffix(line, []byte("--")) && !bytes.Contains(line, []byte(" ")) {
		return trimmed[:i]
	}
	return nil
}

// wrapMixed puts the body into a multipart/mixed with a footer behind it, as
// list servers and gateways do.
func wrapMixed(b []byte) []byte {
	header, body, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		return nil
	}
	var outer, inner bytes.Buffer
	to := &outer
	for line := range bytes.Lines(append(header, '\n')) {
		if line[0] != ' ' && line[0] != '\t' {
			to = &outer
			if len(line) > 8 && strings.EqualFold(string(line[:8]), "content-") {
				to = &inner
			}
		}
		to.Write(line)
	}
	return bytes.Join([][]byte{
		bytes.TrimRight(outer.Bytes(), "\n"), []byte("\nContent-Type: multipart/mixed; boundary=\"wrapped-up\"\n\n--wrapped-up\n"),
		inner.Bytes(), []byte("\n"), body, []byte("\n--wrapped-up\nContent-Type: text/plain; charset=us-ascii\n\n-- \nScanned by the gateway of example.com.\n--wrapped-up--\n"),
	}, nil)
}

// growReturned makes the returned message a megabyte longer.
func growReturned(b []byte) []byte {
	lower := bytes.ToLower(b)
	at := bytes.Index(lower, []byte("\ncontent-type: message/rfc822"))
	if at < 0 {
		return nil
	}
	start := bytes.LastIndex(b[:at+1], []byte("\n--"))
	if start < 0 {
		return nil
	}
	delimiter := b[start : start+1+bytes.IndexByte(b[start+1:], '\n')]
	end := len(b)
	if i := bytes.Index(b[at:], delimiter); i >= 0 {
		end = at + i
	}
	if bytes.Contains(lower[start:end], []byte("\ncontent-transfer-encoding: base64")) || !bytes.Contains(b[at:end], []byte("\n\n")) {
		return nil
	}
	filler := bytes.Repeat([]byte("aGVsbG8gd29ybGQsIHRoaXMgaXMgYSBsaW5lIG9mIGJhc2U2NCBpbiBhbiBhdHRhY2htZW50\n"), 1<<20/73)
	return bytes.Join([][]byte{b[:end], []byte("\n"), filler, b[end:]}, nil)
}
