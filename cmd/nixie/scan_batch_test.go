package main

import "testing"

func TestBatchSize(t *testing.T) {
	file, server := input{path: "inbox.mbox"}, input{url: "imaps://mail.example.org/INBOX"}
	for name, c := range map[string]struct {
		flags  scanFlags
		inputs []input
		want   int
	}{
		"files":            {scanFlags{batch: 500}, []input{file, file}, fileBatch},
		"a server":         {scanFlags{batch: 500}, []input{server}, 500},
		"both":             {scanFlags{batch: 500}, []input{file, server}, 500},
		"as it was wanted": {scanFlags{batch: 3, batchGiven: true}, []input{file}, 3},
	} {
		if got := c.flags.batchSize(c.inputs); got != c.want {
			t.Errorf("%s: %d messages, want %d", name, got, c.want)
		}
	}
}
