// Package safe makes strangers' text safe for where it is shown: Line for a
// terminal, Cell and CSV for a spreadsheet, Markdown for a ticket, JSON for
// programs, and Mask for eyes that should see no addresses.
//
//	fmt.Println(safe.Line(outcome.Recipient.Reply.Text))
//
// Every byte of mail, of a server's answer and of a file is a stranger's. For
// HTML there is html/template, which escapes by itself.
//
// # Leniency
//
// Nothing fails: bytes that are not UTF-8 become U+FFFD, and what could do harm
// is shown in another form, so that people see that it is there.
//
// # Limits
//
// Text comes back no longer than some six times its length; Line bounds it by its
// columns besides. All functions may be called concurrently, a CSV may not.
package safe
