package mailbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// A position is how far an mbox is read: up to and with its n-th message. Its
// fingerprints tell a file that has grown from one that was rewritten.
type position struct {
	n          int    // messages read
	start, end int64  // offsets of the last of them
	headSize   int    // bytes of the file's start
	head       string // and their fingerprint
	markSize   int    // bytes of the last message's start
	mark       string // and their fingerprint
}

// String returns the form that is remembered: "12 8123 9456 1024 6a0f… 1024 b1c2…".
func (p position) String() string {
	return fmt.Sprintf("%d %d %d %d %s %d %s", p.n, p.start, p.end, p.headSize, p.head, p.markSize, p.mark)
}

// parsePosition reads what String wrote. Anything else is no position, and
// the mbox is read from its start.
func parsePosition(s string) (p position, ok bool) {
	_, err := fmt.Sscanf(s, "%d %d %d %d %s %d %s", &p.n, &p.start, &p.end, &p.headSize, &p.head, &p.markSize, &p.mark)
	ok = err == nil && p.n > 0 && 0 <= p.start && p.start <= p.end &&
		0 <= p.headSize && p.headSize <= markSize && 0 <= p.markSize && p.markSize <= markSize
	return p, ok
}

func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// holds reports whether the file still is the one that p was taken from: its
// start and the last message read are as they were.
func (p position) holds(file io.ReaderAt) bool {
	return fingerprint(bytesAt(file, 0, p.headSize)) == p.head &&
		fingerprint(bytesAt(file, p.start, p.markSize)) == p.mark
}

// resume returns where to go on in a file that p holds for, and how many
// messages stand before. Where the last message has grown, because it was
// still being written when it was read, that is its own start.
func (p position) resume(file io.ReaderAt) (offset int64, n int) {
	next := bytesAt(file, p.end, maxFromLine+4)
	next = bytes.TrimLeft(next, "\r\n")
	line, _, _ := bytes.Cut(next, []byte("\n"))
	if len(next) == 0 || isFromLine(line) {
		return p.end, p.n
	}
	return p.start, p.n - 1
}

// bytesAt returns up to n bytes at the offset, fewer at the end of the file.
func bytesAt(file io.ReaderAt, offset int64, n int) []byte {
	b := make([]byte, n)
	n, _ = file.ReadAt(b, offset)
	return b[:n]
}
