package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// TestInbox compares what nixie says of testdata/inbox.mbox, the mailbox of
// the README, with testdata/inbox.tsv, which was written by hand.
func TestInbox(t *testing.T) {
	text, err := os.ReadFile("testdata/inbox.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(text)), "\n")
	var out bytes.Buffer
	args := []string{"analyze", "--quiet", "--format", "csv", "../../testdata/inbox.mbox"}
	if code := run(context.Background(), args, nil, nil, &out, os.Stderr); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	rows = rows[1:]
	if len(rows) != len(want) {
		t.Errorf("%d events, want %d", len(rows), len(want))
	}
	for i, row := range rows[:min(len(rows), len(want))] {
		var cells []string
		for _, name := range []string{"recipient", "event", "cause", "class", "advice"} {
			cells = append(cells, row[column[name]])
		}
		if got := strings.Join(cells, "\t"); got != want[i] {
			t.Errorf("%s\n got %s\nwant %s\nwords %q, rule %s", row[column["path"]], got, want[i],
				row[column["diagnostic"]], row[column["rule"]])
		}
	}
}
