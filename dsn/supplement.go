package dsn

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// supplement adds to a machine-readable report what only its text tells: some
// programs put the reply there and leave Diagnostic-Code out or cut it at the
// first line, or name an address there that they hide from the machine.
func (m *message) supplement(rep *Report) {
	var told map[string]format.Found // what the text says, by address
	read := false
	remark := ""
	lack := lacking(rep.Text)
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if !lack(r) {
			continue
		}
		if !read {
			told = m.told(rep)
			remark = shorten(oneLine(format.BeforeReturned(rep.Text)), maxRemark)
			read = true
		}
		if f, ok := match(told, r, len(rep.Recipients)); ok {
			r.add(f)
		}
		if r.Reply.Text == "" && r.undelivered() {
			r.Remark = remark
		}
	}
}

// told returns what the text says of each recipient.
func (m *message) told(rep *Report) map[string]format.Found {
	told := map[string]format.Found{}
	if m.fromPerson(rep.Text) {
		return told
	}
	reading, _ := format.Read(m.notice(rep))
	for _, f := range reading.Found {
		key := strings.ToLower(cleanAddress(f.To))
		if _, seen := told[key]; !seen {
			told[key] = f
		}
	}
	return told
}

// lacking returns a function that reports whether the text of the report may
// know more of a recipient than its fields do.
func lacking(text string) func(*Recipient) bool {
	continued := map[int]bool{} // whether the text has lines "550-…" of a reply
	return func(r *Recipient) bool {
		switch {
		case !isAddress(r.Address) && !isAddress(r.Alias):
			return true
		case !r.undelivered():
			return false
		case r.Reply.Text == "", r.Status.expired():
			return true
		case r.Reply.Code == 0:
			return false
		}
		known, seen := continued[r.Reply.Code]
		if !seen {
			known = strings.Contains(text, strconv.Itoa(r.Reply.Code)+"-")
			continued[r.Reply.Code] = known
		}
		return known
	}
}

// undelivered reports whether the message did not arrive, or whether the report
// was cut before it says what became of it.
func (r *Recipient) undelivered() bool {
	return r.Action == ActionFailed || r.Action == ActionDelayed || r.Action == ""
}

// expired reports whether the status says only that time ran out.
func (s Status) expired() bool { return s.Subject == 4 && s.Detail == 7 }

// add takes over what a text says beyond the fields.
func (r *Recipient) add(f format.Found) {
	if to := cleanAddress(f.To); !isAddress(r.Address) && isAddress(to) {
		r.Address = to
	}
	if !r.undelivered() {
		return
	}
	told := understand(f)
	switch {
	case r.Reply.Text == "":
		r.Reply, r.Remark = told.Reply, told.Remark
		r.Status = r.Status.orFirmer(told.Status)
	case r.Status.expired() && told.Reply.Code != 0 && !told.Status.expired():
		// The reporter gave up; the attempts before it are told in the text.
		r.Reply, r.Remark, r.Status = told.Reply, strings.TrimSpace(r.Reply.Text+" "+told.Remark), told.Status
	case r.Reply.Code == told.Reply.Code && len(told.Reply.Text) > len(r.Reply.Text):
		// QUIRK: Sendmail's Diagnostic-Code is the first line of the reply.
		r.Reply = told.Reply
	}
	r.Command = cmp.Or(r.Command, told.Command)
	r.Host = cmp.Or(r.Host, told.Host)
}

// match finds what a text says of r: by address, or because there is one only.
func match(told map[string]format.Found, r *Recipient, recipients int) (format.Found, bool) {
	for _, a := range []string{r.Address, r.Alias} {
		if f, ok := told[strings.ToLower(a)]; ok && a != "" {
			return f, true
		}
	}
	if len(told) == 1 && recipients == 1 {
		for _, f := range told {
			return f, true
		}
	}
	return format.Found{}, false
}
