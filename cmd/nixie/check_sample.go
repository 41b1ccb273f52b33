package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/checkup"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// sample reads some messages and says what a scan would do with each sort.
func (t *trial) sample(ctx context.Context, in input, src scanner.Source, which string) (checkup.Sample, error) {
	s := checkup.Sample{Folder: in.name, Sorts: map[string]int{}}
	total := 0
	for res, err := range scanner.Scan(ctx, src, t.opts) {
		if err != nil {
			return s, err
		}
		if res.Unreadable() {
			t.app.detail("%s: %s", safe.Line(res.Message.Location), safe.Line(res.Err.Error()))
		}
		s.Sorts[scanner.SortOf(res)]++
		total++
	}
	var acts scanner.Acts
	if in.account != nil {
		acts = in.account.On
	}
	var what []string
	for _, sort := range config.Sorts {
		if n := s.Sorts[sort]; n > 0 {
			what = append(what, fmt.Sprintf("%d %s → %s", n, sort, acts.Of(sort)))
		}
	}
	if total == 0 {
		t.printf("  %s: no messages\n", safe.Line(in.name))
		return s, nil
	}
	if total > 1 {
		which += " " + plural(total, "message")
	} else {
		which = "only message"
	}
	t.printf("  %s: the %s: %s\n", safe.Line(in.name), which, safe.Line(strings.Join(what, ", ")))
	return s, nil
}

// subject is whom a certificate is for.
func subject(cert *x509.Certificate) string {
	if len(cert.DNSNames) > 0 {
		return cert.DNSNames[0]
	}
	return cert.Subject.String()
}
