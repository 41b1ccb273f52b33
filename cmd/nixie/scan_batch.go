package main

import "slices"

// fileBatch is how many messages of files are recorded at once: no server waits
// meanwhile, and each transaction writes pages all over the ledger. Of an mbox of
// 100,000 messages, batches of 500 make the disk write four times as much as
// batches of 4,000.
const fileBatch = 4000

// batchSize is how many messages are recorded at once.
func (f *scanFlags) batchSize(inputs []input) int {
	if f.batchGiven || slices.ContainsFunc(inputs, func(in input) bool { return in.url != "" }) {
		return f.batch
	}
	return fileBatch
}
