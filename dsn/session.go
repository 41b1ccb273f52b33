package dsn

import "strings"

// sessionTitle begins what Postfix writes to its postmaster about a session that
// went wrong (postconf(5), notify_classes), in lower case.
const sessionTitle = "postfix smtp server: errors from "

// isStrangersSession reports whether m is the transcript of a session in which a
// stranger tried to bring mail to the server that writes: what it was told is no
// answer to mail of ours. It is if it ran on the server itself, whose filters bring
// mail back, or if the sender is of the domain to which the transcript goes.
func (m *message) isStrangersSession(rep *Report) bool {
	client, ok := strings.CutPrefix(title(m.Header.Get("Subject")), sessionTitle)
	if !ok || strings.Contains(client, "[127.") || strings.Contains(client, "[::1]") {
		return false
	}
	senders, readers := 0, addressees(m.Header.Get("To"))
	for line := range strings.Lines(rep.Text) {
		_, path, ok := cutAnyFold(line, "mail from:<")
		if !ok {
			continue
		}
		path, _, _ = strings.Cut(path, ">")
		senders++
		for _, r := range readers {
			if sameOrWithin(domainOf(lowerDomain(path)), domainOf(r)) {
				return false
			}
		}
	}
	return senders > 0 && len(readers) > 0
}

// cutAnyFold is strings.Cut without regard to case; mark is lower-case ASCII.
func cutAnyFold(s, mark string) (before, after string, ok bool) {
	for i := 0; i+len(mark) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(mark)], mark) {
			return s[:i], s[i+len(mark):], true
		}
	}
	return s, "", false
}

// sameOrWithin reports whether two domains are the same, or one lies in the other.
func sameOrWithin(a, b string) bool {
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}
