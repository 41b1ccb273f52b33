package export

import (
	"bytes"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// listmonk is the CSV of listmonk's import of subscribers. email is the only
// column that must be there; attributes is an object of JSON, which subscribers
// that listmonk already knows do not take over in the mode "blocklist".
var listmonk = Preset{
	Name:  "listmonk",
	About: "listmonk: subscribers to block",
	How: "Subscribers, Import: mode Blocklist, delimiter \",\". Or by its API: " +
		`curl -u USER:TOKEN -F 'params={"mode":"blocklist","delim":",","lists":[],"overwrite":false}' -F file=@FILE https://listmonk.example.org/api/import/subscribers`,
	Source: "https://listmonk.app/docs/apis/import/",
	Files: []File{{
		Ext: "csv", Columns: []string{"email", "name", "attributes"}, both: true,
		cells: func(e *entry) []string { return []string{e.address, "", e.attributes()} },
	}},
}

// attributes says for listmonk why the address is blocked.
func (e *entry) attributes() string {
	type bounce struct {
		Advice     string `json:"advice"`
		Cause      string `json:"cause"`
		At         string `json:"at"`
		Status     string `json:"status,omitempty"`
		NewAddress string `json:"new_address,omitempty"`
	}
	return asJSON(map[string]bounce{"bounce": {string(e.Advice), string(e.Cause), scanner.FormatTime(e.last()), e.Status, e.NewAddress}})
}

// mautic is the CSV of Mautic's import of contacts: a header that names fields
// by their alias maps itself, and "1" is true. A contact so marked is unsubscribed
// by hand, in Mautic's terms.
var mautic = Preset{
	Name:  "mautic",
	About: "Mautic: contacts that are not to be mailed",
	How: "Contacts, Import (in the background, if there are more than some thousand): email and doNotEmail map themselves; " +
		"set \"Create new contacts?\" to No.",
	Source: "https://docs.mautic.org/en/latest/contacts/import_contacts.html",
	Doubt:  "Mautic 3.0 took no notice of doNotEmail (mautic/mautic#9027).",
	Files: []File{{
		Ext: "csv", Columns: []string{"email", "doNotEmail"}, spreadsheet: true, bare: true, both: true,
		cells: func(e *entry) []string { return []string{e.address, "1"} },
	}},
}

// mailchimp is two files, as the status is chosen for a whole import: who has
// left is unsubscribed, and what cannot be reached is cleaned.
var mailchimp = Preset{
	Name:  "mailchimp",
	About: "Mailchimp: contacts to mark as unsubscribed, and as cleaned",
	How: "Audience, Import contacts, Upload a file, twice: choose the status Unsubscribed for the one, Cleaned for the other " +
		"(or Unsubscribed, where Cleaned is not offered), and \"Update any existing contacts\".",
	Source: "https://mailchimp.com/help/format-guidelines-for-your-import-file/",
	Doubt:  "The name of the column and the status Cleaned are from memory; the wizard asks for both.",
	Files: []File{
		mailchimpFile("unsubscribed", (*entry).leaves),
		mailchimpFile("cleaned", func(e *entry) bool { return !e.leaves() }),
	},
}

func mailchimpFile(kind string, wants func(*entry) bool) File {
	return File{
		Kind: kind, Ext: "csv", Columns: []string{"Email Address"}, spreadsheet: true, bare: true, both: true, wants: wants,
		cells: func(e *entry) []string { return []string{e.address} },
	}
}

// asJSON returns v on one line, with "<" as "<".
func asJSON(v any) string {
	var buf bytes.Buffer
	if err := safe.JSON(&buf).Encode(v); err != nil {
		panic(err) // only structures of strings come here
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n")))
}
