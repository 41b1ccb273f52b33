package dsn

import (
	"bytes"
	"cmp"
	"strings"
)

// readDeliveryStatus fills rep from the delivery-status parts of m (RFC 3464
// section 2) and reports whether it found a recipient.
//
// Some mail programs attach the parts of a report that a person forwards; then
// the whole is no multipart/report.
func readDeliveryStatus(m *message, rep *Report) bool {
	if m.Type != "multipart/report" && m.hasReport() && (m.fromPerson(rep.Text) || m.attachesReport() && !fromProgram(m.Header)) {
		return false
	}
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isDeliveryStatus() {
			// RFC 6533 section 3 makes the global form UTF-8; others obey no rule.
			body := []byte(decodeText(p.Body, p.Charset))
			if m.cut && i == len(m.Parts)-1 {
				body = dropHalfAddress(body)
			}
			readStatusBlocks(body, rep)
		}
	}
	if len(rep.Recipients) == 0 {
		return false
	}
	rep.Format = "rfc3464"
	return true
}

// dropHalfAddress drops the last line of a report that was cut off in it, if it
// holds an address: half of one may be somebody else's.
func dropHalfAddress(body []byte) []byte {
	start := bytes.LastIndexByte(body, '\n') + 1
	if line := body[start:]; bytes.Contains(bytes.ToLower(line), []byte("-recipient")) {
		return body[:start]
	}
	return body
}

// readStatusBlocks reads per-message fields and then per-recipient fields,
// which RFC 3464 section 2.1 separates by blank lines.
//
// QUIRK: programs write the fields in any order, forget the blank line between
// two recipients, or put one among the fields of a recipient. So a recipient
// ends before the next Final-Recipient, and a block that names no recipient
// goes on with the one before.
func readStatusBlocks(body []byte, rep *Report) {
	body = dedent(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
	bad := notField("delivery-status", &rep.Problems)
	var open *statusFields // the recipient that is not closed yet
	for len(body) > 0 && len(rep.Recipients) < MaxRecipients {
		var block Header
		block, body = readFields(body, bad)
		cur := &statusFields{}
		for _, f := range block {
			name := strings.ToLower(f.Name)
			if name == "final-recipient" && cur.final != "" {
				closeRecipient(open, rep)
				open, cur = cur, &statusFields{}
			}
			if !cur.set(name, f.Value) {
				setMessageField(rep, name, f.Value)
			}
		}
		switch {
		case *cur == statusFields{}, open == nil && *cur == statusFields{last: cur.last, until: cur.until, extra: cur.extra}: // the latter: of the whole, by maddy and gateways to X.400
		case cur.final == "" && cur.original == "" && open != nil:
			open.goOn(cur)
		default:
			closeRecipient(open, rep)
			open = cur
		}
	}
	if len(rep.Recipients) < MaxRecipients {
		closeRecipient(open, rep)
	} else {
		rep.Problems = append(rep.Problems, Problem{"delivery-status", "more than 10000 recipients; the rest was not read"})
	}
}

// dedent takes the indent of the first line from all: gateways indent what they
// took for a quotation.
func dedent(body []byte) []byte {
	body = bytes.TrimLeft(body, "\n")
	n := len(body) - len(bytes.TrimLeft(body, " \t"))
	if n == 0 {
		return body
	}
	indent := append([]byte("\n"), body[:n]...)
	return bytes.ReplaceAll(body[n:], indent, []byte("\n"))
}

// setMessageField reads a per-message field (RFC 3464 section 2.2).
func setMessageField(rep *Report, name, value string) {
	switch name {
	case "reporting-mta", "dsn-gateway":
		if rep.Reporter == "" {
			rep.Reporter = hostName(value)
		}
	case "original-envelope-id":
		rep.EnvelopeID = value
	}
}

// statusFields are the fields of one recipient as they stand (RFC 3464
// section 2.3).
type statusFields struct {
	final, original, actual    string
	action, status, diagnostic string
	extra                      string // what some programs say beside the diagnostic
	remote, last, until        string
}

// set keeps the first value of a field. It reports false for a field that is
// not about a recipient.
func (f *statusFields) set(name, value string) bool {
	target := f.field(name)
	if target == nil {
		return false
	}
	*target = cmp.Or(*target, value)
	return true
}

// goOn takes over what a later block says of the same recipient.
func (f *statusFields) goOn(later *statusFields) {
	f.action = cmp.Or(f.action, later.action)
	f.status = cmp.Or(f.status, later.status)
	f.diagnostic = cmp.Or(f.diagnostic, later.diagnostic)
	f.extra = cmp.Or(f.extra, later.extra)
	f.remote = cmp.Or(f.remote, later.remote)
	f.last = cmp.Or(f.last, later.last)
	f.until = cmp.Or(f.until, later.until)
}

func (f *statusFields) field(name string) *string {
	switch name {
	case "final-recipient":
		return &f.final
	case "original-recipient":
		return &f.original
	case "x-actual-recipient":
		return &f.actual
	case "action":
		return &f.action
	case "status":
		return &f.status
	case "diagnostic-code":
		return &f.diagnostic
	case "remote-mta":
		return &f.remote
	case "last-attempt-date":
		return &f.last
	case "will-retry-until":
		return &f.until
	case "x-supplementary-info": // Exchange: <host #5.1.1 smtp;550 …>
		return &f.extra
	}
	return nil
}

// closeRecipient adds what was read of one recipient, if any, to rep.
func closeRecipient(f *statusFields, rep *Report) {
	if f != nil {
		rep.Recipients = append(rep.Recipients, f.recipient())
	}
}

// recipient understands the fields.
func (f *statusFields) recipient() Recipient {
	r := Recipient{
		Address: parseAddress(f.final), Alias: originalAddress(f.original),
		Host:    hostName(f.remote),
		LastTry: parseDate(f.last), TryUntil: parseDate(f.until),
	}
	if r.Address == "" {
		r.Address = parseAddress(f.actual)
	}
	stated, _, _ := ParseStatus(strings.TrimLeft(f.status, "([ "))
	r.Action = parseAction(f.action, stated)
	text := untyped(f.diagnostic)
	if isExitCode(f.diagnostic, text) {
		text = "" // QUIRK: "X-Unix; 67", that of a mailer
	}
	if text == "" {
		text = supplementary(f.extra)
	}
	r.listen(text)
	r.Status = r.Status.orFirmer(stated)
	return r
}

// originalAddress reads an Original-Recipient field.
//
// QUIRK: some systems copy the ORCPT parameter as it was sent, in xtext
// (RFC 3461 section 4.2), "@" and all: "rfc822;user+40example.org".
func originalAddress(field string) string {
	a := parseAddress(field)
	if decoded := cleanAddress(decodeXtext(a)); !isAddress(a) && isAddress(decoded) {
		return decoded
	}
	return a
}

// supplementary returns the words in Exchange's X-Supplementary-Info:
//
//	<mail.example.org #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found>
func supplementary(v string) string {
	v = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(v), "<"), ">")
	if _, words, ok := strings.Cut(v, "smtp;"); ok {
		return words
	}
	return v
}

// listen takes the words of a report about r apart and fills what is not known
// yet.
func (r *Recipient) listen(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	q := quote(text)
	r.Reply, r.Remark = q.Reply, q.Remark
	if !q.Status.IsZero() {
		r.Status = q.Status
	}
	if r.Command == "" {
		r.Command = q.Command
	}
	if r.Host == "" {
		r.Host = q.Host
	}
}

// untyped drops the type of a field, "smtp; " or "x-unix;" (RFC 3464 section
// 2.3.6). A type is one word.
func untyped(v string) string {
	typ, rest, ok := strings.Cut(v, ";")
	if ok && len(typ) < 40 && !strings.ContainsAny(strings.TrimSpace(typ), " \t<>()'\"") && !isReplyAt(typ, 0) {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(v)
}

// isExitCode reports whether the text of a field is nothing but the exit code
// of a program: a number of one or two digits, or any that is called so.
func isExitCode(field, text string) bool {
	unix := len(field) > 6 && strings.EqualFold(field[:6], "x-unix")
	return strings.Trim(text, "0123456789") == "" && (len(text) < 3 || unix)
}

// parseAction reads an Action field. Where it is missing or odd, the status
// decides: RFC 3464 section 2.3.4 ties class 2 to success, 4 and 5 to failure.
func parseAction(v string, st Status) Action {
	word := strings.ToLower(strings.TrimSpace(v))
	for _, a := range []Action{ActionFailed, ActionDelayed, ActionDelivered, ActionRelayed, ActionExpanded} {
		if strings.HasPrefix(word, string(a)) {
			return a
		}
	}
	switch {
	case strings.HasPrefix(word, "fail"), strings.HasPrefix(word, "bounce"), strings.HasPrefix(word, "error"):
		return ActionFailed
	case strings.HasPrefix(word, "delay"), strings.HasPrefix(word, "defer"):
		return ActionDelayed
	case strings.HasPrefix(word, "deliver"), word == "" && st.Class == 2:
		return ActionDelivered
	case word == "" && st.Class != 0:
		return ActionFailed
	}
	return ""
}

// hostName returns the host in "dns; mx.example.org (192.0.2.1)", lower case
// and without a port. RFC 2156 writes "x400; mta gw in /ADMD=net/C=no/".
func hostName(v string) string {
	if _, rest, ok := strings.Cut(v, ";"); ok {
		v = rest
	}
	v = strings.TrimPrefix(strings.TrimSpace(v), "mta ")
	v, _, _ = strings.Cut(v, " ")
	v, _, _ = strings.Cut(v, "]:")
	if strings.Count(v, ":") == 1 { // an IPv6 address has more
		v, _, _ = strings.Cut(v, ":")
	}
	return strings.ToLower(strings.Trim(v, "[]().,;<>"))
}
