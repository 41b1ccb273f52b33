package locale

import (
	"bytes"
	"embed"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/rules"
)

//go:embed codes/*.toml
var codeFiles embed.FS

// A Code is what is known of one reply code, enhanced status code, or tag of a
// vendor. Texts are English.
type Code struct {
	Code      string        // "550", "X.1.1", "4.2.2", "5.7.606 to 5.7.649", "S3150"; "(Gmail)" behind it says whose
	Class     string        // of a reply code: info, success, temporary, permanent, client
	Classes   string        // of a status: the first digits that it is seen with
	Name      string        // of a status, as registered or as the vendor writes it
	Meaning   string        // in plain words
	Sender    string        // of a reply code: what who wrote the message can do
	List      string        // of a reply code: what the owner of a list does
	Causes    []rules.Cause // what it can mean, the likely one first; events by their names
	Replies   string        // of a status: the reply codes that go with it
	Reference string        // RFC, or whose code it is
}

// Codes are all the codes that nixie can explain.
type Codes struct {
	Replies  []Code // SMTP reply codes, in numerical order
	Statuses []Code // registered enhanced status codes, their class written X
	Vendors  []Code // codes and tags of single vendors
}

// AllCodes returns the codes. They are shared: do not change them.
var AllCodes = sync.OnceValue(func() *Codes {
	return &Codes{readCodes("reply", "reply"), readCodes("status", "status"), readCodes("vendor", "status")}
})

// readCodes reads one embedded file, whose entries are the given table.
func readCodes(file, table string) []Code {
	raw, err := codeFiles.ReadFile("codes/" + file + ".toml")
	if err != nil {
		panic(err) // embedded
	}
	var tables map[string][]struct {
		Code, Class, Classes, Name, Meaning, Sender, List, Replies, Reference string
		Causes                                                                []string
	}
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&tables); err != nil {
		panic(err) // embedded and tested
	}
	var codes []Code
	for _, c := range tables[table] {
		code := Code{Code: c.Code, Class: c.Class, Classes: c.Classes, Name: c.Name, Meaning: c.Meaning,
			Sender: c.Sender, List: c.List, Replies: c.Replies, Reference: c.Reference}
		for _, cause := range c.Causes {
			code.Causes = append(code.Causes, rules.Cause(cause)) // events, too
		}
		codes = append(codes, code)
	}
	return codes
}

// Vendor returns whose code it is: "Gmail", "Exchange Online"; "" for
// registered codes.
func (c Code) Vendor() string {
	_, vendor, _ := strings.Cut(c.Reference, "vendor: ")
	return vendor
}
