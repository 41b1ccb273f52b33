package dsn_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
)

// A digest of bounces gives a report for each.
func TestParseSeveralReports(t *testing.T) {
	digest := func(n int, from string) string {
		var b strings.Builder
		b.WriteString("From: " + from + "\nTo: news@example.com\nSubject: Bounces of today\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=OUT\n\n")
		for i := range n {
			inner := strings.NewReplacer("BB", fmt.Sprintf("IN%d", i), "user@", fmt.Sprintf("u%d@", i), "n1@", fmt.Sprintf("n%d@", i)).Replace(plain)
			b.WriteString("--OUT\nContent-Type: message/rfc822\n\n" + inner + "\n")
		}
		return b.String() + "--OUT--\n"
	}
	rep := mustParse(t, digest(3, "MAILER-DAEMON@mx.example.net"))
	var got []string
	for _, r := range append([]*dsn.Report{rep}, rep.More...) {
		got = append(got, fmt.Sprint(r.Recipients[0].Address, " ", r.Original.MessageID(), " ", len(r.More)))
	}
	want := []string{"u0@example.org n0@example.com 2", "u1@example.org n1@example.com 0", "u2@example.org n2@example.com 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
	if rep.Cut {
		t.Error("three reports are called cut")
	}
	if rep, err := dsn.ParseBytes([]byte(digest(3, "ann@example.org"))); !errors.Is(err, dsn.ErrNotReport) {
		t.Errorf("forwarded by a person: %+v, %v; want ErrNotReport", rep, err)
	}
}

// All reports inside one message share the bound on recipients.
func TestParseManyReports(t *testing.T) {
	var many strings.Builder
	for i := range dsn.MaxRecipients / 2 {
		fmt.Fprintf(&many, "Final-Recipient: rfc822; u%d@example.org\nAction: failed\nStatus: 5.1.1\n\n", i)
	}
	inner := "From: MAILER-DAEMON@mx.example.net\nSubject: Delivery failed\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=IN%d\n\n" +
		"--IN%[1]d\n\nNot delivered.\n\n--IN%[1]d\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n" +
		many.String() + "--IN%[1]d--\n"
	var b strings.Builder
	b.WriteString("From: MAILER-DAEMON@mx.example.net\nTo: news@example.com\nSubject: Bounces of today\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=OUT\n\n")
	for i := range 4 {
		b.WriteString("--OUT\nContent-Type: message/rfc822\n\n" + fmt.Sprintf(inner, i) + "\n")
	}
	rep := mustParse(t, b.String()+"--OUT--\n")
	if len(rep.More) != 1 || !rep.Cut || !strings.Contains(fmt.Sprint(rep.Problems), "the rest was not read") {
		t.Errorf("%d more, cut %v, %v; want 1 and a note", len(rep.More), rep.Cut, rep.Problems)
	}
}
