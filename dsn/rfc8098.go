package dsn

import "strings"

// readDisposition fills rep from a message disposition notification (RFC 8098)
// and reports whether m is one.
//
// A receipt tells that the message arrived. One exception: Dovecot and other
// Sieve programs refuse mail with an MDN of their own (RFC 5429 section 2.2.1),
// and that is a failure for the recipient's own reasons.
func readDisposition(m *message, rep *Report) bool {
	h := m.dispositionFields(rep)
	if h == nil {
		return readLotusReceipt(m, rep)
	}
	rep.Format, rep.Kind = "rfc8098", ReadReceipt
	rep.Reporter = agentHost(h.Get("Reporting-UA"))
	if id := h.Get("Original-Message-ID"); id != "" && rep.Original.MessageID() == "" {
		rep.Original.Header = append(rep.Original.Header, Field{"Message-ID", id}) // RFC 8098 section 3.2.5
	}
	r := Recipient{Address: parseAddress(h.Get("Final-Recipient")), Alias: parseAddress(h.Get("Original-Recipient"))}
	if m.isRejection(h.Get("Disposition"), rep.Text) {
		rep.Kind, r.Action = Bounce, ActionFailed
		r.hearRejection(rep.Text)
	}
	switch {
	case r.Address != "" || r.Alias != "":
		rep.Recipients = append(rep.Recipients, r)
	case rep.Kind == ReadReceipt:
		rep.Recipients = sender(m.Header)
	}
	return true
}

// agentHost returns the host in a Reporting-UA field, "host; product" (RFC 8098
// section 3.2.1), or "".
func agentHost(v string) string {
	name, _, _ := strings.Cut(v, ";")
	if host := hostName(name); isHostName(host) {
		return host
	}
	return ""
}

// dispositionFields returns the fields of the receipt; an empty header where a
// multipart/report announces a receipt and has lost the part.
func (m *message) dispositionFields(rep *Report) Header {
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isDisposition() {
			h, _ := readFields([]byte(decodeText(p.Body, p.Charset)), notField("disposition-notification", &rep.Problems))
			return append(h, Field{}) // not nil, even if it is empty
		}
	}
	if m.ReportType == "disposition-notification" {
		rep.Problems = append(rep.Problems, Problem{"disposition-notification", "the part for machines is missing"})
		return Header{{}}
	}
	return nil
}

// readLotusReceipt reads the receipts of Lotus Notes, which are plain text:
//
//	Subject: Return Receipt
//
//	Your document:  Invoice
//	was received by:  Ann/Sales/Example
func readLotusReceipt(m *message, rep *Report) bool {
	if !strings.HasPrefix(title(m.Header.Get("Subject")), "return receipt") ||
		!strings.Contains(rep.Text, "was received by") && !strings.Contains(rep.Text, "has been received by") {
		return false
	}
	rep.Format, rep.Kind = "rfc8098", ReadReceipt
	rep.Recipients = sender(m.Header)
	return true
}

// rejectionWords end the sentence by which a filter says that it refuses, the
// reason follows; in lower case. Pigeonhole, Dovecot of old, Cyrus.
var rejectionWords = []string{
	"reason was given:", "automatically rejected:", "was rejected:", "been rejected:", "rejected for the following reason:", "was automatically rejected by",
}

// isRejection reports whether a disposition was made by a filter that refuses:
//
//	Disposition: automatic-action/MDN-sent-automatically; deleted
//
// A mail program that deletes a message unread sends the same.
func (m *message) isRejection(disposition, text string) bool {
	mode, typ, _ := strings.Cut(strings.ToLower(disposition), ";")
	if !strings.HasPrefix(strings.TrimSpace(mode), "automatic-action") || !strings.Contains(typ, "deleted") {
		return false
	}
	subject := title(m.Header.Get("Subject"))
	return strings.Contains(strings.ToLower(m.Header.Get("Auto-Submitted")), "rejected") ||
		strings.HasPrefix(subject, "rejected:") || strings.HasPrefix(subject, "automatically rejected") ||
		containsAny(lowerStart(text), rejectionWords)
}

// hearRejection takes over why a filter refused: what follows the words of
// rejection, else the whole text.
func (r *Recipient) hearRejection(text string) {
	low := lowerStart(text)
	for _, w := range rejectionWords {
		if i := strings.Index(low, w); i >= 0 && strings.TrimSpace(text[i+len(w):]) != "" {
			r.listen(shorten(text[i+len(w):], maxRemark))
			r.Remark = strings.TrimSpace(oneLine(text[:i+len(w)]) + " " + r.Remark)
			return
		}
	}
	r.listen(shorten(text, maxRemark))
}

// lowerStart returns the beginning of text with ASCII letters in lower case:
// offsets stay the same.
func lowerStart(text string) string {
	b := []byte(text[:min(len(text), maxProse)])
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
