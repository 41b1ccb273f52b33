package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

func TestParse4(t *testing.T) {
	a, _ := filepath.Glob("/work/shared/corpus/dev/eml/rfc3834*.eml")
	b, _ := filepath.Glob("/work/shared/corpus/dev/eml/arf*.eml")
	c, _ := filepath.Glob("/work/shared/corpus/ordinary/*.eml")
	for _, p := range append(append(a, b...), c...) {
		raw, _ := os.ReadFile(p)
		r, err := dsn.ParseBytes(raw)
		if err != nil {
			fmt.Println(filepath.Base(p), err)
			continue
		}
		fmt.Println(filepath.Base(p), r.Format, r.Kind)
	}
}
