package dsn

import "bytes"

// normalise returns the message with line feeds as line ends and without what
// MIME readers choke on before the header: a "From " line (RFC 4155), a byte
// order mark, blank lines, a stray continuation line. The input is not
// changed; if nothing is to be mended, it is returned itself.
func normalise(raw []byte, s *scratch) ([]byte, []Problem) {
	var problems []Problem
	note := func(where, what string) { problems = append(problems, Problem{where, what}) }
	if len(raw) > MaxMessage {
		raw = raw[:MaxMessage]
		note("message", "longer than 32 MiB; the rest was not read")
	}
	raw = cutMark(raw, note)
	raw = unixLines(raw, s, note)
	raw = cutEnvelope(raw, note)
	raw = joinHeader(raw, note)
	raw = cutSecond(raw, note)
	raw = endHeader(raw, note)
	return breakLongLines(raw, note), problems
}

// cutMark drops a byte order mark, and turns a message that some program saved
// as UTF-16 into UTF-8.
func cutMark(raw []byte, note func(where, what string)) []byte {
	if b, ok := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); ok {
		note("header", "byte order mark at the start")
		return b
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		if text, ok := decodeUTF16(raw, ""); ok {
			note("message", "stored as UTF-16")
			return []byte(text)
		}
	}
	return raw
}

// unixLines turns CRLF, CRCRLF and lone CR into LF. CRLF is what RFC 5322 asks
// for; the others are noted.
func unixLines(b []byte, s *scratch, note func(where, what string)) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	out := s.room(len(b))
	lone := 0
	for {
		i := bytes.IndexByte(b, '\r')
		if i < 0 {
			out = append(out, b...)
			break
		}
		out = append(out, b[:i]...)
		b = b[i+1:]
		n := 1 // carriage returns in a row
		for n <= len(b) && b[n-1] == '\r' {
			n++
		}
		b = b[n-1:]
		if len(b) > 0 && b[0] == '\n' {
			continue
		}
		lone += n
		for range n {
			out = append(out, '\n')
		}
	}
	if lone > 0 {
		note("message", "lone carriage returns as line ends")
	}
	return out
}

// cutEnvelope drops what stands before the first header field.
func cutEnvelope(b []byte, note func(where, what string)) []byte {
	for range 16 { // as many lines as a careless pipe may have put there
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		switch {
		case len(b) == 0:
			return b
		case len(bytes.TrimSpace(line)) == 0:
			note("header", "blank line before it")
		case bytes.HasPrefix(line, []byte("From ")), bytes.HasPrefix(line, []byte(">From ")):
			// The mbox separator is no fault of the message.
		case line[0] == ' ', line[0] == '\t':
			note("header", "begins with a continuation line")
		default:
			return b
		}
		b = rest
	}
	return b
}

// breakLongLines breaks lines of more than MaxLine bytes. In the header the
// break is a fold; in a body it is a line feed, which base64 ignores.
func breakLongLines(b []byte, note func(where, what string)) []byte {
	if !hasLongLine(b) {
		return b
	}
	note("message", "lines of more than 64 KiB")
	out := make([]byte, 0, len(b)+len(b)/MaxLine*2+2)
	brk := []byte("\n ")
	for len(b) > 0 {
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 {
			n = len(b)
		}
		if n == 1 {
			brk = []byte("\n") // the header is over
		}
		for n > MaxLine {
			out = append(append(out, b[:MaxLine]...), brk...)
			b, n = b[MaxLine:], n-MaxLine
		}
		out = append(out, b[:n]...)
		b = b[n:]
	}
	return out
}

func hasLongLine(b []byte) bool {
	for len(b) > MaxLine {
		i := bytes.LastIndexByte(b[:MaxLine], '\n')
		if i < 0 {
			return true
		}
		b = b[i+1:]
	}
	return false
}

// endHeader puts the blank line back that divides header and text where the
// header seems to end with prose, which can be no field:
//
//	Subject: Undelivered mail
//	Your message was not delivered to <ann@example.org>: no such user
func endHeader(raw []byte, note func(where, what string)) []byte {
	end := bytes.Index(raw, []byte("\n\n"))
	if end < 0 {
		return raw
	}
	start := bytes.LastIndexByte(raw[:end], '\n') + 1
	last := raw[start:end]
	name, _, _ := bytes.Cut(last, []byte(":"))
	fields := bytes.Count(raw[:start], []byte("\n"))
	if fields < 3 || last[0] == ' ' || last[0] == '\t' || len(bytes.Fields(name)) < 4 || isReplyLine(last) {
		return raw
	}
	note("header", "no blank line at its end")
	return bytes.Join([][]byte{raw[:start], raw[start:]}, []byte("\n"))
}
