package clean

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A charset is how the letters of a list are written.
type charset int

const (
	charsetUTF8 charset = iota
	charsetWindows1252
	charsetUTF16LE
	charsetUTF16BE
)

// bom is the byte order mark in UTF-8 (RFC 3629 section 6).
const bom = "\uFEFF"

// charsetOf tells the character set from the start of a list, and whether a
// byte order mark says it. Bytes that are not UTF-8 are windows-1252, which
// every byte is.
func charsetOf(sample []byte) (c charset, marked bool) {
	switch {
	case bytes.HasPrefix(sample, []byte(bom)):
		return charsetUTF8, true
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return charsetUTF16LE, true
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return charsetUTF16BE, true
	}
	if even, odd := zeros(sample); odd > 0 && even == 0 && odd*2 > len(sample)/2 {
		return charsetUTF16LE, false // Latin letters are most of any list of addresses
	} else if even > 0 && odd == 0 && even*2 > len(sample)/2 {
		return charsetUTF16BE, false
	}
	if !utf8.Valid(withoutHalf(sample)) {
		return charsetWindows1252, false
	}
	return charsetUTF8, false
}

// zeros counts the NULs at even and at odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// withoutHalf cuts the character that the end of a sample may have cut.
func withoutHalf(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i > len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

// text returns what bytes of a row say.
func (c charset) text(b []byte) string {
	if c != charsetWindows1252 && utf8.Valid(b) {
		return string(b)
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(b) // no byte is refused
	}
	return string(decoded)
}

// bytes returns how a row writes the text, and whether the character set has
// all its letters.
func (c charset) bytes(text string) ([]byte, bool) {
	if c != charsetWindows1252 {
		return []byte(text), true
	}
	b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	return b, err == nil
}

// UTF-16 is read as UTF-8 and written back to the same bytes, whatever they
// are: half a surrogate pair, which UTF-8 cannot express, takes the three bytes
// that it would have if it were a character, as in WTF-8
// (https://simonsapin.github.io/wtf-8/).

var errHalfCharacter = errors.New("it is UTF-16 and ends in the middle of a character, so it is cut short; export it again")

// utf16Reader reads UTF-16 as UTF-8.
type utf16Reader struct {
	r    *bufio.Reader
	big  bool
	rest []byte // decoded and not yet read
	buf  [utf8.UTFMax]byte
}

// Read reads whole characters where p has room for them.
func (u *utf16Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(u.rest) == 0 {
			if err = u.fill(); err != nil {
				break
			}
		}
		k := copy(p[n:], u.rest)
		u.rest = u.rest[k:]
		n += k
	}
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// fill decodes one character.
func (u *utf16Reader) fill() error {
	b, err := u.r.Peek(2)
	if err != nil {
		if len(b) == 1 && errors.Is(err, io.EOF) {
			return errHalfCharacter
		}
		return err
	}
	r := u.unit(b)
	size := 2
	if r>>10 == 0xd800>>10 {
		if b, err = u.r.Peek(4); err == nil {
			if low := u.unit(b[2:]); low>>10 == 0xdc00>>10 {
				r, size = 0x10000+(r-0xd800)<<10+(low-0xdc00), 4
			}
		}
	}
	if _, err := u.r.Discard(size); err != nil {
		return err
	}
	u.rest = appendWTF8(u.buf[:0], r)
	return nil
}

func (u *utf16Reader) unit(b []byte) rune {
	if u.big {
		return rune(b[0])<<8 | rune(b[1])
	}
	return rune(b[1])<<8 | rune(b[0])
}

func appendWTF8(b []byte, r rune) []byte {
	if r>>11 == 0xd800>>11 {
		return append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0xbf, 0x80|byte(r)&0xbf)
	}
	return utf8.AppendRune(b, r)
}

// utf16Writer writes UTF-8, handed over in whole characters, as UTF-16.
type utf16Writer struct {
	w   io.Writer
	big bool
	buf []byte
}

// Write writes p.
func (u *utf16Writer) Write(p []byte) (int, error) {
	u.buf = u.buf[:0]
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && size == 1 && i+2 < len(p) && p[i] == 0xed { // half a pair
			r, size = 0xd000|rune(p[i+1]&0x3f)<<6|rune(p[i+2]&0x3f), 3
		}
		i += size
		if r > 0xffff {
			r -= 0x10000
			u.unit(0xd800 | r>>10)
			r = 0xdc00 | r&0x3ff
		}
		u.unit(r)
	}
	if _, err := u.w.Write(u.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (u *utf16Writer) unit(r rune) {
	if u.big {
		u.buf = append(u.buf, byte(r>>8), byte(r))
	} else {
		u.buf = append(u.buf, byte(r), byte(r>>8))
	}
}
