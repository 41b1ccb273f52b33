// Package explain says what a code, a reply, a cause or an outcome means, whose
// turn it is, what to do, and what proves it; and it tells the story of one
// address.
//
//	e := explain.Text("552 5.2.2 Mailbox full", "mx.example.org", nil)
//	err := e.Print(os.Stdout, nil, explain.View{})
//
// Text explains what somebody has typed or pasted, Outcome what became of one
// message; Cards is a report.Writer that explains outcome after outcome.
// WriteStory prints all that a ledger knows of an address. WriteCodes and
// WriteCauses make pages of all that can be explained.
//
// Codes are those of RFC 5321 section 4.2, of RFC 3463 and its registry, and of
// the vendors; package locale holds what they mean.
//
// # Leniency
//
// Codes are found in prose of any language: "Error 421", "5 2 1", "5-1-1",
// "511", digits of any script. Of a code that does not exist, the nearest are
// told.
//
// # Limits
//
// At most 16 KiB of text are read. All functions may be called concurrently;
// Cards may not.
package explain
