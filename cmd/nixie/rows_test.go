package main

import (
	"bytes"
	"testing"
)

// Lists that the program prints about itself name addresses and replies, too.
func TestRowsAreNoFormulas(t *testing.T) {
	var b bytes.Buffer
	err := writeRows(&b, "csv", []string{"a", "b"}, []string{"=1+1@example.org", "plain"}, func(s string) []string { return []string{s, `say "hi", all`} })
	want := "a,b\n'=1+1@example.org,\"say \"\"hi\"\", all\"\nplain,\"say \"\"hi\"\", all\"\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, b.String(), want)
	}
}
