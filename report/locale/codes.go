package locale

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/rules"
)

// A Code is what is known of one reply code, enhanced status code, or tag of a
// vendor.
type Code struct {
	Code      string        // "550", "X.1.1", "4.2.2", "5.7.606 to 5.7.649", "S3150"; "(Gmail)" behind it says whose
	Class     string        // of a reply code: info, success, temporary, permanent, client
	Classes   string        // of a status: the first digits that it is seen with
	Dots      string        // of a reply code: the status that it is with its dots left out, "5.1.1" for 511; mostly ""
	Name      string        // of a status, as registered or as the vendor writes it; English in every language
	Meaning   string        // in plain words
	Sender    string        // of a reply code: what who wrote the message can do
	List      string        // of a reply code: what the owner of a list does
	Conflict  string        // what else the code is used for, where sources or servers disagree; mostly ""
	Causes    []rules.Cause // what it can mean, the likely one first; events by their names
	Replies   string        // of a status: the reply codes that go with it
	Reference string        // RFC, or whose code it is

	table table
}

// A table is one of the three files of codes of a language.
type table int

const (
	replyTable table = iota
	statusTable
	vendorTable
	tables // how many
)

// kinds are the names of the tables and of their files.
var kinds = [...]string{"reply", "status", "vendor"}

func (t table) file(language string) string { return "codes/" + language + "/" + kinds[t] + ".toml" }

// Kind returns which list c is of: "reply", "status" or "vendor".
func (c Code) Kind() string { return kinds[c.table] }

// Replies returns the SMTP reply codes, and the numbers that programs print
// like them, in numerical order and in English. Like those of Statuses and
// Vendors, the list is shared: do not change it.
func Replies() []Code { return replies() }

// Statuses returns the registered enhanced status codes, their class written X.
func Statuses() []Code { return statuses() }

// Vendors returns the codes and tags of single vendors.
func Vendors() []Code { return vendors() }

// The three lists, each read once, when somebody asks for it.
var (
	replies  = sync.OnceValue(func() []Code { return must(readCodes(replyTable)) })
	statuses = sync.OnceValue(func() []Code { return must(readCodes(statusTable)) })
	vendors  = sync.OnceValue(func() []Code { return must(readCodes(vendorTable)) })
)

// Code returns c with its texts in the language, each in English where the
// language lacks it.
func (l *Locale) Code(c Code) Code {
	t := l.orEnglish().codes[c.table]()[c.Code]
	c.Meaning = cmp.Or(t.Meaning, c.Meaning)
	c.Sender = cmp.Or(t.Sender, c.Sender)
	c.List = cmp.Or(t.List, c.List)
	c.Conflict = cmp.Or(t.Conflict, c.Conflict)
	return c
}

// Vendor returns whose code it is: "Gmail", "Exchange Online"; "" for
// registered codes.
func (c Code) Vendor() string {
	_, vendor, _ := strings.Cut(c.Reference, "vendor: ")
	return vendor
}

// readCodes reads one table in English, which holds the facts, too.
func readCodes(t table) ([]Code, error) {
	raw, err := files.ReadFile(t.file("en"))
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	var file struct {
		Code []struct {
			Code, Class, Classes, Dots, Name, Meaning, Sender, List, Conflict, Replies, Reference string
			Causes                                                                                []string
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, fmt.Errorf("locale: %s: %w", t.file("en"), err)
	}
	var codes []Code
	for _, c := range file.Code {
		code := Code{Code: c.Code, Class: c.Class, Classes: c.Classes, Dots: c.Dots, Name: c.Name, Meaning: c.Meaning,
			Sender: c.Sender, List: c.List, Conflict: c.Conflict, Replies: c.Replies, Reference: c.Reference, table: t}
		for _, cause := range c.Causes {
			code.Causes = append(code.Causes, rules.Cause(cause)) // events, too
		}
		codes = append(codes, code)
	}
	return codes, nil
}
