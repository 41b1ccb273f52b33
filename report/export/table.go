package export

import (
	"strconv"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// table is for people and their spreadsheets. Its columns are those of
// recipients.csv, with both addresses in front: the one on the list and the one
// that failed. Every cell is neutralised.
var table = Preset{
	Name:  "csv",
	About: "a table for people: each address with its cause and reason",
	How:   "Open it in a spreadsheet. email is the address on your list, recipient the one that failed.",
	Files: []File{{
		Ext: "csv",
		Columns: []string{
			"email", "recipient", "advice", "cause", "class", "reason", "first_seen", "last_seen", "bounces", "hard", "soft", "days",
			"status", "diagnostic", "provider", "new_address", "campaign", "subscriber",
		},
		cells: func(e *entry) []string {
			cells := []string{
				e.address, e.Email, string(e.Advice), string(e.Cause), string(e.Class), e.reason,
				scanner.FormatTime(e.FirstSeen), scanner.FormatTime(e.LastSeen),
				strconv.Itoa(e.Bounces), strconv.Itoa(e.Hard), strconv.Itoa(e.Soft), strconv.Itoa(e.Days),
				e.Status, e.Diagnostic, e.Provider, e.NewAddress, e.Campaign, e.Subscriber,
			}
			for i := range cells {
				cells[i] = safe.Cell(cells[i])
			}
			return cells
		},
	}},
}
