package imap

import (
	"strings"
	"testing"
)

func TestBye(t *testing.T) {
	for _, tt := range []struct{ name, conversation, want string }{
		{"nothing said", "", ""},
		{"last line", "* OK hello\r\nT1 LOGIN \"ann\" \"x\"\r\n* BYE Go away\r\n", "Go away"},
		{"our command is noted late", "* BYE Go away\r\nT1 LOGIN \"ann\" \"x\"\r\n", "Go away"},
		{"the command is answered, too", "* BYE Go away\r\nT1 NO refused\r\n", "Go away"},
		{"cut off", "* OK hello\r\n* BYE Go aw", ""},
		{"not the end", "* BYE Go away\r\n* OK or stay\r\n", ""},
		{"in a message", "* 1 FETCH (UID 1 BODY[] {40}\r\n* BYE x\r\nSubject: y\r\n\r\n", ""},
		{"after much else", strings.Repeat("* OK still here\r\n", 100) + "* BYE Go away\r\n", "Go away"},
		{"text with BYE", "* OK say * BYE x\r\n", ""},
	} {
		var last tail
		for line := range strings.Lines(tt.conversation) {
			last.Write([]byte(line))
		}
		if got := last.bye(); got != tt.want {
			t.Errorf("%s: in pieces, bye() = %q, want %q", tt.name, got, tt.want)
		}
		var once tail
		once.Write([]byte(tt.conversation))
		if got := once.bye(); got != tt.want {
			t.Errorf("%s: at once, bye() = %q, want %q", tt.name, got, tt.want)
		}
	}
}
