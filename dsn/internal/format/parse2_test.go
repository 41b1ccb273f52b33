package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

func TestParse2(t *testing.T) {
	files, _ := filepath.Glob("../../../testdata/formats/*/*.eml")
	for _, p := range files {
		raw, _ := os.ReadFile(p)
		r, err := dsn.ParseBytes(raw)
		if err != nil {
			fmt.Println("ERR", p, err)
			continue
		}
		folder := filepath.Base(filepath.Dir(p))
		mark := ""
		if r.Format != folder {
			mark = "FORMAT " + r.Format
		}
		fmt.Println("==", p[27:], mark, r.Kind)
		for _, x := range r.Recipients {
			fmt.Printf("  %s %s %s code=%d %q remark=%q cmd=%s host=%s\n", x.Address, x.Action, x.Status, x.Reply.Code, x.Reply.Text, x.Remark, x.Command, x.Host)
		}
	}
}
