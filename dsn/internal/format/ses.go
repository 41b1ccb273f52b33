package format

import (
	"cmp"
	"encoding/json"
	"strings"
)

// ses is what Amazon SES tells through Amazon SNS: JSON in JSON.
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
var ses = &Format{
	Name:    "amazon-ses",
	About:   "Amazon SES notifications through Amazon SNS",
	Open:    true, // no person writes this
	Need:    2,
	Signs:   []Sign{{Any: []string{"bouncedRecipients", "complainedRecipients"}}, {Any: []string{"emailAddress"}}},
	Extract: sesNotice,
}

// A sesNote is the part of a notification that matters here.
type sesNote struct {
	Message string // of SNS: the notification of SES
	Bounce  struct {
		BounceType        string
		BounceSubType     string
		ReportingMTA      string
		BouncedRecipients []struct{ EmailAddress, Action, Status, DiagnosticCode string }
	}
	Complaint struct {
		ComplaintFeedbackType string
		ComplainedRecipients  []struct{ EmailAddress string }
	}
}

// sesNotice reads the first JSON value of the text.
func sesNotice(p *Page) []Found {
	// QUIRK: Sendmail breaks lines after 990 bytes with "!" and a blank.
	text := strings.ReplaceAll(p.Text+p.rest, "!\n ", "")
	start := strings.IndexByte(text, '{')
	var note sesNote
	if start < 0 || json.NewDecoder(strings.NewReader(text[start:])).Decode(&note) != nil {
		return nil
	}
	if note.Message != "" && json.Unmarshal([]byte(note.Message), &note) != nil {
		return nil
	}
	if len(note.Complaint.ComplainedRecipients) > 0 {
		return note.complaint(p)
	}
	return note.bounce(p)
}

// complaint reads who complained. Several are those who may have: all
// addressees at one provider. Then nobody is named.
func (note *sesNote) complaint(p *Page) []Found {
	c := &note.Complaint
	if c.ComplaintFeedbackType == "not-spam" {
		return nil
	}
	p.Complaint = cmp.Or(c.ComplaintFeedbackType, "abuse")
	if len(c.ComplainedRecipients) > 1 {
		return []Found{{}}
	}
	return []Found{{To: c.ComplainedRecipients[0].EmailAddress}}
}

// bounce reads to whom a message could not be delivered, and why.
func (note *sesNote) bounce(p *Page) []Found {
	p.Reporter = afterType(note.Bounce.ReportingMTA)
	var found []Found
	for _, r := range note.Bounce.BouncedRecipients {
		f := Found{To: r.EmailAddress, Action: r.Action, Status: r.Status, Reply: afterType(r.DiagnosticCode)}
		if f.Reply == "" && f.Status == "" { // the bounce was no RFC 3464 report
			f.Reply = "bounceType: " + note.Bounce.BounceType + ", bounceSubType: " + note.Bounce.BounceSubType
		}
		if len(found) < maxFound {
			found = append(found, f)
		}
	}
	return found
}

// afterType takes "smtp;" off a diagnostic code.
func afterType(s string) string {
	if t, rest, ok := strings.Cut(s, ";"); ok && !strings.ContainsAny(t, " .") {
		s = rest
	}
	return strings.TrimSpace(s)
}
