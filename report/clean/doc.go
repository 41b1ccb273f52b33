// Package clean takes bad addresses out of a list of subscribers: the list in,
// kept rows and dropped rows out, each byte for byte as it was.
//
//	bad, err := clean.NewBadAddresses(book.Standings(ctx, policy), false)
//	list, err := clean.Open(file, clean.Format{})
//	counts, err := list.Split(ctx, kept, dropped, bad, clean.Options{})
//	err = counts.Print(os.Stdout, list, clean.Plan{List: file.Name()}, nil)
//
// A list is CSV (RFC 4180) with "," ";" TAB or "|", or one address a line.
//
// # Leniency
//
// The character set, the delimiter, the header and the column of the addresses
// are found out from the first mebibyte; a Format says what is found out wrongly.
// Addresses are compared whatever their case, their quotation marks (RFC 5321
// section 4.1.2) and the script of their domain (RFC 5891). A row in which no
// address can be read is kept. Where it cannot be told which row a line belongs
// to, that is an error, because a row must not share the fate of its neighbour.
//
// # Limits
//
// A row may have 16 MiB; one is in memory at a time, however long the list.
// BadAddresses take some fifty bytes for every address that the ledger knows,
// the search for duplicates 16 MiB at most. A List is read once, by one
// goroutine; BadAddresses may be shared once they are made.
package clean
