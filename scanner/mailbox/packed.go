package mailbox

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// packed reads what a gzip or Zstandard stream holds.
func (r *run) packed(p place, br *bufio.Reader, k kind) bool {
	if p.depth++; p.depth > MaxDepth {
		return r.spoilt(p, tooDeep(p.location))
	}
	in, closeIn, err := unpack(br, k)
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: unpacking %s: %w", p.location, explain(err)))
	}
	defer closeIn()
	return r.content(p, newStream(r.capped(in)), nil)
}

func unpack(br *bufio.Reader, k kind) (io.Reader, func(), error) {
	if k == kindGzip {
		in, err := gzip.NewReader(br)
		return in, func() {}, err
	}
	// One goroutine is enough: the parsers are slower than the decoder.
	in, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxWindow), zstd.WithDecoderMaxWindow(MaxWindow))
	if err != nil {
		return nil, nil, err
	}
	return in, in.Close, nil
}

func tooDeep(location string) error {
	return fmt.Errorf("mailbox: %s: more than %d archives within archives; unpack it first", location, MaxDepth)
}

// capped returns r as far as the limit on unpacked data; beyond it, reading
// fails with errUnpacked. It also ends with the context.
func (r *run) capped(in io.Reader) io.Reader {
	return &capReader{in: in, left: r.opts.MaxUnpacked, max: r.opts.MaxUnpacked, run: r}
}

type capReader struct {
	in        io.Reader
	left, max int64
	run       *run
}

func (c *capReader) Read(b []byte) (int, error) {
	if err := c.run.ctx.Err(); err != nil {
		return 0, err
	}
	if c.left <= 0 {
		var one [1]byte
		if n, err := io.ReadFull(c.in, one[:]); n == 0 {
			return 0, err
		}
		return 0, fmt.Errorf("%w, %s: unpack it by hand if it is what it should be", errUnpacked, sizeOf(c.max))
	}
	n, err := c.in.Read(b[:min(int64(len(b)), c.left)])
	c.left -= int64(n)
	return n, err
}

// zip reads the entries of a zip archive, sorted by name. One that cannot be
// sought in is copied to a temporary file first: its list of entries stands at
// the end.
func (r *run) zip(p place, br *bufio.Reader, file *os.File) bool {
	if p.depth++; p.depth > MaxDepth {
		return r.spoilt(p, tooDeep(p.location))
	}
	if file == nil {
		spool, err := r.spool(br)
		if err != nil {
			return r.trouble(p, fmt.Errorf("mailbox: unpacking %s: %w", p.location, explain(err)))
		}
		defer func() { _ = errors.Join(spool.Close(), os.Remove(spool.Name())) }() // nothing of it is wanted any more
		file = spool
	}
	info, err := file.Stat()
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: unpacking %s: %w", p.location, err))
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: unpacking %s: %w", p.location, explain(err)))
	}
	return r.entries(p, archive)
}

func (r *run) entries(p place, archive *zip.Reader) bool {
	files := slices.DeleteFunc(slices.Clone(archive.File), func(f *zip.File) bool {
		return f.FileInfo().IsDir() || hiddenEntry(f.Name)
	})
	if len(files) == 0 {
		return r.spoilt(p, fmt.Errorf("mailbox: %s is empty: the archive holds no file", p.location))
	}
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range files {
		e := p
		e.location = p.location + "!" + f.Name
		e.key = p.key + "!" + f.Name
		e.source = "zip:" + p.key
		e.name = fmt.Sprintf("%s %d %08x", f.Name, f.UncompressedSize64, f.CRC32)
		known, goOn := r.known(e)
		if !goOn || !known && !r.entry(e, f) {
			return false
		}
	}
	return true
}

func (r *run) entry(p place, f *zip.File) bool {
	const encrypted = 1 // APPNOTE.TXT section 4.4.4, bit 0
	if f.Flags&encrypted != 0 {
		return r.spoilt(p, fmt.Errorf("mailbox: %s is encrypted; unpack it with its password first", p.location))
	}
	in, err := f.Open()
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: unpacking %s: %w", p.location, explain(err)))
	}
	defer func() { _ = in.Close() }() // only read
	p.again = nil
	if !p.fresh {
		depth := p.depth
		p.again = func(p place) bool { p.depth = depth; return r.entry(p, f) }
	}
	return r.content(p, newStream(r.capped(in)), nil)
}

// hiddenEntry reports whether an entry is one that packers add on their own:
// __MACOSX/…, .DS_Store. A way up, "../", hides nothing: entries are read, never
// written.
func hiddenEntry(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX"
	})
}

// spool copies a stream to a temporary file, which the caller removes.
func (r *run) spool(in io.Reader) (*os.File, error) {
	file, err := os.CreateTemp("", "nixie-*.zip")
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(file, io.LimitReader(in, r.opts.MaxUnpacked+1))
	if err == nil && n > r.opts.MaxUnpacked {
		err = fmt.Errorf("%w, %s: name the file instead of piping it", errUnpacked, sizeOf(r.opts.MaxUnpacked))
	}
	if err != nil {
		err = errors.Join(err, file.Close(), ignoreGone(os.Remove(file.Name())))
		return nil, err
	}
	return file, nil
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
