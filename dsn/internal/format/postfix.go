package format

import "strings"

// postfix gives each recipient a paragraph.
// The words around can be configured (bounce_template_file); "said:" and "in
// reply to" cannot.
//
//	This is the mail system at host mx.example.org.
//
//	I'm sorry to have to inform you that your message could not
//	be delivered to one or more recipients. It's attached below.
//
//	<neko@example.net> (expanded from <cats@example.org>): host
//	    mx.example.net[192.0.2.25] said: 550 5.1.1 <neko@example.net>: Recipient
//	    address rejected: User unknown (in reply to RCPT TO command)
var postfix = &Format{
	Name:  "postfix",
	About: "Postfix, all versions",
	Signs: []Sign{
		{Any: []string{
			"This is the mail system at host", "This is the Postfix program at host", "This is the Postfix mail system at host",
			"I'm sorry to have to inform you that your message could not", "I'm sorry to have to inform you that the message returned",
			"(in reply to ", "The Postfix program", "The Postfix mail system",
		}},
		{Match: `(?m)^<[^<>\s]+@[^<>\s]+>(?: \(expanded from <[^<>]+>\))?: (?:host |connect to |lost connection |unknown user|delivery temporarily|Command |mail for |Host or domain|Name service|User unknown|temporary failure|maildir delivery|cannot |can't |unable to |Server certificate)`},
	},
	Join: Paragraphs,
	Lines: []string{
		postfixTo + `(?:delivery temporarily suspended: )?host (?P<host>[^\s\[]+)\[[^\]]*\](?::\d+)? said: (?P<reply>.*?)(?: \(in reply to (?P<command>[^()]+?)(?: command)?\))?$`,
		postfixTo + `(?:delivery temporarily suspended: )?host (?P<host>[^\s\[]+)\[[^\]]*\](?::\d+)? (?P<command>refused to talk to me): (?P<reply>.*)$`,
		postfixTo + `(?P<why>.*?(?:connect to|lost connection with|conversation with|timed out with|Connect to|delivery via) (?P<host>[^\s\[]+)\[.*)$`,
		postfixTo + `(?P<why>.+)$`,
	},
	After: postfixAction,
}

const postfixTo = `^<(?P<to>[^<>]+)>(?: \(expanded from <(?P<alias>[^<>]*)>\))?: `

// delivered is what Postfix says of a success (sendmail -v, -bv, NOTIFY).
var delivered = lazily(`^(?:delivery via .*: 2\d\d |delivered to |delivers to |relayed to )`)

// postfixAction finds the host that speaks, and whether it has given up.
func postfixAction(p *Page, found []Found) []Found {
	p.Reporter = hostAfter(p.Text, " at host ")
	action := ""
	switch {
	case p.has("THIS IS A WARNING ONLY", "It will be retried until it is", "Your message could not be delivered for more than"), late(p):
		action = "delayed"
	case p.has("Your message was successfully delivered to the destination"):
		action = "delivered"
	}
	if len(found) == 0 && p.has("Delivery report unavailable") {
		found = []Found{{Why: "Delivery report unavailable"}}
	}
	for i := range found {
		found[i].Action = action
		if action == "" && delivered().MatchString(found[i].Why) {
			found[i].Action = "delivered"
		}
	}
	return found
}

// late reports whether what stands above the recipients, which owners
// translate, says that Postfix goes on trying.
func late(p *Page) bool {
	above, _, _ := strings.Cut(p.Text, "\n<")
	return containsAny(strings.ToLower(above), delaying)
}

// postfixSession is what Postfix sends to its postmaster when the session of
// a client went wrong (notify_classes). What was refused is the recipient.
//
//	Transcript of session follows.
//
//	 Out: 220 mx.example.org ESMTP
//	 In:  RCPT TO:<neko@example.org>
//	 Out: 451 4.3.0 Error: queue file write error
var postfixSession = &Format{
	Name:    "postfix-session",
	About:   "Postfix, transcripts of sessions for the postmaster",
	Need:    2,
	Signs:   []Sign{{Any: []string{"Transcript of session follows."}}, {Any: []string{"\n Out: ", "\nOut: "}}},
	Extract: sessionErrors,
}

// sessionErrors returns the recipients whose transaction got a refusal.
func sessionErrors(p *Page) []Found {
	var found []Found
	command, open := "", ""
	from := 0 // first recipient of the transaction
	for _, u := range sessionLines(p.Lines) {
		if s, ok := strings.CutPrefix(u, "In:"); ok {
			command = strings.ToUpper(strings.TrimSpace(s))
			if strings.HasPrefix(command, "MAIL") {
				from = len(found)
			}
			if open = between(s, "<", ">"); !strings.HasPrefix(command, "RCPT") || !isAddress(open) || len(found) >= maxFound {
				continue
			}
			found = append(found, Found{To: open, Command: "RCPT"})
			continue
		}
		reply := strings.TrimSpace(strings.TrimPrefix(u, "Out:"))
		if !startsWithCode(reply) || reply[0] < '4' {
			continue
		}
		switch {
		case strings.HasPrefix(command, "RCPT") && len(found) > 0:
			found[len(found)-1].Reply = join(found[len(found)-1].Reply, reply)
		case strings.HasPrefix(command, "DATA"), strings.HasPrefix(command, "BDAT"), strings.HasPrefix(command, "."):
			for i := from; i < len(found); i++ {
				if found[i].Reply == "" {
					found[i].Reply, found[i].Command = reply, "DATA"
				}
			}
		}
	}
	refused := found[:0]
	for _, f := range found {
		if f.Reply != "" {
			refused = append(refused, f)
		}
	}
	return refused
}

// sessionLines joins the continued lines of a transcript, up to the first
// empty line.
func sessionLines(lines []string) []string {
	var out []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "Out:"), strings.HasPrefix(line, "In:"):
			out = append(out, line)
		case line == "" && len(out) > 0:
			return out
		case len(out) > 0:
			out[len(out)-1] = join(out[len(out)-1], line)
		}
	}
	return out
}
