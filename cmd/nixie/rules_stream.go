package main

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// maxReply bounds a line that is read as a reply; what follows in a longer one
// is not looked at.
const maxReply = 64 << 10

// A verdictLine is what `rules why --format ndjson` prints: the fields of an
// event that a reply alone can fill, in their order.
type verdictLine struct {
	Cause      string `json:"cause"`
	Family     string `json:"family"`
	Class      string `json:"class"`
	Owner      string `json:"owner"`
	Advice     string `json:"advice"`
	Status     string `json:"status"`
	SMTPCode   string `json:"smtp_code"`
	Diagnostic string `json:"diagnostic"`
	Provider   string `json:"provider"`
	Detail     string `json:"detail"`
	List       string `json:"list"`
	ListURL    string `json:"list_url"`
	NewAddress string `json:"new_address"`
	Rule       string `json:"rule"`
	Basis      string `json:"basis"`
	Quote      string `json:"quote"`
}

// verdictOn judges a reply.
func verdictOn(set *rules.Set, r dsn.Recipient) verdictLine {
	e := scanner.Outcome{Kind: dsn.Bounce, Recipient: r, Verdict: set.Classify(r)}.Event()
	return verdictLine{
		Cause: e.Cause, Family: e.Family, Class: e.Class, Owner: e.Owner, Advice: e.Advice,
		Status: e.Status, SMTPCode: e.SMTPCode, Diagnostic: e.Diagnostic, Provider: e.Provider, Detail: e.Detail,
		List: e.List, ListURL: e.ListURL, NewAddress: e.NewAddress, Rule: e.Rule, Basis: e.Basis, Quote: e.Quote,
	}
}

// whyLines reads a reply from each line and prints a verdict for each, in
// order. Whoever asks line by line gets the answer to one before sending the
// next.
func (a *app) whyLines(set *rules.Set, f whyFlags) error {
	in, out := bufio.NewReaderSize(a.stdin, maxReply), bufio.NewWriter(a.stdout)
	enc := safe.JSON(out)
	for {
		text, err := readLine(in)
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return failedf("", "rules why: %w", err)
		}
		if err := enc.Encode(verdictOn(set, f.said(text))); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

// readLine returns the next line without its end, cut to maxReply bytes.
// io.EOF comes alone.
func readLine(in *bufio.Reader) (string, error) {
	piece, err := in.ReadSlice('\n')
	line := string(piece)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	if line == "" && err != nil || err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
