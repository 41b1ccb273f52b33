package dsn

import "strings"

// readFeedback fills rep from a complaint (RFC 5965) and reports whether m is
// one.
func readFeedback(m *message, rep *Report) bool {
	var h Header
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isFeedback() {
			h, _ = readFields([]byte(decodeText(p.Body, p.Charset)), notField("feedback-report", &rep.Problems))
			break
		}
	}
	if h == nil {
		return false
	}
	rep.Format, rep.Kind = "rfc5965", Complaint
	rep.Feedback = &Feedback{
		Type:      strings.ToLower(strings.TrimSpace(h.Get("Feedback-Type"))),
		UserAgent: h.Get("User-Agent"),
		SourceIP:  strings.TrimSpace(h.Get("Source-IP")),
	}
	rep.Reporter = hostName(h.Get("Reporting-MTA"))
	// Apple and list hosts send the wish to leave a list in this form.
	if strings.HasPrefix(rep.Feedback.Type, "opt-out") {
		rep.Kind = Unsubscribe
	}
	for _, name := range []string{"Original-Rcpt-To", "Removal-Recipient"} { // RFC 5965 section 3.2; the latter is AOL's
		for _, f := range h {
			if strings.EqualFold(f.Name, name) {
				addComplainer(rep, f.Value)
			}
		}
	}
	return true
}

// addComplainer adds a recipient who complains.
func addComplainer(rep *Report, field string) {
	a := parseAddress(field)
	if a == "" || len(rep.Recipients) >= MaxRecipients {
		return
	}
	rep.Recipients = append(rep.Recipients, Recipient{Address: a})
}

// returnedComplainer adds the recipient of the returned message where the
// complaint does not name one: Hotmail's X-HmXmrOriginalRecipient, else the To
// field if it holds one address only.
func returnedComplainer(rep *Report) {
	if len(rep.Recipients) > 0 {
		return
	}
	if v := rep.Original.Header.Get("X-HmXmrOriginalRecipient"); v != "" {
		addComplainer(rep, v)
	} else if to := rep.Original.recipients(); len(to) == 1 {
		addComplainer(rep, to[0])
	}
}
