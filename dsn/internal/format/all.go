package format

// all lists the formats in the order in which they are asked: unmistakable
// signs first, the reader of free text last.
var all = []*Format{
	plain,
}
