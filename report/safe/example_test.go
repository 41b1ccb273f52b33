package safe_test

import (
	"fmt"

	"github.com/nixie-mail/nixie/report/safe"
)

func ExampleLine() {
	fmt.Println(safe.Line("550 \x1b[2Jno such\r\nuser"))
	// Output: 550 \x1b[2Jno such  user
}

func ExampleMask() {
	fmt.Println(safe.Mask("550 <ann.lee@example.org>: no mailbox for ann.lee", "ann.lee@example.org"))
	// Output: 550 <a***@example.org>: no mailbox for a***
}
