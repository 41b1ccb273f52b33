package dsn

import "strings"

// readDisposition fills rep from a message disposition notification (RFC 8098)
// and reports whether m is one.
//
// A receipt tells that the message arrived. One exception: Dovecot and other
// Sieve programs refuse mail with an MDN of their own (RFC 5429 section 2.1.1),
// and that is a failure for the recipient's own reasons.
func readDisposition(m *message, rep *Report) bool {
	var h Header
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isDisposition() {
			h, _ = readFields([]byte(decodeText(p.Body, p.Charset)), notField("disposition-notification", &rep.Problems))
			break
		}
	}
	if h == nil {
		return false
	}
	rep.Format, rep.Kind = "rfc8098", ReadReceipt
	rep.Reporter = hostName(h.Get("Reporting-UA"))
	r := Recipient{Address: parseAddress(h.Get("Final-Recipient")), Alias: parseAddress(h.Get("Original-Recipient"))}
	if isRejection(h.Get("Disposition"), rep.Text) {
		rep.Kind, r.Action = Bounce, ActionFailed
		r.Reply.Text = shorten(strings.Join(strings.Fields(rep.Text), " "), maxRemark)
	}
	if r.Address != "" || r.Alias != "" {
		rep.Recipients = append(rep.Recipients, r)
	}
	return true
}

// isRejection reports whether a disposition was made by a filter that refuses:
//
//	Disposition: automatic-action/MDN-sent-automatically; deleted
func isRejection(disposition, text string) bool {
	mode, typ, _ := strings.Cut(strings.ToLower(disposition), ";")
	if !strings.HasPrefix(strings.TrimSpace(mode), "automatic-action") {
		return false
	}
	return strings.Contains(typ, "deleted") && strings.Contains(strings.ToLower(text), "reject")
}
