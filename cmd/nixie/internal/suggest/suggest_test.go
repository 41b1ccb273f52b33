package suggest_test

import (
	"testing"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
)

func TestNearest(t *testing.T) {
	candidates := []string{"analyze", "scan", "report", "explain", "rules", "mailbox-full", "Junk"}
	for s, want := range map[string]string{
		"anlyze": "analyze", "analyse": "analyze", "SCAN": "scan", "sacn": "scan", "rep": "report",
		"mailbox_full": "mailbox-full", "xyzzy": "", "": "", "q": "",
		"jnk": "Junk", "cnas": "", "sca": "scan", "csan": "scan", "explian": "explain", "eport": "report", "import": "", "restore": "", "rebuild": "",
	} {
		if got := suggest.Nearest(s, candidates); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", s, got, want)
		}
	}
}
