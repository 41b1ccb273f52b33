package rules_test

import (
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/rules"
)

func ExampleClassify() {
	v := rules.Classify(rules.Said("550 5.1.1 <kijitora@example.org>: Recipient address rejected: User unknown"))
	fmt.Println(v.Cause, v.Class, v.Advice)
	if len(v.Evidence) > 0 { // there is none for words that no rule knows
		fmt.Printf("%s, because of %q\n", v.Evidence[0].Rule, v.Evidence[0].Quote)
	}
	// Output:
	// user-unknown hard remove
	// user-unknown/unknown-user, because of "User unknown"
}

func ExampleLoad() {
	set, err := rules.Load(os.DirFS("testdata/house"))
	if err != nil {
		fmt.Println(err)
		return
	}
	v := set.Classify(rules.Said("550 Not for the likes of you"))
	fmt.Println(v.Cause, v.Advice)
	// Output: recipient-restricted watch
}

func ExampleLoad_mistakes() {
	_, err := rules.Load(os.DirFS("testdata/wrong"))
	fmt.Println(err)
	// Output:
	// rules: house.toml:4: house/grumpy: "mailbox-fool" is no cause; nixie causes lists them
	// rules: house.toml:5: unknown key "txet"
}
