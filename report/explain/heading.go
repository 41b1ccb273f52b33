package explain

import "strings"

// headings are the beginnings of subjects under which mail systems return mail,
// in lower case: what people paste who see nothing but the list of their inbox.
var headings = []string{
	"mail delivery failed", "mail delivery failure", "mail delivery system", "mailer-daemon", "delivery status notification", "delivery failure", "delivery has failed", "undeliverable",
	"undelivered mail returned to sender", "returned mail", "failure notice", "non-delivery report", "message could not be delivered", "warning: message", "delayed mail", "delivery delayed", "address not found", "message not delivered",
	"unzustellbar", "no se puede entregar", "non remis", "non distribuable", "não é possível entregar", "niedostarczone", "nie można dostarczyć", "onbestelbaar", "impossibile recapitare", "teslim edilemedi", "配信不能",
}

// maxHeading bounds a text that can be a subject and nothing else, in bytes.
const maxHeading = 200

// isHeading reports whether the text is one line that begins as those subjects
// do, behind "Re:" and "Subject:", too.
func isHeading(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if len(text) > maxHeading || strings.Contains(text, "\n") {
		return false
	}
	for _, before := range []string{"subject:", "re:", "fwd:", "fw:"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, before))
	}
	for _, h := range headings {
		if strings.HasPrefix(text, h) {
			return true
		}
	}
	return false
}
