package explain

import (
	"encoding/json"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// MarshalJSON returns the explanation as an object of type "explanation", its
// texts in English and its advice by the standard policy.
func (e Explanation) MarshalJSON() ([]byte, error) { return json.Marshal(e.JSON(nil)) }

// JSON returns what encodes as the object of MarshalJSON, in the language and
// by the policy of opts. Names of fields, causes and codes are the same in all
// languages.
func (e Explanation) JSON(opts *report.Options) any {
	o := opts.WithDefaults()
	l := o.Locale
	e = e.under(policyOf(&o))
	m := e.Verdict.Cause.Meaning()
	if e.Verdict.Cause == "" {
		m = rules.Meaning{}
	}
	t := e.texts(l)
	var ev rules.Evidence
	if len(e.Verdict.Evidence) > 0 {
		ev = e.Verdict.Evidence[0]
	}
	codes := []explainedCode{}
	for _, c := range e.Codes {
		c = l.Code(c)
		codes = append(codes, explainedCode{c.Code, c.Name, c.Meaning, c.Conflict, c.Reference})
	}
	turn := ""
	if m.Cause != "" {
		turn = turnOf(l, m.Cause)
	}
	var recipient dsn.Recipient
	if e.Outcome != nil {
		recipient = e.Outcome.Recipient
	}
	return explainedJSON{
		"explanation", scanner.SchemaVersion, l.Tag(), e.Input, string(e.Verdict.Cause), string(m.Family),
		string(e.Verdict.Class), string(m.Owner), string(e.Verdict.Advice), string(e.Verdict.Lasting),
		t.Title, t.Meaning, turn, t.Sender, t.List, t.Again, codes, strs(e.Also), strs(e.Wrong), strs(e.Nearest), e.Dotted.String(),
		ev.Rule, string(ev.Basis), ev.Quote, ev.Source, e.Verdict.List, e.Verdict.ListURL,
		recipient.Address, recipient.Reply.Text, recipient.Remark, e.Verdict.NewAddress,
	}
}

type explainedCode struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Meaning   string `json:"meaning"`
	Conflict  string `json:"conflict"` // what else it is used for
	Reference string `json:"reference"`
}

type explainedJSON struct {
	Type    string          `json:"type"`
	Schema  int             `json:"schema"`
	Lang    string          `json:"lang"`
	Input   string          `json:"input"`
	Cause   string          `json:"cause"`
	Family  string          `json:"family"`
	Class   string          `json:"class"`
	Owner   string          `json:"owner"`
	Advice  string          `json:"advice"`
	Lasting string          `json:"lasting"`
	Title   string          `json:"title"`
	Meaning string          `json:"meaning"`
	Turn    string          `json:"turn"`
	Sender  string          `json:"sender"`
	List    string          `json:"list_owner"`
	Again   string          `json:"again"`
	Codes   []explainedCode `json:"codes"`
	Also    []string        `json:"also"`
	Wrong   []string        `json:"wrong_codes"`
	Nearest []string        `json:"nearest"`
	Dotted  string          `json:"dotted"` // what a bare number is with dots in it
	Rule    string          `json:"rule"`
	Basis   string          `json:"basis"`
	Quote   string          `json:"quote"`
	Source  string          `json:"source"`
	Listed  string          `json:"list"`
	ListURL string          `json:"list_url"`

	// Of a message; "" for a text.
	Recipient  string `json:"recipient"`
	Reply      string `json:"reply"`
	Remark     string `json:"remark"`
	NewAddress string `json:"new_address"`
}

// strs returns a list that is printed as [] when it is empty.
func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
