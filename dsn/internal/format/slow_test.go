package format

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSlow(t *testing.T) {
	pre := map[string]string{"none": ""}
	for _, p := range samplePaths(t) {
		n := notice(t, p)
		pre[p[len(samples)+1:]] = n.Text[:min(len(n.Text), 900)]
	}
	units := []string{"<a@example.com>:\n", "  a@example.com\n", "a@example.com\n\n", "a@example.com ", "\n", "x", " ", "> ", "Received: a\n", "\nReceived: a\nX: b\n ", "\nFrom: a\n", "550 5.1.1 ", "550 <a@b.c>... no\n", "<", "'550 a", "<a #5.1.1 smtp;", "host a [b]", "contact a@b.c 550 no ", "----- The following address -----\n", "--- ", "a@b.c on 1/2/2005 10:", "(", "Final-Recipient: x\n", "(generated from a@b ", "SMTP error from remote mail server after "}
	for name, head := range pre {
		for _, u := range units {
			n := &Notice{Header: header("From", "mailer-daemon@x.org", "Subject", "failure notice", "X-Failed-Recipients", "a@b.c"), Text: head + "\n" + strings.Repeat(u, maxText/len(u))}
			s := time.Now()
			Read(n)
			if d := time.Since(s); d > 150*time.Millisecond {
				fmt.Println(name, fmt.Sprintf("%q", u), d)
			}
		}
	}
}
