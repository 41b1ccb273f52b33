package scanner_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner"
)

// changed returns the event of full with other values in some fields.
func changed(t *testing.T, fields map[string]any) []byte {
	t.Helper()
	text, err := json.Marshal(full())
	if err != nil {
		t.Fatal(err)
	}
	event := map[string]any{}
	if err := json.Unmarshal(text, &event); err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		event[name] = value
	}
	if text, err = json.Marshal(event); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestOutcomeOfBrokenEvent(t *testing.T) {
	type fields = map[string]any
	for _, c := range []struct {
		name   string
		fields fields
		is     error  // nil: any error
		says   string // in it
	}{
		{"a time that is none", fields{"time": "yesterday"}, nil, "time"},
		{"a reply code that is none", fields{"smtp_code": "5xx"}, nil, "smtp_code"},
		{"a status that is none", fields{"status": "9.1"}, nil, `"9.1"`},
		{"a number for an id", fields{"id": 7}, nil, "id"},
		{"the last line", fields{"type": "summary"}, scanner.ErrNotEvent, `"summary"`},
		{"a line of a type to come, with fields of other types", fields{"type": "advice", "problems": 3}, scanner.ErrNotEvent, `"advice"`},
		{"no type", fields{"type": nil}, scanner.ErrNotEvent, `""`},
		{"another schema", fields{"schema": 2}, scanner.ErrNewer, `schema "2"`},
		{"no schema", fields{"schema": nil}, scanner.ErrNewer, `schema "0"`},
		{"another kind", fields{"event": "return-to-sender"}, scanner.ErrNewer, `event "return-to-sender"`},
		{"another cause", fields{"cause": "zzz"}, scanner.ErrNewer, `cause "zzz"`},
		{"no cause", fields{"cause": ""}, scanner.ErrNewer, `cause ""`},
		{"another class", fields{"class": "brittle"}, scanner.ErrNewer, `class "brittle"`},
		{"another advice", fields{"advice": "phone"}, scanner.ErrNewer, `advice "phone"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := full()
			err := o.UnmarshalJSON(changed(t, c.fields))
			if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.HasPrefix(err.Error(), "scanner: ") || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one of ours, %v, that says %s", err, c.is, c.says)
			}
			if diff := cmp.Diff(full(), o); diff != "" {
				t.Errorf("the outcome is another now:\n%s", diff)
			}
		})
	}
	for _, text := range []string{`[]`, `{"type":"event"`, `7`} {
		if err := new(scanner.Outcome).UnmarshalJSON([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "scanner: ") {
			t.Errorf("reading %s: error %v, want one of ours", text, err)
		}
	}
}

// A later version may add fields.
func TestOutcomeOfEventWithMore(t *testing.T) {
	var got scanner.Outcome
	if err := got.UnmarshalJSON(changed(t, map[string]any{"weather": "fair", "foreign_cause": "10"})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What nixie writes of any sample it reads back as it was, so the closed sets
// lack no word.
func TestSamplesReadBack(t *testing.T) {
	for _, name := range samples(t) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range scanner.Judge(&scanner.Message{Raw: raw}, nil).Outcomes {
			text, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			var got scanner.Outcome
			if err := json.Unmarshal(text, &got); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(o.Event(), got.Event()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
}
