package dsn

import (
	"bytes"
	"strings"
)

const (
	maxReturned   = 256 << 10 // bytes kept of a returned message: its header
	maxReportPart = 8 << 20   // bytes kept of a machine-readable report
)

// A part is a leaf of the MIME tree with its transfer encoding undone.
type part struct {
	Type    string // media type in lower case
	Charset string
	Name    string // name of the attachment, "" if none
	Flow    string // "flowed" or "delsp" where lines are to be joined (RFC 3676), else ""
	Body    []byte
	Within  string // media type of the innermost enclosing multipart, "" if none
}

// limit returns how many bytes of the part's body are of use.
func (p *part) limit() int64 {
	switch {
	case p.isReport():
		return maxReportPart
	case p.isReturned():
		return maxReturned
	case strings.HasPrefix(p.Type, "text/"), p.Type == "", p.isUnnamed():
		return MaxText
	}
	return 0
}

// isDeliveryStatus reports whether the part is a delivery status notification
// (RFC 3464; the global form of RFC 6533).
//
// QUIRK: Exchange 2003 sends message/xdelivery-status; text/delivery-status
// and application/x-… are seen.
func (p *part) isDeliveryStatus() bool {
	_, sub, _ := strings.Cut(p.Type, "/")
	return strings.HasSuffix(sub, "delivery-status")
}

// isUnnamed reports whether a gateway that did not know the type of the part may
// have called it data; some make a mixed message of the report, too.
func (p *part) isUnnamed() bool {
	return p.Type == "application/octet-stream" && (p.Within == "multipart/report" ||
		p.Within == "multipart/mixed" && hasAnySuffix(strings.ToLower(p.Name), []string{".txt", ".dsn", ".dat"}))
}

// recognise gives the part of a report that was called data its type back.
func (p *part) recognise() {
	if start := bytes.TrimLeft(p.Body, " \t\r\n"); p.isUnnamed() && hasStatusField(start) {
		p.Type = "message/delivery-status"
	}
}

// hasStatusField reports whether b begins with a field of RFC 3464.
func hasStatusField(b []byte) bool {
	for _, name := range []string{"reporting-mta:", "original-envelope-id:", "arrival-date:", "final-recipient:", "original-recipient:", "received-from-mta:"} {
		if _, ok := cutFold(b, name); ok {
			return true
		}
	}
	return false
}

// isFeedback reports whether the part is a complaint (RFC 5965 section 2).
func (p *part) isFeedback() bool { return strings.HasSuffix(p.Type, "/feedback-report") }

// isDisposition reports whether the part is a receipt (RFC 8098 section 3.1).
func (p *part) isDisposition() bool { return strings.HasSuffix(p.Type, "disposition-notification") }

// isReport reports whether the part is for machines.
func (p *part) isReport() bool {
	return p.isDeliveryStatus() || p.isFeedback() || p.isDisposition()
}

// isReturned reports whether the part is the returned message or its header
// (RFC 6522 section 3, RFC 6533 section 4).
func (p *part) isReturned() bool {
	switch p.Type {
	case "message/rfc822", "text/rfc822", "text/rfc822-headers", "message/rfc822-headers",
		"message/global", "message/global-headers", "text/rfc822-header", "message/partial":
		return true
	}
	return false
}

// isText reports whether the part is for human readers.
func (p *part) isText() bool {
	return !p.isReport() && !p.isReturned() && (strings.HasPrefix(p.Type, "text/") || p.Type == "")
}

// text returns the part's text in UTF-8, HTML reduced to what a reader sees, as it
// is easiest to read.
func (p *part) text() string {
	s := p.stated()
	if p.Type != "text/html" && p.Flow != "" {
		s = unflow(s, p.Flow == "delsp")
	}
	return legible(s)
}

// stated returns the part's text in UTF-8, HTML reduced to what a reader sees.
func (p *part) stated() string {
	s := strings.ReplaceAll(decodeNotice(reveal(p.Body), p.Charset), "\r\n", "\n")
	if p.Type == "text/html" {
		return htmlText(s)
	}
	return s
}

// flow returns what part.Flow says of a Content-Type's parameters.
func flow(params map[string]string) string {
	switch {
	case !strings.EqualFold(params["format"], "flowed"):
		return ""
	case strings.EqualFold(params["delsp"], "yes"):
		return "delsp"
	}
	return "flowed"
}
