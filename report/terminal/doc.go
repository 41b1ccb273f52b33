// Package terminal lays text out on a terminal: it measures in columns, cuts and
// fills, breaks paragraphs into lines and colours.
//
// To print a sentence behind a mark, on lines of 80 columns:
//
//	var b strings.Builder
//	terminal.Paragraph(&b, 80, terminal.Paint(true, terminal.Bold, "!")+" ", "Mail to …")
//
// Widths are those of Unicode Standard Annex 11: a Chinese letter takes two
// columns, a combining mark none. Colours are the graphic renditions of ECMA-48.
//
// # Limits
//
// Nothing here makes a stranger's text harmless: package safe does, before. Text
// is coloured after it is measured and cut; only Paragraph and Wrap may be given
// text that holds colours. All functions may be called concurrently.
package terminal
