package main

// ruleLanguage is the help about the rules: how to write one, and which one
// decides. The package documentation of rules says the same to programmers.
const ruleLanguage = `A rule says what certain words, status codes or reply codes mean. Rules of your own are TOML files
in a folder, laid over the built-in ones: name it with --rules, or as rules = "DIR" in the
configuration.

    cause = "mailbox-full"                  # of all rules of this file that state none

    [[rules]]
    id       = "house/quota"                # file/word; the same as a built-in one replaces that
    text     = ['box {is|was} full', 'exceeded * quota']
    examples = ['552 5.2.2 <a@example.org>: box is full', '550 you exceeded your quota']
    not      = ['452 4.3.1 insufficient system storage']

    [[rules]]
    id  = "mailbox-full/quota"
    off = true                              # retires that built-in rule

Phrases (text). Case, accents and the amount of white space do not matter. They are no regular
expressions:

    *          anything, up to 80 characters, perhaps nothing
    {a|b|}     a, or b, or nothing
    {pupil}    each of the words that [words] in some file lists: pupil = ['pupil', 'student'];
               built in are, among others, {mailbox} and {be}

A phrase begins at the start of a word and may end inside one: 'block' finds "blocked". A blank at
its end, or beside a *, asks for the edge of a word. It needs 4 letters in all, 2 in Chinese,
Japanese and Korean. The recipient's own address is not looked at.

What else a rule may state; all that it states must hold:

    at        domains or providers of which one must have said it: ["example.org", "google"]
    command   the SMTP commands of which it answers one: ["RCPT", "DATA"]
    status    "5.4.1", "x.7.30" for class 4 or 5, "5.7.606-649"
    code      reply codes, 0 where there is none: [550, 0]

and what it adds to the verdict:

    cause     another than that of its file
    lasting   permanent, temporary or unclear: what the words say of it, whatever the digits. Only
              what is permanent can be hard, which removes the address at once
    weak      true: the words say little, and give way to any firmer reason
    beats     ids of rules that give way to this one where both speak on the same kind of words
    detail, list, list_url, new_address, source
              the fields of the event (nixie help output); new_address = true where the words say
              that the same person has another address; source is the page that documents the words

Which rule decides: words of the refusing host; then the enhanced status; then words of the system
that reports; then weak rules; last the bare reply code. Among equals, a rule with "at" before one
without, then the longer quote, then the one that states more of command, status and code, then the
id. There are no priorities. A rule that blames the recipient does not speak in answer to CONN, EHLO,
STARTTLS, AUTH or MAIL, unless it names the command.

Every rule with text has an example, and nixie rules test judges them all: yours, and the built-in
ones with yours laid over them. If a rule of yours takes a reply from a built-in one and is meant
to, name that one in beats. nixie rules lint tells of mistakes, nixie state rejudge of what the rules
change for what the ledger holds.`
