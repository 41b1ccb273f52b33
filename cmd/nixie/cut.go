package main

import (
	"fmt"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/scanner"
)

// isCut reports whether a message may name more recipients than were read of it.
func isCut(res *scanner.Result) bool {
	return res.Report != nil && res.Report.Cut
}

// cut notes that a report was read in part only. What was read of it counts,
// but the run is not complete.
func (r *reading) cut(res *scanner.Result) error {
	if !isCut(res) {
		return nil
	}
	p := report.Problem{
		Path: res.Message.Location, Of: report.OfPart,
		What:   fmt.Sprintf("it names %s recipients or more, and no more than these are read of one message", thousands(dsn.MaxRecipients)),
		Remedy: "look into the message itself for the others",
	}
	if r.watched {
		r.app.warn("%s: %s", p.Path, p.What)
		return nil
	}
	r.failed(problemError(p))
	r.sum.WriteProblem(p)
	r.say(p)
	return r.out.problem(p)
}
