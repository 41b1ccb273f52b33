package format

// plain reads free text of programs that nobody knows.
var plain = &Format{
	Name:  "plain",
	About: "free text of an unknown program",
	Signs: []Sign{{Field: "Auto-Submitted", Any: []string{"auto-"}}},
}
