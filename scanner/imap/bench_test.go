//go:build linux

package imap_test

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

const (
	benchMail  = 20_000  // bounces in the INBOX
	benchRange = 200     // messages that nixie asks for in one command, as a rule
	benchPiece = 1 << 18 // and how much of each
)

// BenchmarkScan lets `nixie scan` read 20,000 bounces from a Dovecot, by TLS and
// into a new ledger, and after it a bare loop with the same library that
// fetches the same bytes in the same ranges and throws them away: on loopback,
// where server and client have but the processor between them, and over a line
// such as a server has that is one's own. It prints the messages a second of
// both, their ratio, how much memory nixie took at most, and the time of a
// processor that each message cost it, which says more than the rest where others
// are at work. The time of nixie is that of the whole program: start, list and all.
func BenchmarkScan(b *testing.B) {
	program := build(b)
	d := dovecottest.Start(b, dovecottest.Config{})
	for i := range benchMail {
		d.Deliver(b, "", benchBounce(i))
	}
	bare(b, d) // makes Dovecot's index
	b.Run("loopback", func(b *testing.B) { compare(b, program, d) })
	b.Run("100Mbit-20ms", func(b *testing.B) {
		far := *d
		far.TLS = startLink(b, d.TLS)
		compare(b, program, &far)
	})
}

// compare runs the bare loop and the program against one server.
func compare(b *testing.B, program string, d *dovecottest.Server) {
	b.Helper()
	home := b.TempDir()
	configure(b, d, home)
	for b.Loop() {
		alone := bare(b, d)
		took, cpu, peak := scanOnce(b, program, home)
		b.ReportMetric(benchMail/took.Seconds(), "nixie-msg/s")
		b.ReportMetric(benchMail/alone.Seconds(), "bare-msg/s")
		b.ReportMetric(alone.Seconds()/took.Seconds(), "of-bare")
		b.ReportMetric(float64(cpu.Microseconds())/benchMail, "cpu-µs/msg")
		b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	}
}

// benchReplies are what hosts say, in turn.
var benchReplies = []string{
	"550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table",
	"452 4.2.2 <%s>: The email account that you tried to reach is over quota",
	"554 5.7.1 <%s>: Message rejected due to local policy; client host [192.0.2.20] blocked",
	"550 5.2.1 <%s>: The email account that you tried to reach is disabled",
	"451 4.3.0 <%s>: Temporary lookup failure",
}

// benchBounce is a bounce of 3 to 6 KB, each about another recipient.
func benchBounce(n int) string {
	to := fmt.Sprintf("reader%05d@example.org", n)
	reply := fmt.Sprintf(benchReplies[n%len(benchReplies)], to)
	text := strings.NewReplacer("ann@example.com", to, "Status: 5.1.1", "Status: "+reply[4:9]+"\r\nDiagnostic-Code: smtp; "+reply,
		"Your message could not be delivered.", "This is the mail system at host mx.example.net.\r\n\r\n<"+to+">: host mx.example.org[192.0.2.61] said: "+reply,
		"Subject: Hello", fmt.Sprintf("Subject: Hello\r\nMessage-ID: <%d@example.com>\r\nTo: %s", n, to))
	return text.Replace(report(fmt.Sprint("Undelivered mail ", n), 2000+n%3000))
}

// build makes the program.
func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "nixie")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/nixie-mail/nixie/cmd/nixie").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// configure writes a configuration with the server as the only account.
func configure(b *testing.B, d *dovecottest.Server, home string) {
	b.Helper()
	conn, err := tls.Dial("tcp", d.TLS, d.Trust)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: conn.ConnectionState().PeerCertificates[0].Raw})
	conf := fmt.Sprintf("[[accounts]]\nname = \"box\"\nurl = %q\ntls = { ca = \"ca.pem\" }\nauth = { password_cmd = \"echo %s\" }\n",
		d.URL("INBOX"), dovecottest.Password)
	for name, text := range map[string][]byte{"ca.pem": text, "nixie.toml": []byte(conf)} {
		if err := os.WriteFile(filepath.Join(home, name), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// bare fetches everything with the library alone.
func bare(b *testing.B, d *dovecottest.Server) time.Duration {
	b.Helper()
	start := time.Now()
	c, err := imapclient.DialTLS(d.TLS, &imapclient.Options{TLSConfig: d.Trust})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(account, dovecottest.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Select("INBOX", &goimap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		b.Fatal(err)
	}
	messages := 0
	for from := 1; from <= benchMail; from += benchRange {
		set := goimap.UIDSet{{Start: goimap.UID(from), Stop: goimap.UID(from + benchRange - 1)}}
		messages += bareRange(b, c, set)
	}
	if messages != benchMail {
		b.Fatalf("the bare loop read %d messages, want %d", messages, benchMail)
	}
	return time.Since(start)
}

// bareRange fetches some messages.
func bareRange(b *testing.B, c *imapclient.Client, set goimap.UIDSet) (messages int) {
	b.Helper()
	cmd := c.Fetch(set, &goimap.FetchOptions{UID: true, BodySection: []*goimap.FetchItemBodySection{{
		Peek: true, Partial: &goimap.SectionPartial{Size: benchPiece},
	}}})
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		for item := m.Next(); item != nil; item = m.Next() {
			if body, ok := item.(imapclient.FetchItemDataBodySection); ok {
				if _, err := io.Copy(io.Discard, body.Literal); err != nil {
					b.Fatal(err)
				}
				messages++
			}
		}
	}
	if err := cmd.Close(); err != nil {
		b.Fatal(err)
	}
	return messages
}

// scanOnce runs the program with a new ledger, and returns how long it took, the
// time of all processors that it had, and the most memory at once, in bytes.
func scanOnce(b *testing.B, program, home string) (took, cpu time.Duration, peak int64) {
	b.Helper()
	old, _ := filepath.Glob(filepath.Join(home, "nixie.db*"))
	for _, path := range old {
		os.Remove(path)
	}
	var said bytes.Buffer
	cmd := exec.Command(program, "scan", "--no-progress")
	cmd.Dir, cmd.Stderr, cmd.Env = home, &said, append(os.Environ(), "HOME="+home)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case err := <-done:
			if err != nil || strings.Contains(said.String(), "Known already") {
				b.Fatalf("nixie scan: %v\n%s", err, said.String())
			}
			return time.Since(start), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak
		case <-time.After(10 * time.Millisecond):
			peak = max(peak, resident(cmd.Process.Pid))
		}
	}
}

// resident returns the most memory that a process has had so far, in bytes
// (proc(5), VmHWM of status).
func resident(pid int) (kib int64) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	fmt.Sscan(after, &kib)
	return kib << 10
}
