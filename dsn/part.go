package dsn

import (
	"slices"
	"strings"
)

// limit returns how many bytes of the part's body are of use.
func (p *part) limit() int64 {
	switch {
	case p.isReport():
		return maxReportPart
	case p.isReturned():
		return maxReturned
	case strings.HasPrefix(p.Type, "text/"), p.Type == "":
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

// isFeedback reports whether the part is a complaint (RFC 5965 section 2).
func (p *part) isFeedback() bool { return strings.HasSuffix(p.Type, "/feedback-report") }

// isDisposition reports whether the part is a receipt (RFC 8098 section 3.1).
func (p *part) isDisposition() bool { return strings.HasSuffix(p.Type, "disposition-notification") }

// isReport reports whether the part is for machines.
func (p *part) isReport() bool {
	return p.isDeliveryStatus() || p.isFeedback() || p.isDisposition()
}

// attachesReport reports whether a part for machines lies among the parts of a
// letter, not within a multipart/report that a gateway wrapped.
func (m *message) attachesReport() bool {
	return m.Type == "multipart/mixed" && slices.ContainsFunc(m.Parts, func(p part) bool { return p.isReport() && p.Within == "multipart/mixed" })
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

// text returns the part's text in UTF-8, HTML reduced to what a reader sees.
func (p *part) text() string {
	s := strings.ReplaceAll(decodeNotice(reveal(p.Body), p.Charset), "\r\n", "\n")
	if p.Type == "text/html" {
		return htmlText(s)
	}
	return s
}
