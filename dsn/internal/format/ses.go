package format

import (
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
	Signs:   []Sign{{Any: []string{"bouncedRecipients"}}, {Any: []string{"emailAddress"}}},
	Extract: sesBounce,
}

// A sesNote is the part of a notification that matters here.
type sesNote struct {
	Message string // of SNS: the notification of SES
	Bounce  struct {
		BounceType        string
		ReportingMTA      string
		BouncedRecipients []struct{ EmailAddress, Action, Status, DiagnosticCode string }
	}
}

// sesBounce reads the first JSON value of the text.
func sesBounce(p *Page) []Found {
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
	p.Reporter = afterType(note.Bounce.ReportingMTA)
	var found []Found
	for _, r := range note.Bounce.BouncedRecipients {
		if len(found) < maxFound {
			found = append(found, Found{To: r.EmailAddress, Action: r.Action, Status: r.Status, Reply: afterType(r.DiagnosticCode)})
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
