package format

import (
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	n, _ := load(os.Getenv("F"))
	p := newPage(n)
	fmt.Printf("auto %v daemon %v fail %v mark %q\n", p.automatic(), p.daemon(), p.failure(), p.field(mark))
	for _, f := range all {
		if f.knows(p) {
			fmt.Println("knows", f.Name, f.read(p).Found)
		}
	}
	fmt.Println(p.Text)
}
