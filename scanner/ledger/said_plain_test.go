package ledger

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner"
)

// What plain reads, it reads as encoding/json does; the rest it leaves alone.
func FuzzPlain(f *testing.F) {
	for said, ok := range plainSamples {
		if _, read := plain(said); read != ok {
			f.Errorf("plain(%q) is %v, want %v", said, read, ok)
		}
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		got, ok := plain(said)
		if !ok {
			return
		}
		v := reflect.New(saidType)
		if err := json.Unmarshal([]byte(said), v.Interface()); err != nil {
			t.Fatalf("%q is no JSON, and yet it was read: %v", said, err)
		}
		want := v.Elem().Convert(reflect.TypeFor[scanner.Event]()).Interface()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", said, diff)
		}
	})
}

// plainSamples says which texts plain reads.
var plainSamples = map[string]bool{
	`{"i":"1"}`: true,
	`{"i":"1","t":"2026-03-01T00:00:00Z","e":"bounce","r":"ä@example.org","d":"550 <a@example.org>: no","q":"@4+3"}`: true,
	`{"i":"1","i":"2"}`:            true,
	`{"i":""}`:                     true,
	`{}`:                           false,
	`{"i":"1"}x`:                   false,
	`{"i":"1",}`:                   false,
	`{"i":"1"`:                     false,
	`{"i":"1","d":"a`:              false,
	`{"i":"1";"d":"a"}`:            false,
	`{"i":1}`:                      false,
	`{ "i":"1"}`:                   false,
	`{"i":"1","unheard-of":"x"}`:   false,
	`{"i":"1","d":"a\"b"}`:         false,
	`{"i":"1","z":["no charset"]}`: false,
	"{\"i\":\"1\",\"d\":\"a\tb\"}": false,
	"{\"i\":\"\xff\"}":             false,
	"":                             false,
}

// What plainText writes, encoding/json writes as well; the rest it leaves alone.
func FuzzPlainText(f *testing.F) {
	for text, ok := range map[string]bool{
		"": true, "550 5.1.1 <ä@example.org>: no & no": true, "\x7f\u00a0": true,
		`a"b`: false, `a\b`: false, "a\tb": false, "a\x00": false, "\xff": false, "a\u2028b": false, "a\u2029": false,
	} {
		if _, written := plainText(&scanner.Event{ID: "1", Diagnostic: text}); written != ok {
			f.Errorf("plainText with %q is %v, want %v", text, written, ok)
		}
		f.Add(text, text, false)
	}
	f.Add("", "a", true)
	f.Fuzz(func(t *testing.T, recipient, diagnostic string, odd bool) {
		e := scanner.Event{Recipient: recipient, Diagnostic: diagnostic, Subscriber: "7"}
		if odd {
			e.Problems = []string{diagnostic}
		}
		got, ok := plainText(&e)
		if !ok {
			return
		}
		want, err := jsonText(&e)
		if err != nil || got != want {
			t.Errorf("plainText = %q, want %q, %v", got, want, err)
		}
	})
}
