package locale_test

import (
	"fmt"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
)

func ExampleFor() {
	l := locale.For("en-GB, pt;q=0.5")
	advice, _ := l.Advice(rules.Watch)
	fmt.Println(l.Cause(rules.MailboxFull).Meaning, advice)
	// Output: The recipient's mailbox is full. watch
}
