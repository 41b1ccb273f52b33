package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

const (
	maxExplainText = 16 << 10 // bytes of a text; as much as explain.Text reads
	explainHead    = 8 << 10  // bytes that are looked at to tell a message from a text
	maxExplainCard = 20       // recipients of one file that are explained one by one
)

// explainInput is a file, or standard input, that holds a message or a text.
type explainInput struct {
	name string
	r    *bufio.Reader
	file *os.File // nil for standard input
}

func (in *explainInput) close() {
	if in.file != nil {
		in.file.Close()
	}
}

// explainable opens what an argument names: standard input for "-", or a file,
// unless the argument is a code or a cause. Found is false where the argument
// is a text.
func (a *app) explainable(arg string) (in *explainInput, found bool, err error) {
	if arg == "-" {
		return &explainInput{"standard input", bufio.NewReaderSize(a.stdin, explainHead), nil}, true, nil
	}
	info, err := os.Stat(arg)
	if err != nil {
		if isMessageName(arg) {
			return nil, false, failedf("check the spelling of the path", "explain: %s: no such file or directory", arg)
		}
		return nil, false, nil
	}
	if isMessageName(arg) || strings.ContainsAny(arg, `/\`) || !explain.Text(arg, "", nil).Recognised() {
		if !info.Mode().IsRegular() {
			return nil, false, usagef("nixie analyze "+arg, "explain: %s is no file; a folder is read with analyze", arg)
		}
		f, err := os.Open(arg)
		if err != nil {
			return nil, false, failedf("", "explain: %w", err)
		}
		return &explainInput{arg, bufio.NewReaderSize(f, explainHead), f}, true, nil
	}
	return nil, false, nil
}

// isMessageName reports whether a name is one that mail programs give to
// messages that they save.
func isMessageName(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return slices.Contains([]string{".eml", ".mbox", ".mbx", ".msg", ".txt", ".gz", ".zst", ".zip"}, ext)
}

// mailFields are fields of which nearly every message has two.
var mailFields = []string{"received", "return-path", "from", "to", "subject", "date", "message-id", "mime-version", "content-type",
	"delivered-to", "x-original-to", "auto-submitted"}

// isMail reports whether the input begins like a message, an mbox, or a packed
// one of these. "Error: 421" looks like a header field, too: one is not enough.
func (in *explainInput) isMail() bool {
	head, _ := in.r.Peek(explainHead) // an error shows again when it is read
	if isPacked(head) {
		return true
	}
	fields := 0
	for line := range bytes.Lines(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\r\n\t ")) {
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		name, _, ok := bytes.Cut(line, []byte(":"))
		if ok && slices.Contains(mailFields, strings.ToLower(string(bytes.TrimSpace(name)))) {
			fields++
		}
	}
	return fields >= 2
}

// holdsOneMessage reports whether path is a file that begins like a message,
// neither packed nor an mbox. What cannot be read is told by who reads it.
func holdsOneMessage(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	in := &explainInput{path, bufio.NewReaderSize(f, explainHead), f}
	head, _ := in.r.Peek(explainHead)
	return in.isMail() && !isPacked(head) && !bytes.HasPrefix(head, []byte("From "))
}

// isPacked reports whether a file begins like one of gzip, zstd or zip.
func isPacked(head []byte) bool {
	return slices.ContainsFunc([]string{"\x1f\x8b", "\x28\xb5\x2f\xfd", "PK\x03\x04"},
		func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) })
}

// text reads the input as a text.
func (in *explainInput) text() (string, error) {
	raw, err := io.ReadAll(io.LimitReader(in.r, maxExplainText))
	if err != nil {
		return "", failedf("", "explain: reading %s: %w", in.name, err)
	}
	return string(raw), nil
}

// explainMail explains every outcome of the messages of an input.
func (a *app) explainMail(ctx context.Context, in *explainInput, f *explainFlags) error {
	set, err := rulesOf(f.rulesDir, f.conf)
	if err != nil {
		return err
	}
	src := mailbox.Reader(in.name, in.r, nil, nil)
	told, ordinary := 0, false
	for res, err := range scanner.Scan(ctx, src, &scanner.Options{Rules: set, Workers: 1}) {
		if err == nil && res.Unreadable() {
			err = res.Err
		}
		if err != nil {
			return failedf("", "explain: %w", err)
		}
		ordinary = ordinary || errors.Is(res.Err, dsn.ErrNotReport)
		for _, o := range res.Outcomes {
			if told == maxExplainCard {
				a.tell("first", "n", a.n(told))
				return nil
			}
			if err := a.explainOutcome(o, told > 0, f); err != nil {
				return err
			}
			told++
		}
	}
	switch {
	case told > 0:
		return nil
	case ordinary:
		return &exitError{code: exitFailed, err: fmt.Errorf("explain: %s: %s", in.name, a.locale().Text("told.ordinary"))}
	}
	return &exitError{code: exitFailed, err: fmt.Errorf("explain: %s: no message in it", in.name)}
}

// explainOutcome prints one card, apart from the one before.
func (a *app) explainOutcome(o scanner.Outcome, apart bool, f *explainFlags) error {
	if apart && f.format != "json" {
		if _, err := a.stdout.Write([]byte("\n")); err != nil {
			return failedf("", "explain: %w", err)
		}
	}
	if f.mask.hides(f.format) {
		var err error
		if o, err = report.MaskOutcome(o); err != nil {
			return failedf("", "explain: %w", err)
		}
	}
	return a.printExplanation(explain.Outcome(o), f)
}
