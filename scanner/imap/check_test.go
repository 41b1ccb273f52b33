package imap_test

import (
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

func TestCheckAct(t *testing.T) {
	for text, good := range map[string]bool{
		"leave": true, "delete": true, "move:Processed/Bounces": true, `move:\Trash`: true, "copy:INBOX": true, "copy:Rückläufer/": true,
		`flag:\Seen`: true, `flag:\seen`: true, "flag:$Forwarded": true, "flag:bounce": true,
		"move:a//b": false, "move:/a": false, "move:/": false, "copy:a\x1bb": false, "copy:\xff": false,
		`flag:\Deleted`: false, `flag:\Recent`: false, "flag:two words": false, "flag:(x)": false, "flag:ü": false, "flag:x\r\nA1 LOGOUT": false,
	} {
		var act scanner.Act
		if err := act.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := imap.CheckAct(act); (err == nil) != good {
			t.Errorf("CheckAct(%q) = %v, want good = %v", text, err, good)
		}
	}
	if imap.CheckAct(scanner.Act{Verb: "burn"}) == nil {
		t.Error("an unknown act is good")
	}
}
