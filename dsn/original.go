package dsn

import (
	"net/mail"
	"strings"
)

// A Field is one header field, unfolded, its MIME words decoded.
type Field struct{ Name, Value string }

// A Header is a list of fields in the order of the message.
type Header []Field

// Get returns the first value of the named field, whatever its case, or "".
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Original is the message that a report is about, as far as it was returned:
// whole, as headers, or quoted in the text.
type Original struct {
	Header Header // nil if nothing was returned
}

// MessageID returns the Message-ID without angle brackets, or "".
func (o Original) MessageID() string { return bareID(o.Header.Get("Message-Id")) }

// ListID returns the List-Id without its phrase and angle brackets
// (RFC 2919), or "".
func (o Original) ListID() string { return bareID(o.Header.Get("List-Id")) }

// Subject returns the decoded subject, or "".
func (o Original) Subject() string { return o.Header.Get("Subject") }

// From returns the decoded From field as it stands, or "".
func (o Original) From() string { return o.Header.Get("From") }

// bareID returns what stands between the last "<" and the ">" that follows,
// else the trimmed value.
func bareID(v string) string {
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v = v[i+1:]
		if j := strings.IndexByte(v, '>'); j >= 0 {
			v = v[:j]
		}
	}
	return strings.TrimSpace(v)
}

// recipients returns the bare addresses of the To and Cc fields.
func (o Original) recipients() []string {
	var out []string
	for _, name := range []string{"To", "Cc"} {
		list, err := mail.ParseAddressList(o.Header.Get(name))
		if err != nil {
			if a := cleanAddress(o.Header.Get(name)); isAddress(a) {
				out = append(out, a)
			}
			continue
		}
		for _, a := range list {
			out = append(out, lowerDomain(a.Address))
		}
	}
	return out
}
