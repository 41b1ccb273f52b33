// Package rules judges why a message was refused: it turns what a report says
// of one recipient into a Verdict, with the words that prove it.
//
//	set := rules.Builtin()
//	v := set.Classify(rules.Said("552 5.2.2 Mailbox full"))
//	fmt.Println(v.Cause, v.Advice)
//	for _, e := range v.Evidence { // the first decided; none where no rule spoke
//		fmt.Println(e.Rule, e.Quote)
//	}
//
// The rules are data: TOML files, built in from rules/data and laid over with
// [Load]. They rest on the replies of RFC 5321 section 4.2, the enhanced status
// codes of RFC 3463, RFC 5248 and the IANA registry, and on what servers and
// providers are known to say.
//
// # Rules
//
// A rule states a cause and what it speaks on: phrases, enhanced statuses,
// reply codes. Every condition that it states must hold.
//
//	cause = "mailbox-full"             # of all rules of the file that state none
//
//	[[rules]]
//	id       = "mailbox-full/quota"
//	text     = ['mailbox is full', 'exceeded * quota']
//	examples = ['552 5.2.2 <a@example.org>... Mailbox is full']
//	not      = ['452 4.3.1 Insufficient system storage']
//
// The fields of [Rule] tell the rest. The files may also hold [[lists]], the
// blocklists that replies name, and [[providers]]. In a file of the user's a
// rule with the id of a built-in one replaces it, and "off = true" retires it.
//
// # Phrases
//
// In a phrase neither case nor accents nor the amount of white space matter, and
// typographic quotation marks and dashes equal the plain ones. A * stands for
// at most 80 characters, perhaps none. A phrase that begins with an ASCII
// letter or digit matches only at the start of a word, one that ends in a digit
// not inside a longer number; otherwise words may go on: 'block' finds
// "blocked". A blank at the end of a phrase, or beside a *, asks for the edge
// of a word. The recipient's own address is not looked at. There are no regular
// expressions.
//
// A phrase may hold choices: 'mailbox {is|has been} closed' is two phrases, and
// an empty choice, as in '{|your }mailbox', leaves its place out. 'no such {pupil}'
// is one for each word of the list of that name, which is built in (words.toml) or
// stands in some file of the folder:
//
//	[words]
//	pupil = ['pupil', 'student', 'Schüler']
//
// Choices do not nest.
//
// [Lint] tells what is wrong with a folder of rules, [Set.Test] judges the
// examples inside them ([Set.Overruled] lists those that a rule of the user's takes
// from a built-in one on purpose), and [Set.Draft] proposes a rule for a text that none
// knows; [Unknowns] gathers such texts by [Wording].
//
// # Other taxonomies
//
// [Mappings] holds what other programs, providers and standards call the
// causes, in both directions, read from rules/data/map: the bounce categories
// of PowerMTA, the reasons of Sisimai, the codes of SparkPost and so on.
//
// # Which rule decides
//
// The firmest evidence, in this order:
//
//  1. words of the refusing host (Recipient.Reply)
//  2. the enhanced status
//  3. words of the reporting system (Recipient.Remark)
//  4. weak rules: words of the host, status, remark
//  5. the bare reply code; last of all, weak rules for it
//
// Within one rank, a rule about that very host or provider ("at") comes before
// a general one; then the longer quote; then the rule that states more of
// command, status and code; then the id. "beats" names exceptions within a
// rank. So the same input always gives the same verdict. A status of x.0.0 says
// nothing. In reply to CONN, EHLO, STARTTLS, AUTH or MAIL, when the server has
// not yet heard the recipient's address, a rule that blames the address or the
// mailbox speaks only if it names the command.
//
// # Leniency
//
// Nothing about a Recipient is an error: text that is not UTF-8, codes that
// contradict each other, no words at all. Where reply code and status disagree,
// the reply code says whether the refusal is permanent. What no rule
// recognises is [Unknown].
//
// # Limits
//
// The first 32 KiB each of the reply and the remark are looked at. A Verdict
// has at most 16 pieces of Evidence. A phrase has at least 4 bytes beside its
// gaps (2 characters in Chinese, Japanese or Korean) and at most 7 gaps, and its
// choices come to at most 2,000 phrases, of lists of at most 500 words; a
// file of rules at most 8 MiB. Time grows with the number of phrases that have
// no four bytes in a row ('spf ', 'ab*cd'): each of these is looked for by itself.
package rules
