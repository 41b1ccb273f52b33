package format

import "maps"

func init() { maps.Copy(want, wantWorld) }

// wantWorld is what providers, gateways and sending services say.
var wantWorld = map[string]string{
	"intermail/01": `
to=ann@example.org | reply=5.1.1 <ann@example.org>... User unknown
to=bob@example.org | reply=552 5.2.2 Mailbox full
`,
	"intermail/02": `
to=ann@example.org | why=The user(s) account is temporarily over quota.
`,
	"intermail/03": `
to=ann@example.org | why=Your message was not delivered because the destination computer was not reachable within the allowed queue period. The amount of time a message is queued before it is returned depends on local configura- tion parameters. Your message was not delivered within 3 days. Host mx.example.org is not responding.
`,
	"x400/01": `
to=ann@example.org | why=Unrecognised OR name No such recipient in the directory
`,
	"korean/01": `
to=ann@example.org | reply=550 5.1.1 No such user | why=받는 사람이 존재하지 않습니다.
`,
	"korean/02": `
to=ann@example.org | reply=552 5.2.2 Mailbox full | why=수신자의 메일함 용량이 초과되었습니다.
`,
	"qsbmf/03": `
to=ann@example.org | host=192.0.2.25 | command=RCPT | reply=550 5.1.1 ann@example.org... No such user | why=192.0.2.25 does not like recipient.
to=bob@example.org | host=192.0.2.25 | command=EOD | reply=552 5.2.2 Mailbox full | why=192.0.2.25 failed after I sent the message.
`,
	"qsbmf/04": `
to=ann@example.org | reply=550 5.1.1 <ann@example.org> recipient does not exist
`,
	"sendmail/08": `
to=ann@example.org | why=User unknown ann@example.org
to=bob@example.org | why=Mailbox full
`,
	"sendmail/09": `
to=ann@example.org | reply=550 5.1.1 <ann@example.org>... User unknown
`,
	"haraka/01": `
to=ann@example.org | reply=550 5.1.1 <ann@example.org>: User unknown
`,
	"momentum/01": `
to=ann@example.org | command=RCPT | reply=550 5.1.1 unknown user
to=bob@example.org | command=EOD | reply=552 5.2.2 Mailbox full
`,
	"plain/05": `
to=ann@example.org | why=delivery failed; will not continue trying mx.example.org (192.0.2.25): 550 5.1.1 user unknown
`,
	"kumomta/01": `
to=ann@example.org | host=mx.example.org | reply=550 5.1.1 no such user here
`,
	"plain/06": `
to=ann@example.org | why=a message that you sent through Postmark was bounced. Details: smtp;550 5.1.1 The email account that you tried to reach does not exist.
`,
	"chinese/02": `
to=ann@example.org | reply=550 5.2.1 mailbox is disabled
to=bob@example.org | why=收件人邮箱已满
`,
	"chinese/03": `
to=ann@example.org | reply=552 5.2.2 Mailbox full
`,
	"chinese/04": `
to=ann@example.org | reply=550 User not found: ann@example.org
`,
	"plain/07": `
to=ann@example.org | why=MIMEsweeper could not deliver your message. 550 5.1.1 <ann@example.org>: user unknown
`,
	"plain/08": `
to=ann@example.com | why=Ihre Nachricht konnte noch nicht zugestellt werden. Sie müssen nichts tun. ann@example.com: connect to mx.example.com: Connection refused | action=delayed
`,
	"barracuda/01": `
to=ann@example.org | why=was blocked by our Spam Firewall.
`,
	"amavis/01": `
to=ann@example.org | why=was considered unsolicited bulk e-mail (UBE).
`,
	"exim/09": `
to=ann@example.org | host=mx.example.org | command=RCPT | reply=550 5.1.1 User unknown
`,
	"mimecast/01": `
to=ann@example.org | reply=550 5.1.1 Invalid Recipient
`,
}
