package dsn_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// BenchmarkParse reads the project's own samples.
func BenchmarkParse(b *testing.B) {
	benchmarkFolder(b, "../testdata/formats/*/*.eml")
}

// BenchmarkParseCorpus reads the collection that lies beside a developer's
// checkout.
func BenchmarkParseCorpus(b *testing.B) {
	benchmarkFolder(b, "../../shared/corpus/dev/eml/*.eml")
}

func benchmarkFolder(b *testing.B, pattern string) {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		b.Skipf("no samples match %s", pattern)
	}
	var mails [][]byte
	size := 0
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		mails = append(mails, raw)
		size += len(raw)
	}
	b.SetBytes(int64(size / len(mails)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := dsn.ParseBytes(mails[n%len(mails)]); err != nil && !errors.Is(err, dsn.ErrNotReport) {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkParseSize shows that time and memory grow with the message and not
// faster: a report whose returned message is small or huge.
func BenchmarkParseSize(b *testing.B) {
	for _, size := range []int{10 << 10, 100 << 10, 1 << 20, 10 << 20, 25 << 20} {
		raw := largeReport(size)
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := dsn.ParseBytes(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// largeReport returns a well-formed report of about size bytes.
func largeReport(size int) []byte {
	var b bytes.Buffer
	b.WriteString("From: MAILER-DAEMON@mx.example.org\nTo: a@example.net\nSubject: Undelivered Mail\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nI am sorry.\n" +
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n" +
		"Final-Recipient: rfc822; user@example.com\nAction: failed\nStatus: 5.1.1\n" +
		"Diagnostic-Code: smtp; 550 5.1.1 <user@example.com>: User unknown\n" +
		"--b\nContent-Type: message/rfc822\n\nFrom: a@example.net\nSubject: news\n\n")
	line := []byte("aGVsbG8gd29ybGQsIHRoaXMgaXMgYSBsaW5lIG9mIGJhc2U2NCBpbiBhbiBhdHRhY2htZW50\n")
	for b.Len() < size {
		b.Write(line)
	}
	b.WriteString("--b--\n")
	return b.Bytes()
}
