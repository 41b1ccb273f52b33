package imap_test

import (
	"strings"
	"testing"
)

// TestTokenExpiresInFolder: Exchange Online refuses every command of a session
// whose token has ended, "Session invalidated - AccessTokenExpired", some with
// NO and some with BYE. Nothing is lost, nothing is taken for unreadable.
func TestTokenExpiresInFolder(t *testing.T) {
	for _, way := range []string{"BYE", "NO"} {
		ended := false
		s := &script{mail: letters(6), greeting: bearerGreeting}
		s.answer = func(c *peer, n int, cmd command) bool {
			switch {
			case n > 1:
				return false
			case cmd.name == "UID FETCH" && strings.Contains(cmd.args, "BODY") && !ended:
				ended = true
				return false
			case !ended:
				return false
			case way == "NO":
				c.say("%s NO Session invalidated - AccessTokenExpired", cmd.tag)
			default:
				c.say("* BYE Session invalidated - AccessTokenExpired")
				c.Close()
			}
			return true
		}
		url, o := s.serve(t)
		o.Password, o.Token, o.Batch = nil, (&tokens{}).next, 2
		read(t, url, nil, o).want(t, "m1 m2 m3 m4 m5 m6")
	}
}
