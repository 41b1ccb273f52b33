package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"

	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// messagesOf returns the messages of an mbox as they are sent over a wire,
// with CRLF.
func messagesOf(t *testing.T, path string) [][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all [][]byte
	for m, err := range (mailbox.Mbox{Name: path, R: f}).Messages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, bytes.ReplaceAll(bytes.Clone(m.Raw), []byte("\n"), []byte("\r\n")))
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no messages", path)
	}
	return all
}

// A literalReader is a message as the IMAP library takes it.
type literalReader struct {
	io.Reader
	size int64
}

// Size returns the number of bytes.
func (l literalReader) Size() int64 { return l.size }

func literal(raw []byte) literalReader {
	return literalReader{bytes.NewReader(raw), int64(len(raw))}
}
