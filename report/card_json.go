package report

import (
	"encoding/json"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// MarshalJSON returns the explanation as an object of type "explanation".
func (e Explanation) MarshalJSON() ([]byte, error) {
	m := e.Verdict.Cause.Meaning()
	if e.Verdict.Cause == "" {
		m = rules.Meaning{}
	}
	t := e.texts(nil)
	var ev rules.Evidence
	if len(e.Verdict.Evidence) > 0 {
		ev = e.Verdict.Evidence[0]
	}
	codes := []explainedCode{}
	for _, c := range e.Codes {
		codes = append(codes, explainedCode{c.Code, c.Name, c.Meaning, c.Reference})
	}
	return json.Marshal(explainedJSON{
		"explanation", scanner.SchemaVersion, e.Input, string(e.Verdict.Cause), string(m.Family),
		string(e.Verdict.Class), string(m.Owner), string(e.Verdict.Advice), string(e.Verdict.Lasting),
		t.Title, t.Meaning, t.Sender, t.List, t.Again, codes, strs(e.Also), strs(e.Wrong), strs(e.Nearest),
		ev.Rule, string(ev.Basis), ev.Quote, ev.Source, e.Verdict.List, e.Verdict.ListURL,
	})
}

type explainedCode struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Meaning   string `json:"meaning"`
	Reference string `json:"reference"`
}

type explainedJSON struct {
	Type    string          `json:"type"`
	Schema  int             `json:"schema"`
	Input   string          `json:"input"`
	Cause   string          `json:"cause"`
	Family  string          `json:"family"`
	Class   string          `json:"class"`
	Owner   string          `json:"owner"`
	Advice  string          `json:"advice"`
	Lasting string          `json:"lasting"`
	Title   string          `json:"title"`
	Meaning string          `json:"meaning"`
	Sender  string          `json:"sender"`
	List    string          `json:"list_owner"`
	Again   string          `json:"again"`
	Codes   []explainedCode `json:"codes"`
	Also    []string        `json:"also"`
	Wrong   []string        `json:"wrong_codes"`
	Nearest []string        `json:"nearest"`
	Rule    string          `json:"rule"`
	Basis   string          `json:"basis"`
	Quote   string          `json:"quote"`
	Source  string          `json:"source"`
	Listed  string          `json:"list"`
	ListURL string          `json:"list_url"`
}

// strs returns a list that is printed as [] when it is empty.
func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
