package explain_test

import (
	"os"
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
)

func ExampleText() {
	e := explain.Text("552 5.2.2 Mailbox full", "mx.example.org", nil)
	var b strings.Builder
	_ = e.Print(&b, &report.Options{Width: 80}, explain.View{})
	first, _, _ := strings.Cut(b.String(), "\n\n")
	_, _ = os.Stdout.WriteString(first)
	// Output:
	// Mailbox full  mailbox-full
	// The recipient's mailbox is full.
}
