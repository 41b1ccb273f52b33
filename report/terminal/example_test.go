package terminal_test

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/report/terminal"
)

func ExampleParagraph() {
	var b strings.Builder
	terminal.Paragraph(&b, 40, "! ", "Mail to 太郎@example.org was refused three times: the mailbox is full.")
	fmt.Print(b.String())
	// Output:
	// ! Mail to 太郎@example.org was refused
	//   three times: the mailbox is full.
}
