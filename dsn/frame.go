package dsn

import "bytes"

// This file finds where one message ends that was stored carelessly: its
// header torn apart by blank lines, a second message behind it.

// outerFields are fields of which every message has some.
var outerFields = []string{"received:", "from:", "to:", "subject:", "date:", "message-id:", "return-path:", "mime-version:", "content-type:"}

// joinHeader removes blank lines inside the header. A header that names no
// author, addressee, subject or type goes on behind the blank line if two fields of
// every message stand there, or a trace:
//
//	Received: from mx.example.org …
//
//	From: MAILER-DAEMON@example.org
//	Subject: failure notice
func joinHeader(b []byte, note func(where, what string)) []byte {
	for range 4 { // as often as gateways were seen to do it
		end := bytes.Index(b, []byte("\n\n"))
		if end < 0 || hasOuterField(b[:end], outerFields[1:4]) || hasOuterField(b[:end], outerFields[8:]) || !startsHeader(b[:end]) {
			return b
		}
		rest := bytes.TrimLeft(b[end:], "\n")
		if countOuterFields(rest) < 2 && !bytes.HasPrefix(rest, []byte("Received: ")) {
			return b
		}
		note("header", "blank line inside it")
		b = append(append(make([]byte, 0, len(b)), b[:end+1]...), rest...)
	}
	return b
}

// startsHeader reports whether b begins with a field that is no prose.
func startsHeader(b []byte) bool {
	line, _ := lineOf(b, 0)
	name, _, ok := bytes.Cut(line, []byte(":"))
	return ok && isFieldName(name)
}

// hasOuterField reports whether one of the lines of b begins with one of the
// lower-case names.
func hasOuterField(b []byte, names []string) bool {
	for _, n := range names {
		if fieldLine(b, n) >= 0 {
			return true
		}
	}
	return false
}

// countOuterFields returns how many of the outer fields stand in the header
// with which b begins.
func countOuterFields(b []byte) int {
	if !startsHeader(b) {
		return 0
	}
	if end := bytes.Index(b, []byte("\n\n")); end >= 0 {
		b = b[:end]
	}
	n := 0
	for _, name := range outerFields {
		if fieldLine(b, name) >= 0 {
			n++
		}
	}
	return n
}

// cutSecond drops a second message that stands behind the first in one file,
// announced by an mbox line (RFC 4155) behind a blank line:
//
//	From MAILER-DAEMON Tue Mar 10 08:15:00 2026
//	Return-Path: <>
//
// A notice may quote such a line of the message that it returns; then a line
// that announces the quotation stands before it.
func cutSecond(b []byte, note func(where, what string)) []byte {
	body := bodyStart(b)
	for at := body; ; {
		i := bytes.Index(b[at:], []byte("From "))
		if i < 0 {
			return b
		}
		at += i
		line, next := lineOf(b, at)
		if bytes.HasSuffix(b[body:at], []byte("\n\n")) && isMboxLine(line) && countOuterFields(b[next:]) >= 3 && !announcesQuote(b[body:at]) {
			note("message", "a second message behind it was not read")
			return b[:at]
		}
		at = next
	}
}

// isMboxLine reports whether line is "From sender Tue Mar 10 08:15:00 2026".
func isMboxLine(line []byte) bool {
	words := bytes.Fields(line[:min(len(line), 300)])
	return len(words) >= 6 && len(words[2]) == 3 && len(words[3]) == 3 && bytes.Count(words[5], []byte(":")) >= 1
}

// announcesQuote reports whether the last words before a message are those
// with which programs begin to quote one, or the header of a MIME part.
func announcesQuote(before []byte) bool {
	before = bytes.TrimRight(before, "\n \t")
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return bytes.HasPrefix(line, []byte("--")) && !bytes.HasSuffix(line, []byte("--")) ||
		bytes.HasSuffix(line, []byte(":")) || bytes.HasSuffix(line, []byte("---")) ||
		bytes.HasPrefix(bytes.ToLower(line), []byte("content-"))
}
