package dsn

import "testing"

func TestQuote(t *testing.T) {
	tests := []struct {
		name, in string
		code     int
		reply    string
		status   string
		remark   string
		command  string
		host     string
	}{
		{
			name: "bare reply", in: "550 5.1.1 <a@example.org>: User unknown",
			code: 550, reply: "550 5.1.1 <a@example.org>: User unknown", status: "5.1.1",
		},
		{
			name: "postfix", in: "host mx.example.org[192.0.2.1] said: 552 5.2.2\n <a@example.org>: Mailbox full (in reply to RCPT TO command)",
			code: 552, reply: "552 5.2.2 <a@example.org>: Mailbox full", status: "5.2.2",
			remark: "host mx.example.org[192.0.2.1] said: (in reply to RCPT TO command)", command: "RCPT", host: "mx.example.org",
		},
		{
			name: "continuation lines", in: "550-5.1.1 The account does not exist. Please try 550-5.1.1 checking for typos. 550 5.1.1 Bye",
			code: 550, reply: "550 5.1.1 The account does not exist. Please try checking for typos. Bye", status: "5.1.1",
		},
		{
			name: "continuation without status", in: "554-Refused by policy 554-mx.example.org 554 See our page",
			code: 554, reply: "554 Refused by policy mx.example.org See our page",
		},
		{
			name: "a comma before a continuation is the host's own", in: "550-5.7.1 To protect our users from spam and phishing, 550-5.7.1 the message has been blocked; 550 5.7.1 see our page",
			code: 550, reply: "550 5.7.1 To protect our users from spam and phishing, the message has been blocked; see our page", status: "5.7.1",
		},
		{
			name: "joints between continuations", in: "550-5.1.1 The account | 550-5.1.1 does not,550-5.1.1 exist//550 5.1.1 Bye",
			code: 550, reply: "550 5.1.1 The account does not exist Bye", status: "5.1.1",
		},
		{
			name: "two voices of qmail", in: "192.0.2.153 does not like recipient. Remote host said: 552 5.2.2 <a@example.org>... Mailbox Full Giving up on 192.0.2.153.",
			code: 552, reply: "552 5.2.2 <a@example.org>... Mailbox Full Giving up on 192.0.2.153.", status: "5.2.2",
			remark: "192.0.2.153 does not like recipient. Remote host said:",
		},
		{
			name: "exim", in: "SMTP error from remote mail server after RCPT TO:<a@example.org>: host mx.example.org [192.0.2.1]: 550 No such user",
			code: 550, reply: "550 No such user",
			remark: "SMTP error from remote mail server after RCPT TO:<a@example.org>: host mx.example.org [192.0.2.1]:", command: "RCPT", host: "mx.example.org",
		},
		{
			name: "no host replied", in: "connect to mx.example.org[192.0.2.1]:25: Connection timed out",
			reply: "connect to mx.example.org[192.0.2.1]:25: Connection timed out", command: "CONN",
		},
		{
			name: "local delivery, status marked", in: "Sorry, no mailbox here by that name. (#5.1.1)",
			reply: "Sorry, no mailbox here by that name. (#5.1.1)", status: "5.1.1",
		},
		{
			name: "spaced status", in: "550 5 2 1 Mailbox disabled",
			code: 550, reply: "550 5 2 1 Mailbox disabled", status: "5.2.1",
		},
		{
			name: "a reply inside the words of a relay that gave up", in: "554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>",
			code: 421, reply: "421 4.4.2 Connection timed out", status: "4.4.2",
			remark: "554 4.4.7 Message expired: unable to deliver in 840 minutes.",
		},
		{
			name: "quoted behind a paraphrase", in: "5.3.0 - Other mail system problem 550-'Unknown user a@example.org' (delivery attempts: 0)",
			code: 550, reply: "550 'Unknown user a@example.org'", status: "5.3.0",
			remark: "5.3.0 - Other mail system problem (delivery attempts: 0)",
		},
		{
			name: "numbers are no replies", in: "message of 550 KB is larger than 500 KB (512 bytes too many)",
			reply: "message of 550 KB is larger than 500 KB (512 bytes too many)",
		},
		{
			name: "an IP address is no reply", in: "could not connect to 192.0.2.450 port 587",
			reply: "could not connect to 192.0.2.450 port 587",
		},
		{
			name: "in brackets", in: "Permanent failure: [550 5.1.1 User unknown]",
			code: 550, reply: "550 5.1.1 User unknown", status: "5.1.1", remark: "Permanent failure:",
		},
		{
			name: "a command in the words of the host", in: "550 5.1.1 User unknown, noted at mail from 192.0.2.7",
			code: 550, reply: "550 5.1.1 User unknown, noted at mail from 192.0.2.7", status: "5.1.1",
		},
		{name: "success", in: "250 2.1.5 Ok", code: 250, reply: "250 2.1.5 Ok", status: "2.1.5"},
		{name: "after data", in: "host mx.example.org[192.0.2.1] said: 554 5.7.1 Spam (in reply to end of DATA command)",
			code: 554, reply: "554 5.7.1 Spam", status: "5.7.1", command: "EOD", host: "mx.example.org",
			remark: "host mx.example.org[192.0.2.1] said: (in reply to end of DATA command)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := quote(tt.in)
			if q.Reply.Code != tt.code || q.Reply.Text != tt.reply {
				t.Errorf("reply of %q = %d %q, want %d %q", tt.in, q.Reply.Code, q.Reply.Text, tt.code, tt.reply)
			}
			if q.Status.String() != tt.status {
				t.Errorf("status of %q = %v, want %q", tt.in, q.Status, tt.status)
			}
			if q.Remark != tt.remark {
				t.Errorf("remark of %q = %q, want %q", tt.in, q.Remark, tt.remark)
			}
			if q.Command != tt.command || q.Host != tt.host {
				t.Errorf("command, host of %q = %q, %q; want %q, %q", tt.in, q.Command, q.Host, tt.command, tt.host)
			}
		})
	}
}

// Postfix tells the phase of a session that broke; we name the command of
// RFC 5321 that was not answered.
func TestQuotePhases(t *testing.T) {
	for words, want := range map[string]string{
		"delivery temporarily suspended: connect to mx.example.org[2001:db8::1]:25: No route to host":                    "CONN",
		"conversation with mx.example.org[192.0.2.1] timed out while receiving the initial server greeting":              "CONN",
		"lost connection with mx.example.org[192.0.2.1] while receiving the initial server greeting":                     "CONN",
		"conversation with mx.example.org[192.0.2.1] timed out while performing the initial server greeting":             "CONN",
		"host mx.example.org[192.0.2.1] refused to talk to me: 421 busy":                                                 "CONN",
		"lost connection with mx.example.org[192.0.2.1] while performing the initial protocol handshake":                 "EHLO",
		"lost connection with mx.example.org[192.0.2.1] while performing the EHLO handshake":                             "EHLO",
		"conversation with mx.example.org[192.0.2.1] timed out while performing the HELO handshake":                      "EHLO",
		"lost connection with mx.example.org[192.0.2.1] while sending STARTTLS command":                                  "STARTTLS",
		"lost connection with mx.example.org[192.0.2.1] while performing the TLS handshake":                              "STARTTLS",
		"SASL authentication failed; server mx.example.org[192.0.2.1] said: 535 5.7.8 Error: authentication failed":      "AUTH",
		"lost connection with mx.example.org[192.0.2.1] while sending MAIL FROM":                                         "MAIL",
		"lost connection with mx.example.org[192.0.2.1] while sending RCPT TO":                                           "RCPT",
		"conversation with mx.example.org[192.0.2.1] timed out while sending RCPT TO":                                    "RCPT",
		"lost connection with mx.example.org[192.0.2.1] while sending DATA command":                                      "DATA",
		"conversation with mx.example.org[192.0.2.1] timed out while sending message body":                               "EOD",
		"lost connection with mx.example.org[192.0.2.1] while sending end of data -- message may be sent more than once": "EOD",
		"Please connect to our page [1]: it tells more":                                                                  "",
		"unable to connect to the database":                                                                              "",
	} {
		if q := quote(words); q.Command != want {
			t.Errorf("command of %q = %q, want %q", words, q.Command, want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"550-5.1.1 a 550-5.1.1 b 550 c", "host x.y said: 421", "<421 ", "554 4.4.7 <", "#5.1.1", "550-", "550-'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := quote(s)
		if q != quote(s) {
			t.Fatalf("quote(%q) differs between two calls", s)
		}
		if q.Reply.Code != 0 && (q.Reply.Code < 200 || q.Reply.Code > 599) {
			t.Fatalf("quote(%q): code %d", s, q.Reply.Code)
		}
		if len(q.Reply.Text)+len(q.Remark) > len(s)+8 {
			t.Fatalf("quote(%q) is longer than its text: %q, %q", s, q.Reply.Text, q.Remark)
		}
	})
}
