package rules

import "bytes"

// maxPath is how long an address between angle brackets may be (RFC 5321
// section 4.5.3.1.3, with both brackets).
const maxPath = 256

// hideNames overwrites addresses in angle brackets, and hosts as Postfix and
// others name the one they spoke to: "connect to blacklist.example.org[192.0.2.7]".
func (r *search) hideNames() {
	for i, c := range r.text {
		switch c {
		case '<':
			r.hidePath(i + 1)
		case '[':
			r.hideHost(i)
		}
	}
}

// hidePath overwrites the address that begins at start, if a > ends it.
func (r *search) hidePath(start int) {
	path := r.text[start:min(start+maxPath, len(r.text))]
	end := bytes.IndexByte(path, '>')
	if end < 0 || bytes.IndexByte(path[:end], '@') <= 0 || bytes.IndexByte(path[:end], ' ') >= 0 {
		return
	}
	blot(path[:end])
}

// spokenTo are the words that stand before the host.
var spokenTo = [][]byte{[]byte("host "), []byte(" to "), []byte(" with "), []byte("from ")}

// hideHost overwrites the host that ends at end, if an IP address follows and
// one of spokenTo precedes.
func (r *search) hideHost(end int) {
	start := end
	for start > 0 && isDomainByte(r.text[start-1]) {
		start--
	}
	if start == end || end+1 >= len(r.text) || !isDigit(r.text[end+1]) {
		return
	}
	for _, word := range spokenTo {
		if bytes.HasSuffix(r.text[:start], word) {
			blot(r.text[start:end])
			return
		}
	}
}

// blot overwrites text with what stands in no phrase.
func blot(text []byte) {
	for i := range text {
		text[i] = noByte
	}
}
