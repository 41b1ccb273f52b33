package export

import (
	"strconv"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
)

// mailgun is the three CSV files of Mailgun's suppressions: bounces, complaints
// and unsubscriptions, each 25 MB at most, times by RFC 2822. The tag "*" means
// all mail of the domain.
var mailgun = Preset{
	Name:  "mailgun",
	About: "Mailgun: bounces, complaints and unsubscriptions of a domain",
	How: "Send, Suppressions, Import, each file in its own tab. Or by its API: curl --user api:KEY " +
		"-F file=@FILE-bounces.csv https://api.mailgun.net/v3/DOMAIN/bounces/import, and likewise /complaints/import and /unsubscribes/import.",
	Source: "https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/bounces/post-v3--domainid--bounces-import",
	Files: []File{{
		Kind: "bounces", Ext: "csv", Columns: []string{"address", "code", "error", "created_at"}, MaxBytes: mailgunBytes,
		wants: func(e *entry) bool { return !e.leaves() },
		cells: func(e *entry) []string {
			return []string{e.address, e.code(), safe.Cell(e.Diagnostic), mailTime(e.last())}
		},
	}, {
		Kind: "complaints", Ext: "csv", Columns: []string{"address", "created_at"}, MaxBytes: mailgunBytes,
		wants: (*entry).complained,
		cells: func(e *entry) []string { return []string{e.address, mailTime(e.last())} },
	}, {
		Kind: "unsubscribes", Ext: "csv", Columns: []string{"address", "tags", "created_at"}, MaxBytes: mailgunBytes,
		wants: func(e *entry) bool { return e.leaves() && !e.complained() },
		cells: func(e *entry) []string { return []string{e.address, "*", mailTime(e.last())} },
	}},
}

const mailgunBytes = 25_000_000

// code returns the reply code, or 550, which Mailgun takes where there is none.
func (e *entry) code() string {
	if code := e.Deciding.Recipient.Reply.Code; code != 0 {
		return strconv.Itoa(code)
	}
	return "550"
}

// mailTime writes a time as RFC 2822 section 3.3 has it, and nothing for no
// time.
func mailTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC1123Z)
}

// ses is the import job of Amazon SES for the account's suppression list: an
// object of JSON a line, 100,000 addresses a file. The other form, CSV without a
// header, is not documented for addresses that need quotes.
var ses = Preset{
	Name:  "ses",
	About: "Amazon SES: the suppression list of an account",
	How: "Suppression list, Bulk actions, Add email addresses in bulk, file type JSON. Or copy the file to S3 and run: aws sesv2 create-import-job " +
		"--import-destination SuppressionListDestination={SuppressionListImportAction=PUT} --import-data-source S3Url=s3://BUCKET/FILE,DataFormat=JSON",
	Source: "https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html",
	Files: []File{{
		Ext: "json", MaxRows: 100_000, bare: true,
		text: func(e *entry) string {
			reason := "BOUNCE"
			if e.leaves() {
				reason = "COMPLAINT" // the list knows no other word for a person who wants no mail
			}
			return asJSON(struct {
				Address string `json:"emailAddress"`
				Reason  string `json:"reason"`
			}{e.address, reason}) + "\n"
		},
	}},
}

// sendgrid is a request a line for the API that adds to the global suppressions
// of Twilio SendGrid. Its pages name no way to upload a file of these.
var sendgrid = Preset{
	Name:  "sendgrid",
	About: "Twilio SendGrid: global suppressions, as requests for its API",
	How: `while read -r body; do curl -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' ` +
		`-d "$body" https://api.sendgrid.com/v3/asm/suppressions/global; done < FILE`,
	Source: "https://www.twilio.com/docs/sendgrid/api-reference/suppressions-global-suppressions/add-recipient-addresses-to-the-global-suppression-group",
	Doubt:  "How many addresses a request may hold is not documented; these hold 1,000.",
	Files: []File{{
		Ext: "jsonl", bare: true, group: &group{1000, `{"recipient_emails":[`, ",", "]}\n"},
		text: func(e *entry) string { return asJSON(e.address) },
	}},
}

// brevo is the CSV of Brevo's import of contacts: 250 MB at most, UTF-8, with
// the attribute EMAIL.
var brevo = Preset{
	Name:  "brevo",
	About: "Brevo: contacts to put on the blocklist",
	How: "Contacts, Import contacts, Upload a file; map EMAIL, choose a list, and before you confirm switch on that the imported email contacts are " +
		"put on the blocklist.",
	Source: "https://help.brevo.com/hc/en-us/articles/208729849",
	Files: []File{{
		Ext: "csv", Columns: []string{"EMAIL"}, MaxBytes: 250_000_000, spreadsheet: true, bare: true, both: true,
		cells: func(e *entry) []string { return []string{e.address} },
	}},
}

// postmark is a request a line for the API that adds to the suppressions of a
// message stream of Postmark.
var postmark = Preset{
	Name:  "postmark",
	About: "Postmark: suppressions of a message stream, as requests for its API",
	How: `while read -r body; do curl -H "X-Postmark-Server-Token: $TOKEN" -H 'Accept: application/json' -H 'Content-Type: application/json' ` +
		`-d "$body" https://api.postmarkapp.com/message-streams/outbound/suppressions; done < FILE`,
	Source: "https://postmarkapp.com/developer/api/suppressions-api",
	Doubt:  "That a request may hold 50 addresses is from memory.",
	Files: []File{{
		Ext: "jsonl", bare: true, group: &group{50, `{"Suppressions":[`, ",", "]}\n"},
		text: func(e *entry) string { return asJSON(map[string]string{"EmailAddress": e.address}) },
	}},
}
