package imap_test

import "testing"

// TestSizesAhead: one question about sizes serves several ranges. Once a
// connection has died over it, each range is asked about on its own, so that a
// single message cannot end one connection after the other.
func TestSizesAhead(t *testing.T) {
	for _, tt := range []struct {
		name      string
		dies      bool
		questions int
	}{
		{"one question for three ranges", false, 1},
		{"the first question ends the connection", true, 1 + 4}, // about 1, 2, 3 and 3 messages
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(9), answer: func(c *peer, n int, cmd command) bool {
				if tt.dies && n == 1 && cmd.is("UID FETCH", "RFC822.SIZE") {
					c.Close()
					return true
				}
				return false
			}}
			url, o := s.serve(t)
			o.Batch = 3
			read(t, url, nil, o).want(t, "m1 m2 m3 m4 m5 m6 m7 m8 m9")
			if n := s.said("RFC822.SIZE"); n != tt.questions {
				t.Errorf("sizes were asked for %d times, want %d", n, tt.questions)
			}
		})
	}
}
