package format

// want is what the samples say: a line for each recipient, see said.
var want = map[string]string{
	"amazon-ses/01": `
to=ann@example.com | status=5.1.1 | reply=550 5.1.1 user unknown
`,
	"amazon-ses/02": `
to=ann@example.com | reply=bounceType: Transient, bounceSubType: MailboxFull
`,
	"amazon-ses/03": `
to=ann@example.com
`,
	"amazon-ses/04": `
to=
`,
	"chinese/01": `
to=ann@example.com | reply=550 Mailbox not found | why=收件人邮件地址不存在，邮件无法送达。
`,
	"communigate/01": `
to=ann@example.com | host=mx.example.com | reply=550 5.1.1 User unknown
`,
	"courier/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>... User unknown
to=bob@nowhere.example.com | reply=No such domain.
`,
	"dma/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown
`,
	"dma/02": `
to=ann@nowhere.example.com | why=DNS lookup failure: host nowhere.example.com not found
`,
	"domino/01": `
to=ann@example.com | why=User ann (ann@example.com) not listed in Domino Directory
`,
	"exchange/01": `
to=ann@example.com | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@example.net | host=mx.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/02": `
to=ann@example.com | reply=550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
`,
	"exchange/03": `
to=ann@example.com | host=mx.example.com | reply=550 5.4.4 Host lookup failed
`,
	"exchange/04": `
to=ann@example.com | host=example.com | reply=441 4.4.1 Error communicating with target host | action=delayed
`,
	"exchange/05": `
to=ann@example.com | why=Your message wasn't delivered because the recipient's email provider rejected it.
`,
	"exchange2003/01": `
to=ann@example.com | host=mbx1.example.com | status=5.1.1 | date=10/14/2025 9:20 AM | reply=550 5.1.1 <ann@example.com>... User unknown | why=The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
to=bob@example.net | host=mbx1.example.com | status=5.2.2 | date=10/14/2025 9:20 AM | why=The message could not be delivered because the recipient's mailbox is full.
`,
	"exchange2003/02": `
to=ann@example.com | host=mbx1.example.com | status=5.1.1 | date=14.10.2025 09:20 | why=Das E-Mail-Konto existiert nicht in der Organisation.
`,
	"exchange2003/03": `
to=ann@example.com | date=Tue, 14 Oct 2025 09:20:09 +0200 | why=The recipient name is not recognized MSEXCH:IMS:EXAMPLE:MBX:MBX1 0 (000C05A6) Unknown Recipient
`,
	"exchange2003/04": `
to=ann.miller@corp.example.org | date=Tue, 10 Mar 2026 08:14:12 +0100 | why=The recipient name is not recognized MSEXCH:IMS:CORP:WEST:MAIL1 0 (000C05A6) Unknown Recipient
`,
	"exim/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown
to=bob@example.net | alias=list@news.example.org | host=mx.example.net | command=EOD | reply=552-5.2.2 The mailbox is full. 552 5.2.2 Please try again later.
`,
	"exim/02": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=553 5.1.1 unknown or illegal user: ann@example.com
`,
	"exim/03": `
to=ann@example.com | why=sort-mail: cannot open the index: No such file or directory
`,
	"exim/04": `
to=ann@example.com | host=mx.example.com | command=MAIL | reply=451 4.7.1 Greylisted, please try again | action=delayed
`,
	"exim/05": `
to=ann@example.com | why=Unrouteable address
to=bob@example.net | why=all relevant MX records point to non-existent hosts
to=cyd@example.com | host=mx.example.com | command=RCPT | reply=450 4.2.2 Mailbox full | why=retry timeout exceeded
`,
	"exim/06": `
to=ann@example.com | why=mailbox is full: retry timeout exceeded
`,
	"ezweb/01": `
to=ann@example.com | command=RCPT | reply=550 <ann@example.com>: User unknown
`,
	"ezweb/02": `
to=ann@example.com | why=Your message was not delivered within 0 days and 1 hours. Remote host is not responding.
`,
	"fml/01": `
to=cats@example.org | why=You are not a member of this mailing list <cats@example.org>.
`,
	"gmail/01": `
to=ann@example.com | host=mx.example.com | reply=550 5.1.1 <ann@example.com>... User unknown | why=Google tried to deliver your message, but it was rejected by the server for the recipient domain example.com by mx.example.com. [192.0.2.25].
`,
	"gmail/02": `
to=ann@example.com | reply=450 4.2.2 Mailbox full | why=Google tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting the other email provider for further information about the cause of this error. | action=delayed
`,
	"gmail/03": `
to=ann@example.com | reply=550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address. | why=because the address couldn't be found, or is unable to receive mail.
`,
	"gmx/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=5.1.1 <ann@example.com>... User Unknown
to=bob@example.net | host=mx.example.net | command=EOD | reply=552 5.2.2 Mailbox full
`,
	"google-groups/01": `
to=cats@groups.example.com | why=We're writing to let you know that the group you tried to contact (cats) may not exist, or you may not have permission to post messages to the group. A few more details on why you weren't able to post:
`,
	"groupwise/01": `
to=ann@example.com | why=user not found
to=bob | why=mailbox full
`,
	"hmailserver/01": `
to=ann@example.com | host=192.0.2.25 | command=RCPT | reply=550 5.1.1 User unknown
to=bob@nowhere.example.com | why=No mail servers appear to exist for the recipient's address.
`,
	"hmailserver/02": `
to=ann@example.com | host=192.0.2.25 | command=RCPT | reply=550 Unknown user
`,
	"imail/01": `
to=ann@example.com | why=Unknown user
`,
	"imail/02": `
to=ann@example.com | reply=550-Message refused 550 It looks like advertising
`,
	"ironport/01": `
to=ann@example.com | status=5.1.0 | reply=550-'User unknown: ann@example.com' | why=Unknown address error
`,
	"james/01": `
to=ann@example.com | reply=550 - Requested action not taken: no such user here | why=Invalid user address
`,
	"james/02": `
to=ann@example.com | reply=550 5.1.1 <ann@example.com>: User unknown
`,
	"kddi/01": `
to=ann@example.com | why=As their mailbox is full.
`,
	"m-filter/01": `
to=ann@example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>: User unknown
`,
	"mail.ru/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 User unknown
`,
	"mailenable/01": `
to=ann@example.com | reply=550 5.1.1 User unknown
`,
	"mailfoundry/01": `
to=ann@example.com | host=mx.example.com | reply=550 <ann@example.com> No such user here
`,
	"mailmarshal/01": `
to=ann@example.com | reply=550 5.1.1 User unknown
to=bob@example.com | reply=550 5.1.1 User unknown
`,
	"mdaemon/01": `
to=ann@example.com | command=RCPT | reply=550 5.1.1 User unknown
`,
	"notes/01": `
to=ann@example.com | why=User not listed in public Name & Address Book
to=bob@example.com | why=Mailbox quota exceeded
`,
	"opensmtpd/01": `
to=ann@example.com | reply=550 5.1.1 <ann@example.com>: User unknown
to=bob@nowhere.example.com | why=Domain does not exist
`,
	"opensmtpd/02": `
to=ann@example.com | why=Network error on destination MXs | action=delayed
`,
	"plain/01": `
to=ann@example.com | why=Delivery to the following recipients failed permanently: SMTP:RCPT host 192.0.2.25: 553 5.3.0 <ann@example.com>... No such user here
`,
	"plain/02": `
to=ann@example.com | why=Reason:    mailbox full
`,
	"exim/08": `
to=ann@example.com | why=550 5.1.1 <ann@example.com>... User unknown
`,
	"postfix/05": `
to=ann@example.com | host=mx.example.com | why=delivery via mx.example.com[192.0.2.25]:25: 250 2.1.5 Ok | action=delivered
`,
	"exim/07": `
to=ann@example.com | why=mailbox is full: retry timeout exceeded
`,
	"gmx/02": `
to=ann@example.com | why=Mail size limit exceeded. For explanation visit https://postmaster.example.net/en/error-messages
`,
	"plain/03": `
to=ann@example.com | why=We had trouble delivering your message. Full details follow: SMTP Server <mx.example.com> rejected recipient <ann@example.com> (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
`,
	"plain/04": `
to=ann@example.com | why=Sorry! SMTP Server <mx.example.com> rejected recipient <ann@example.com> (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
`,
	"pmdf/01": `
to=ann@example.com | alias=annie@example.com | host=mx.example.com | reply=550 5.1.1 User unknown | why=Remote SMTP server has rejected address
`,
	"postfix/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown
to=bob@example.net | alias=list@news.example.org | host=mx.example.net | command=EOD | reply=552 5.2.2 Mailbox full
to=cyd@nowhere.example.com | why=Host or domain name not found. Name service error for name=nowhere.example.com type=A: Host not found
`,
	"postfix/02": `
to=ann@example.com | host=mx.example.com | why=connect to mx.example.com[192.0.2.25]:25: Connection timed out | action=delayed
`,
	"postfix/03": `
to=ann@example.com | host=mx.example.com | command=CONN | reply=554 5.7.1 You are not welcome here
to=bob@mx1.example.org | why=unknown user: "bob"
`,
	"postfix/04": `
to=ann@example.com | host=mx.example.com | command=EOD | reply=554 5.7.1 Message refused
`,
	"postfix-session/01": `
to=ann@example.org | command=DATA | reply=451 4.3.0 Error: queue file write error
to=bob@example.org | command=RCPT | reply=550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown in local recipient table
`,
	"qmail/01": `
to=ann@example.com | host=192.0.2.25 | command=RCPT | reply=550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown | why=192.0.2.25 does not like recipient.
to=bob@example.net | host=192.0.2.26 | command=EOD | reply=552-5.2.2 The mailbox of this user is full. 552 5.2.2 Ask the user to tidy up. | why=192.0.2.26 failed after I sent the message.
`,
	"qmail/02": `
to=ann@nowhere.example.com | why=Sorry, I couldn't find any host named nowhere.example.com. (#5.1.2)
to=bob@example.org | why=Sorry, no mailbox here by that name. (#5.1.1)
to=cyd@example.net | host=192.0.2.31 | command=MAIL | reply=421 4.7.0 Too many messages, come back later | why=Connected to 192.0.2.31 but sender was rejected. I'm not going to try again; this message has been in the queue too long.
`,
	"qmail/03": `
to=ann@example.com | host=192.0.2.25 | command=EHLO | reply=501 5.5.2 Invalid domain name | why=Connected to 192.0.2.25 but my name was rejected.
`,
	"qmail/04": `
to=ann@example.com | why=Sorry, I wasn't able to establish an SMTP connection. (#4.4.1) I'm not going to try again; this message has been in the queue too long.
`,
	"qsbmf/01": `
to=ann@example.com | why=This account is over quota and cannot take more mail.
`,
	"qsbmf/02": `
to=ann@example.com | host=192.0.2.25 | command=EOD | reply=554 5.4.14 Hop count exceeded | why=192.0.2.25 failed after I sent the message.
`,
	"sendmail/01": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>... User unknown
to=bob@example.net | alias=list@news.example.org | host=mx.example.net | command=DATA | reply=552 5.2.2 Mailbox full
`,
	"sendmail/02": `
to=ann@example.com | host=mx.example.com | why=Deferred: Connection timed out with mx.example.com. Warning: message still undelivered after 4 hours Will keep trying until message is 5 days old | action=delayed
`,
	"sendmail/03": `
to=ann@example.com | host=mx.example.com | command=RCPT | reply=550 <ann@example.com>, User Unknown
to=bob@example.edu | reply=550 Host unknown (Authoritative answer from name server) | why=421 example.net (smtp)... Deferred: Connection timed out during user open with example.net
`,
	"sendmail/04": `
to=ann@example.com
to=bob@example.org | reply=554 <bob@example.org>... Service unavailable | why=mail.local: unknown user: bob
`,
	"sendmail/05": `
to=ann@example.com | why=The number of messages in recipient's mailbox exceeded the local limit.
`,
	"sendmail/06": `
to=ann@example.com | why=User unknown
`,
	"sendmail/07": `
to=ann@example.com | why=550 sorry, no mailbox here by that name (#5.1.1)
`,
	"smail/01": `
to=ann@example.com | why=unknown user
`,
	"surfcontrol/01": `
to=ann@example.com | host=192.0.2.25 | reply=550 ann@example.com... No such user | why=Failed to send to identified host, --- Message non-deliverable.
`,
	"trendmicro/01": `
to=ann@example.com | command=RCPT | reply=550 5.1.1 <ann@example.com>... user unknown
`,
	"trendmicro/02": `
to=ann@example.com | why=Unable to deliver message to <ann@example.com> (and other recipients in the same domain).
`,
	"verizon/01": `
to=5550100@pix.example.com | why=No valid recipients for this MM
`,
	"windows-smtp/01": `
to=ann@example.com | why=Unable to deliver message to the following recipients, due to being unable to connect successfully to the destination mail server.
to=bob@example.com | why=Unable to deliver message to the following recipients, due to being unable to connect successfully to the destination mail server.
`,
	"yahoo/01": `
to=ann@example.com | reply=550 5.1.1 <ann@example.com>... User Unknown
`,
	"yahoo/02": `
to=ann@example.com | command=EOD | reply=554 5.7.1 Message refused by policy
`,
	"zoho/01": `
to=ann@example.com | status=5.1.1 | reply=550, ERROR_CODE :5.1.1 <ann@example.com>... User Unknown | why=Invalid Address
`,
	"zoho/02": `
to=ann@example.com | reply=421, , Host not reachable. | why=Error | action=delayed
`,
}
