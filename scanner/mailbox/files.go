package mailbox

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

var (
	errTooLong  = errors.New("message over the limit")
	errUnpacked = errors.New("unpacks to more than is allowed")
)

// listed reads a file found in a folder or named by the caller. Path is how it
// is called, whole the absolute path.
func (r *run) listed(path, whole string, info fs.FileInfo) bool {
	dir, base := filepath.Split(whole)
	p := place{
		location: path,
		key:      whole,
		source:   "folder:" + filepath.Clean(dir),
		// Name, size and time of change: a changed file is read again, and an
		// unchanged one need not be opened.
		name: fmt.Sprintf("%s %d %d", base, info.Size(), info.ModTime().UnixNano()),
	}
	known, goOn := r.known(p)
	if known || !goOn {
		return goOn
	}
	return r.file(p, whole)
}

// file opens and reads the file at path.
func (r *run) file(p place, path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: opening %s: %w", p.location, explain(err)))
	}
	defer file.Close()
	if p.again == nil && !p.fresh {
		depth := p.depth
		p.again = func(p place) bool { p.depth = depth; return r.file(p, path) }
	}
	return r.content(p, newStream(r.metered(file)), file)
}

// pipe reads a stream that cannot be opened again. One that ends before its first
// byte is an mbox without messages, as a spool is on a day without mail.
func (r *run) pipe(name string, in io.Reader) bool {
	br := newStream(r.metered(in))
	if _, err := br.Peek(1); err == io.EOF {
		return true
	}
	return r.content(place{location: name, key: name, source: "pipe:" + name}, br, nil)
}

// device reads a named pipe or the like that the caller has named.
func (r *run) device(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return r.trouble(place{location: path}, fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
	}
	defer file.Close()
	return r.pipe(path, file)
}

// content reads what br holds, whatever that is. File is the file under br, if
// br stands at its start; nil for what can only be read on.
func (r *run) content(p place, br *bufio.Reader, file *os.File) bool {
	k, err := detect(br)
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: reading %s: %w", p.location, explain(err)))
	}
	switch k {
	case kindGzip, kindZstd:
		return r.packed(p, br, k)
	case kindZip:
		return r.zip(p, br, file)
	case kindEmpty:
		return r.spoilt(p, fmt.Errorf("mailbox: %s is empty: no message in it", p.location))
	case kindOther:
		head, _ := br.Peek(detectSize) // as detect has seen it
		return r.spoilt(p, noMail(p.location, head))
	case kindMbox:
		if !p.solo && !(isMessageName(p.location) && onlyMessage(br, file, r.opts.MaxMessage)) {
			return r.mboxAt(p, br, file)
		}
	}
	return r.single(p, br)
}

func (r *run) mboxAt(p place, br *bufio.Reader, file *os.File) bool {
	if file != nil {
		r.progress.read -= int64(br.Buffered()) // is read again
		return r.mboxFile(p, file)
	}
	return r.mboxStream(p, br)
}

// onlyMessage reports whether a file that begins with a "From " line holds no
// second one. What cannot be sought in goes by its name, .eml.
func onlyMessage(br *bufio.Reader, file *os.File, max int64) bool {
	if file == nil {
		return true
	}
	box := newMboxReader(newStream(io.NewSectionReader(file, 0, max)), 0, max)
	if _, err := box.next(); err != nil {
		return false
	}
	_, err := box.next()
	return err == io.EOF
}

// single reads all of br as one message.
func (r *run) single(p place, br *bufio.Reader) bool {
	if head, _ := br.Peek(maxFromLine); p.received.IsZero() && startsMbox(head) {
		p.received = firstLineDate(head)
	}
	raw, err := readMessage(br, r.opts.MaxMessage)
	switch {
	case errors.Is(err, errTooLong):
		return r.spoilt(p, tooLong(p.location, 0, r.opts.MaxMessage))
	case err != nil:
		return r.trouble(p, fmt.Errorf("mailbox: reading %s: %w", p.location, explain(err)))
	}
	return r.found(p, raw)
}

func firstLineDate(head []byte) time.Time {
	for i, c := range head {
		if c == '\n' {
			return fromDate(head[:i])
		}
	}
	return time.Time{}
}

// readMessage reads to the end, which must come within max bytes.
func readMessage(br *bufio.Reader, max int64) ([]byte, error) {
	var raw []byte
	for {
		if _, err := br.Peek(1); err == io.EOF {
			return raw, nil
		} else if err != nil {
			return nil, err
		}
		piece, _ := br.Peek(br.Buffered())
		if int64(len(raw)+len(piece)) > max {
			return nil, errTooLong
		}
		raw = appendWithin(raw, piece, max)
		if _, err := br.Discard(len(piece)); err != nil {
			return nil, err
		}
	}
}

// tooLong names a message over the limit; size is 0 if it is not known.
func tooLong(location string, size, max int64) error {
	has := "has more than"
	if size > 0 {
		has = fmt.Sprintf("has %s, more than", sizeOf(size))
	}
	return fmt.Errorf("mailbox: %s: %w: it %s %s; raise the limit to read it", location, errTooLong, has, sizeOf(max))
}

// sizeOf returns a number of bytes in the largest unit that leaves no rest: the
// limits people set are such numbers.
func sizeOf(n int64) string {
	switch {
	case n > 0 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n > 0 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
