//go:build unix

package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
)

// A fullSession is one in which no folder can be made.
type fullSession struct{ imapserver.Session }

func (fullSession) Create(string, *imap.CreateOptions) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeOverQuota, Text: "no room for it"}
}

// TestWatchRefusedActs: a mailbox that can be read and refuses acts is read on
// and healthy; why it refuses is said once, and stands in the health file.
func TestWatchRefusedActs(t *testing.T) {
	p := newPostOffice(t)
	p.shut()
	p.bend = func(s imapserver.Session, _ *imapserver.Conn) imapserver.Session { return fullSession{s} }
	p.open()
	p.deliver(1, 2)
	w := watchInProcess(t, p, `mailbox_actions = "apply"`, `on = { bounce = "move:Done" }`, "[watch]", `health = "health.json"`)
	w.until(2)
	var folder watch.FolderHealth
	for end := time.Now().Add(patience); folder.Acts == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the health file does not say that acts are refused; nixie says:\n%s", w.said())
		}
		var status watch.Status
		if text, err := os.ReadFile("health.json"); err == nil && json.Unmarshal(text, &status) == nil {
			folder = status.Folders["post"]
			if healthy := status.Healthy || status.State == watch.Starting && folder.Acts == ""; !healthy || folder.LastError != "" {
				t.Fatalf("state %q, last error %q; want a healthy folder", status.State, folder.LastError)
			}
		}
	}
	p.deliver(3, 3)
	w.until(3) // read as ever
	w.stop()
	if err := <-w.done; err != nil {
		t.Error(err)
	}
	p.shut()
	if !strings.Contains(folder.Acts, `the server refuses: "[OVERQUOTA] no room for it"`) {
		t.Errorf("acts refused: %q", folder.Acts)
	}
	if said := w.said(); strings.Count(said, "no room for it") != 1 || strings.Contains(said, "trying again") {
		t.Errorf("nixie says:\n%s\nwant the refusal once, and no trouble", said)
	}
}
