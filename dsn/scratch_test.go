package dsn_test

import (
	"bytes"
	"runtime"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
)

// TestReportsStandAlone: the memory in which one message was read serves the
// next one, and no report may lie in it.
func TestReportsStandAlone(t *testing.T) {
	mails := seeds(t)
	var reports []*dsn.Report
	for _, raw := range mails {
		rep, _ := dsn.ParseBytes(raw)
		reports = append(reports, rep)
	}
	for i, raw := range mails {
		again, _ := dsn.ParseBytes(raw)
		if diff := cmp.Diff(again, reports[i]); diff != "" {
			t.Errorf("a report has changed while others were read (-now +then):\n%s\n%s", diff, raw[:min(len(raw), 500)])
		}
	}
}

// TestReportsStandAloneAtOnce: so it is when several read at once and take the
// memory from each other.
func TestReportsStandAloneAtOnce(t *testing.T) {
	mails := seeds(t)
	want := make([]*dsn.Report, len(mails))
	for i, raw := range mails {
		want[i], _ = dsn.ParseBytes(raw)
	}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := worker; i < len(mails); i += 8 {
				kept, _ := dsn.ParseBytes(mails[i])
				next, _ := dsn.ParseBytes(mails[(i+1)%len(mails)])
				if i%40 == 0 {
					runtime.GC()
				}
				if diff := cmp.Diff(want[i], kept) + cmp.Diff(want[(i+1)%len(mails)], next); diff != "" {
					t.Errorf("a report has changed while others were read (-alone +at once):\n%s", diff)
				}
			}
		})
	}
	group.Wait()
}

// TestCRLF: with the line ends of the wire (RFC 5322 section 2.3), for which a copy
// without them is made, a message says the same.
func TestCRLF(t *testing.T) {
	for _, raw := range seeds(t) {
		if bytes.Contains(raw, []byte("\r")) || len(raw) > 1<<20 {
			continue
		}
		want, _ := dsn.ParseBytes(raw)
		got, _ := dsn.ParseBytes(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("with CRLF (-LF +CRLF):\n%s\n%s", diff, raw[:min(len(raw), 500)])
		}
	}
}
