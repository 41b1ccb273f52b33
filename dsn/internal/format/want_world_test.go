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
to=ann@example.org | reply=550 5.1.1 <ann@example.org>: user unknown | why=MIMEsweeper could not deliver your message.
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
	"pec/01": `
to=ann@pec.example.org | reply=5.1.1 - Example S.p.A. - indirizzo non valido
`,
	"pec/02": `
to=ann@pec.example.org | action=delivered
`,
	"pec/03": `
to=ann@pec.example.org | why=non è stato consegnato nelle prime dodici ore dal suo invio | action=delayed
`,
	"pec/04": `
to=ann@pec.example.org | reply=dimensione del messaggio superiore al limite
to=bob@example.net | reply=dimensione del messaggio superiore al limite
`,
	"pec/05": `
to=ann@pec.example.org | why=non è stato consegnato nelle 24 ore successive al suo invio
`,
	"groupwise/02": `
to=ann@example.org | reply=420 Unable to connect to host: TCP/IP read error | action=delayed
`,
	"chinese/05": `
to=ann@example.org | reply=550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown | why=收件人邮件地址(ann@example.org)不存在，或被禁用。
`,
	"korean/03": `
to=ann@example.org | reply=552 Requested mail action aborted: exceeded storage allocation | why=수신자의 메일함 용량이 초과되었습니다.
to=bob@example.org | reply=550 5.7.1 Blocked by the recipient | why=수신자가 메일 수신을 거부하였습니다.
`,
	"plain/09": `
to=ANN@EXAMPLE.ORG | why===== A copy of your message is being returned, because: ==== "ANN" at EXAMPLE.ORG is an unknown recipient.
`,
	"plain/10": `
to=ann.m | why=Your mail to the following recipients could not be delivered because they are not accepting mail with attachments or embedded images:
to=bob | why=Your mail to the following recipients could not be delivered because they are not accepting mail with attachments or embedded images:
`,
	"plain/11": `
to=ann@example.org | reply=554 5.4.6 Too many hops | why=Viestiäsi ei voitu toimittaa seuraavalle vastaanottajalle: <ann@example.org>: liian monta välityshyppyä, viesti kiertää kehää
`,
	"plain/12": `
to=ann@example.org | why=პასუხი: 550 5.1.1 unknown
`,
	"plain/13": `
to=ann@example.org | why=Motiv: căsuța este plină
to=bob@example.net | why=Motiv: utilizator necunoscut
`,
	"plain/14": `
to=ann@example.org | why=Eine von Ihnen verschickte Nachricht konnte nicht zugestellt werden an: Der Empfänger hat sein Postfach geschlossen.
`,
	"communigate/02": `
to=ann@example.org | why=account sconosciuto (unknown user account)
to=bob@example.org | why=quota superata (account is full)
`,
	"domino/02": `
to=ann@example.org | why=Benutzer ann (ann@example.org) nicht im Domino-Verzeichnis aufgeführt
`,
	"postfix/06": `
to=ann@example.org | host=mx.example.org | why=connect to mx.example.org[192.0.2.26]:25: Connection refused | action=delayed
`,
	"pmdf/02": `
to=ann@example.org | why=unable to deliver this message after 4 hours Failed connect()    Error: connection timed out | action=delayed
`,
	"plain/15": `
to=ann@example.org | why=One or more of the attachments (tool.exe) are on the list of unacceptable attachments for this site and will not have been delivered.
`,
	"plain/16": `
to=neko@example.net | why=Votre message n'a pas pu être remis à l'adresse suivante : Cette adresse n'existe pas ou n'existe plus.
`,

	// An address goes on with its reason; capital letters.
	"plain/17": `
to=koshka@example.net | why=koshka@example.net  -  550 Такого пользователя нет
to=kotik@example.com | why=kotik@example.com  -  ящик переполнен
`,

	// Turkish without its letters.
	"plain/18": `
to=kedi@example.net | why=Gonderdiginiz ileti asagidaki adrese ulastirilamadi: Sebep: Boyle bir kullanici yok.
`,

	// A filter names what it found.
	"plain/19": `
to=katze@example.net | why=Schadcode gefunden: Test.Probe Die E-Mail wurde nicht weitergeleitet.
`,

	// The reason has no words of failure.
	"plain/20": `
to=gato@example.net | why=Su mensaje no fue entregado a: La cuenta fue dada de baja por su titular.
`,

	// To each its own reason.
	"plain/21": `
to=kocka@example.net | why=kocka@example.net - schránka je přeplněná
to=kocour@example.com | why=kocour@example.com - uživatel neexistuje
`,

	// A gateway to telephones.
	"plain/22": `
to=15550100 | why=Your message to 15550100 could not be delivered. Subscriber unknown.
`,

	// A provider of mailings passes a bounce on.
	"plain/23": `
to=katze@example.net | why=Meldung: 550 5.2.1 Postfach gesperrt
`,

	// A language that says "not" in its own way.
	"plain/24": `
to=paka@example.net | reply=550 5.1.1 no such user | why=Ujumbe wako haukuweza kuwasilishwa kwa:
`,
	"plain/25": `
to=ann@example.net | why=answer.. 550-The user has moved. 550 Please use ann.new@example.com instead.
`,
	"plain/26": `
to=ann@example.net | reply=552 Requested mail action aborted: exceeded storage allocation | why=Message delivery failed for recipient(s): <ann@example.net>; Failed; 5.3.4 (message is larger than what is left)
`,
	"korean/04": `
to=ann@example.net | reply=552 5.2.2 mailbox is full | why=받는 사람의 메일함 용량이 초과되었습니다.
`,
	"postfix-session/02": `
to=nemo@example.org | command=RCPT | reply=550 5.1.1 <nemo@example.org>: Recipient address rejected: User unknown in local recipient table
`,
	"plain/27": `
to=ann@example.net | why=User ann@example.net unknown here. Now use bob@new.example.com
`,
}
