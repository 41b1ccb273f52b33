package imap_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// Rights as servers of the new and the old RFC tell them, or do not.
func TestRights(t *testing.T) {
	for _, tt := range []struct {
		name, caps, answer string
		folder             string
		rights             string
		known              bool
	}{
		{"RFC 4314", "ACL RIGHTS=texk", "* MYRIGHTS INBOX lrswicd\r\nTAG OK done", "INBOX", "lrswicd", true},
		{"RFC 2086", "ACL", "* MYRIGHTS INBOX lrswipcda\r\nTAG OK done", "INBOX", "lrswipcdakte", true},
		{"RFC 2086, may not delete", "ACL", "* MYRIGHTS INBOX lrs\r\nTAG OK done", "INBOX", "lrs", true},
		{"none at all", "ACL RIGHTS=texk", "* MYRIGHTS INBOX \"\"\r\nTAG OK done", "INBOX", "", true},
		{"no lists", "", "TAG BAD what?", "INBOX", "", false},
		{"no such folder", "ACL", "TAG NO [NONEXISTENT] no such folder", "Done", "", false},
		{"no special use", "ACL", "TAG NO no", `\Trash`, "", false},
		{"nothing but OK", "ACL", "TAG OK done", "INBOX", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := serveWith(t, true)
			b := &bend{command: func(line string) string {
				if strings.Contains(line, " MYRIGHTS ") {
					return tt.answer
				}
				return ""
			}, reply: func(line string) string { return strings.Replace(line, "IMAP4rev1 ", "IMAP4rev1 "+tt.caps+" ", 1) }}
			url, o := b.front(t, h)
			src, err := imap.Dial(t.Context(), url, nil, o)
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			rights, known, err := src.Rights(t.Context(), tt.folder)
			if err != nil || rights != tt.rights || known != tt.known {
				t.Errorf("rights %q, known %v, error %v; want %q, %v", rights, known, err, tt.rights, tt.known)
			}
		})
	}
}
