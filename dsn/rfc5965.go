package dsn

import (
	"cmp"
	"strings"
)

// readFeedback fills rep from a complaint (RFC 5965) and reports whether m is
// one.
func readFeedback(m *message, rep *Report) bool {
	h := m.feedbackFields(rep)
	if h == nil {
		return false
	}
	rep.Format = "rfc5965"
	rep.complain(strings.ToLower(cmp.Or(strings.TrimSpace(h.Get("Feedback-Type")), "abuse")))
	rep.Feedback.UserAgent = h.Get("User-Agent")
	rep.Feedback.SourceIP = strings.TrimSpace(h.Get("Source-IP"))
	rep.Reporter = hostName(h.Get("Reporting-MTA"))
	for _, name := range []string{"Original-Rcpt-To", "Removal-Recipient", "Original-Recipient"} { // RFC 5965 section 3.3; the second is AOL's
		for _, f := range h {
			if strings.EqualFold(f.Name, name) {
				addComplainer(rep, f.Value)
			}
		}
	}
	returnedComplainer(rep)
	return true
}

// complain makes the report a complaint of that type.
func (r *Report) complain(feedbackType string) {
	r.Kind, r.Feedback = Complaint, &Feedback{Type: feedbackType}
	// Apple and list hosts send the wish to leave a list in this form.
	if strings.HasPrefix(feedbackType, "opt-out") {
		r.Kind = Unsubscribe
	}
	for i := range r.Recipients {
		r.Recipients[i].Action = "" // nothing failed
	}
}

// feedbackFields returns the fields of the complaint. Where their part is
// missing or became text, the text is searched for them; a multipart/report
// that announces a complaint and returns a message is one without any field.
func (m *message) feedbackFields(rep *Report) Header {
	bad := notField("feedback-report", &rep.Problems)
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isFeedback() {
			h, _ := readFields([]byte(decodeText(p.Body, p.Charset)), bad)
			return append(h, Field{}) // not nil, even if it is empty
		}
	}
	announced := m.ReportType == "feedback-report"
	start := fieldLine([]byte(rep.Text), "feedback-type:")
	switch {
	case start >= 0 && (announced || fromProgram(m.Header)):
		h, _ := readFields([]byte(rep.Text[feedbackStart(rep.Text, start):]), nil)
		rep.Problems = append(rep.Problems, Problem{"feedback-report", "its fields stand in the text"})
		return h
	case announced && len(rep.Original.Header) > 0:
		rep.Problems = append(rep.Problems, Problem{"feedback-report", "the part for machines is missing"})
		return Header{{}}
	}
	return nil
}

// feedbackStart returns where the block of fields begins in which the text has
// a field at the given place.
func feedbackStart(text string, at int) int {
	if i := strings.LastIndex(text[:at], "\n\n"); i >= 0 {
		return i + 2
	}
	return 0
}

// isPraise reports whether m is a report that a message is no spam: nobody's
// complaint.
func (m *message) isPraise() bool {
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isFeedback() {
			h, _ := readFields(p.Body, nil)
			return strings.EqualFold(strings.TrimSpace(h.Get("Feedback-Type")), "not-spam")
		}
	}
	return false
}

// addComplainer adds a recipient who complains. What is no address was made
// unreadable by the reporter and names nobody.
func addComplainer(rep *Report, field string) {
	a := parseAddress(field)
	if !isAddress(a) || len(rep.Recipients) >= MaxRecipients {
		return
	}
	rep.Recipients = append(rep.Recipients, Recipient{Address: a})
}

// complainerFields are fields of the returned message in which reporters name
// the recipient: Hotmail, and what mail systems add on delivery.
var complainerFields = []string{"X-HmXmrOriginalRecipient", "X-Original-Recipient", "X-Rcpt-To"}

// returnedComplainer adds the recipient of the returned message where the
// complaint does not name one.
func returnedComplainer(rep *Report) {
	for _, name := range complainerFields {
		if len(rep.Recipients) == 0 {
			addComplainer(rep, rep.Original.Header.Get(name))
		}
	}
	if len(rep.Recipients) > 0 {
		return
	}
	if to := rep.Original.recipients(); len(to) == 1 {
		addComplainer(rep, to[0])
	}
}

// complaintWords are words in the subjects of complaints in free text, in
// lower case.
var complaintWords = []string{
	"abuse report", "spam report", "spam complaint", "abuse complaint", "complaint about", "email feedback report", "feedback loop", "client tos notification",
	"uce report", "reported spam", "reported as spam", "junk mail report", "junk report", "[spamcop",
	"spam-beschwerde", "beschwerde", "signalement de spam", "plainte", "жалоба",
}

// readComplaint fills rep from a complaint without fields: AOL's of old,
// Hotmail's, SpamCop's, those of abuse desks. All return the message. It
// reports whether m is one.
//
//	From: staff@hotmail.com
//	Subject: complaint about message from 192.0.2.1
func readComplaint(m *message, rep *Report) bool {
	subject := strings.ToLower(m.Header.Get("Subject"))
	from := strings.ToLower(m.Header.Get("From"))
	desk := containsAny(from, complaintDesks) || strings.Contains(from, "spamcop.net") || isAutoSubmitted(m.Header)
	hotmail := rep.Original.Header.Get("X-HmXmrOriginalRecipient") != "" && containsAny(from, []string{"staff@", "hotmail", "outlook"})
	if len(rep.Original.Header) == 0 || isForwarded(m.Header) || isMailer(from) || !hotmail && !(desk && entitled(subject, complaintWords)) {
		return false
	}
	rep.Format, rep.Kind = "complaint", Complaint
	rep.Feedback = &Feedback{Type: "abuse", SourceIP: addressLiteral(subject)}
	returnedComplainer(rep)
	return true
}

// addressLiteral returns the IP address that stands in a subject, or "".
func addressLiteral(subject string) string {
	for _, w := range strings.Fields(subject) {
		w = strings.Trim(w, "[]().,;:")
		if strings.Count(w, ".") == 3 && strings.Trim(w, "0123456789.") == "" || strings.Count(w, ":") > 2 && strings.Trim(w, "0123456789abcdef:") == "" {
			return w
		}
	}
	return ""
}
