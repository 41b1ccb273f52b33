package dsn_test

import (
	"errors"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// other stands for ErrNotReport.
const other dsn.Kind = "other"

func TestParseKinds(t *testing.T) {
	const person = "From: Ann <ann@example.org>\nTo: news@example.com\n"
	const auto = person + "Auto-Submitted: auto-replied\n"
	const daemon = "From: MAILER-DAEMON@mx.example.net\nTo: news@example.com\n"
	tests := []struct {
		name, raw string
		want      dsn.Kind
	}{
		{"en", person + "Subject: Out of Office: news\n\nBack on Monday.\n", dsn.AutoReply},
		{"en, the whole subject", person + "Subject: Out of the office\n\nBack on Monday.\n", dsn.AutoReply},
		{"de", person + "Subject: Abwesenheitsnotiz: news\n\nIch bin nicht da.\n", dsn.AutoReply},
		{"fr", person + "Subject: Réponse automatique : news\n\nJe suis absente.\n", dsn.AutoReply},
		{"es", person + "Subject: Respuesta automática: news\n\n.\n", dsn.AutoReply},
		{"it", person + "Subject: Fuori sede: news\n\n.\n", dsn.AutoReply},
		{"pt", person + "Subject: Resposta automática: news\n\n.\n", dsn.AutoReply},
		{"nl", person + "Subject: Automatisch antwoord: news\n\n.\n", dsn.AutoReply},
		{"sv", person + "Subject: Autosvar: news\n\n.\n", dsn.AutoReply},
		{"da", person + "Subject: Automatisk svar: news\n\n.\n", dsn.AutoReply},
		{"fi", person + "Subject: Automaattinen vastaus: news\n\n.\n", dsn.AutoReply},
		{"pl", person + "Subject: Autoodpowiedź: news\n\n.\n", dsn.AutoReply},
		{"cs", person + "Subject: Automatická odpověď: news\n\n.\n", dsn.AutoReply},
		{"hu", person + "Subject: Automatikus válasz: news\n\n.\n", dsn.AutoReply},
		{"ro", person + "Subject: Răspuns automat: news\n\n.\n", dsn.AutoReply},
		{"ru", person + "Subject: Автоматический ответ: news\n\n.\n", dsn.AutoReply},
		{"tr", person + "Subject: Otomatik yanıt: news\n\n.\n", dsn.AutoReply},
		{"el", person + "Subject: Αυτόματη απάντηση: news\n\n.\n", dsn.AutoReply},
		{"ja", person + "Subject: 自動応答: news\n\n.\n", dsn.AutoReply},
		{"zh", person + "Subject: 自动回复: news\n\n.\n", dsn.AutoReply},
		{"ko", person + "Subject: 자동 회신: news\n\n.\n", dsn.AutoReply},
		{"encoded subject", person + "Subject: =?iso-2022-jp?B?GyRCSVQ6XxsoQg==?=: news\n\n.\n", dsn.AutoReply},
		{"answer with the empty path", "Return-Path: <>\n" + person + "Subject: Re: news\nIn-Reply-To: <n1@example.com>\n\nBack on Monday.\n", dsn.AutoReply},
		{"Exchange rule", person + "Subject: news\nX-MS-Exchange-Inbox-Rules-Loop: ann@example.org\n\nBack on Monday.\n", dsn.AutoReply},
		{"an absence notice that speaks of bounces", auto + "Subject: Out of office: Undeliverable mail\n\nIf your message could not be delivered (error 550), write to help@example.org.\n", dsn.AutoReply},
		{"an absence notice with a link", auto + "Subject: Quarantine summary\n\nI am away. Click here: http://example.org/\n", dsn.AutoReply},
		{"parental leave", auto + "Subject: Re: news\n\nI am on parental leave until 1 July. My colleague Bob has left the company.\n", dsn.AutoReply},
		{"ticket", auto + "Subject: Re: news\n\nTicket 4711 was opened. Our mailbox is no longer in use at weekends.\n", dsn.AutoReply},
		{"a phone that is no longer in use", auto + "Subject: Re: news\n\nMy phone is no longer in use.\n", dsn.AutoReply},

		{"a colleague has left, fr", auto + "Subject: Re: news\n\nJe suis absente. Bob a quitté la société.\n", dsn.AutoReply},
		{"quoted farewell", auto + "Subject: Re: news\n\nBack soon.\n\n> Bob has left the company.\n", dsn.AutoReply},
		{"farewell above a quotation", auto + "Subject: Re: news\n\nAnn has left the company.\n\n> news\n", dsn.Bounce},
		{"farewell below a title that is no quotation", auto + "Subject: Re: news\n\nFrom: the board\n\nAnn has left the company.\n", dsn.Bounce},
		{"tag before the title", person + "Subject: [EXTERNAL] ***SPAM*** Out of office: news\n\n.\n", dsn.AutoReply},

		{"left", auto + "Subject: Re: news\n\nAnn no longer works for Example.\n", dsn.Bounce},
		{"gone de", auto + "Subject: AW: news\n\nFrau Maier ist nicht mehr in unserem Unternehmen tätig.\n", dsn.Bounce},
		{"gone fr", auto + "Subject: Re: news\n\nAnn ne travaille plus dans notre société.\n", dsn.Bounce},
		{"gone es", auto + "Subject: Re: news\n\nAnn ya no trabaja en Example.\n", dsn.Bounce},
		{"gone nl", auto + "Subject: Re: news\n\nAnn is niet meer werkzaam bij Example.\n", dsn.Bounce},
		{"gone pl", auto + "Subject: Re: news\n\nAnn już nie pracuje w Example.\n", dsn.Bounce},
		{"gone zh", auto + "Subject: Re: news\n\n本人已离职。\n", dsn.Bounce},
		{"closed", auto + "Subject: Re: news\n\nThe e-mail address ann@example.org is no longer in use.\n", dsn.Bounce},
		{"left, in the subject only", auto + "Subject: Ann Miller has left the company\n\nPlease write to bob@example.org.\n", dsn.Bounce},
		{"closed, in the subject only", auto + "Subject: [EXTERNAL] This mailbox is no longer in use\n\nThank you.\n", dsn.Bounce},
		{"our own subject about somebody who left", auto + "Subject: Re: Our founder has left the company\n\nThank you for your message.\n", dsn.AutoReply},
		{"our own subject behind a mark", auto + "Subject: Automatic reply: Our founder has left the company\n\nThank you for your message.\n", dsn.AutoReply},
		{"our own subject kept by a rule", person + "X-MS-Exchange-Inbox-Rules-Loop: ann@example.org\nSubject: Our founder has left the company\n\nThank you.\n", dsn.AutoReply},
		{"away, whatever the subject says", auto + "Subject: Bob has left the company\n\nI am out of the office until Monday.\n", dsn.AutoReply},
		{"unmarked, in the subject only", person + "Subject: Ann Miller has left the company\n\nPlease write to bob@example.org.\n", other},
		{"a person writes that she left", person + "Subject: hello\n\nI have left the company.\n", other},

		{"gone ja", auto + "Subject: Re: news\n\nアドレスを変更しました：ann@example.netです。\n", dsn.Bounce},

		{"guest list", auto + "Subject: Please verify your message\n\nTo be added to my guest list, click below.\n", dsn.Challenge},
		{"robot de", auto + "Subject: Bestätigung Ihrer Nachricht\n\nBitte bestätigen Sie, dass Sie kein Roboter sind.\n", dsn.Challenge},
		{"double opt-in", auto + "Subject: Confirm your subscription\n\nPlease confirm that you are human.\n", dsn.AutoReply},

		{"unsubscribe", person + "Subject: UNSUBSCRIBE\n\n", dsn.Unsubscribe},
		{"unsubscribe with a key", person + "Subject: unsubscribe 4711-ab\n\n", dsn.Unsubscribe},
		{"unsubscribe in the text", person + "Subject: Re: news\n\nunsubscribe\n\n> our offers\n", dsn.Unsubscribe},
		{"how do I unsubscribe", person + "Subject: Unsubscribe does not work\n\nHelp!\n", other},

		{"forward, Turkish", person + "Subject: İlt: Undelivered Mail Returned to Sender\n\n<x@example.org>: 550 5.1.1 User unknown\n", other},
		{"answer, Polish", person + "Subject: Odp: Undelivered Mail\n\n<x@example.org>: 550 5.1.1 User unknown\n", other},
		{"answer behind a tag", person + "Subject: [Ops] Re: Undelivered Mail\n\nHe said <x@example.org>: 550 5.1.1 User unknown\n", other},
		{"digest", daemon + "Subject: Weekly summary\n\n<x@example.org>: 550 5.1.1 User unknown\n", other},
		{"bounced digest", daemon + "Subject: Undeliverable: Weekly summary\n\n<x@example.org>: 550 5.1.1 User unknown\n", dsn.Bounce},
		{"Mailman refuses", "From: news-bounces@lists.example.org\nTo: news@example.com\nX-List-Administrivia: yes\nSubject: Request to mailing list News rejected\n\nYou are not allowed to post to this mailing list.\n", dsn.Bounce},
		{"a member asks", person + "List-Id: <news.lists.example.org>\nSubject: posting\n\nWhy am I not allowed to post to this list?\n", other},

		{"nobody's address", "Return-Path: <noreply@example.org>\nFrom: noreply@example.org\nTo: news@example.com\nSubject: Undeliverable: News\n\nYour message to <x@example.org> could not be delivered: 550 5.1.1 User unknown\n", dsn.Bounce},
		{"a letter about failures", "Return-Path: <ann@example.org>\nFrom: ann@example.org\nTo: news@example.com\nSubject: Undeliverable: News\n\nYour message to <x@example.org> could not be delivered: 550 5.1.1 User unknown\n", other},
		{"log summary", daemon + "Subject: Postfix log summaries for Mar 10\n\n10 delivered, 2 rejected\n\n1  550 5.1.1 <x@example.org>: User unknown\n", other},
		{"passed on by a rule", "From: Bob <bob@example.net>\nTo: ann@example.org\nX-MS-Exchange-Inbox-Rules-Loop: ann@example.org\nSubject: Lunch\n\nI have left the company, let us have lunch.\n", other},
		{"parcel of the reader", "From: Parcels <noreply@example.net>\nTo: news@example.com\nSubject: Delivery failed: your parcel\n\nYour parcel could not be delivered.\nRecipient: news@example.com\n", other},

		{"upgrade your mailbox", daemon + "Subject: Mailbox full\n\nYour mailbox is full, 7 messages were rejected.\nClick here to upgrade your storage: https://example.net/\n", other},
		{"release messages", "From: Mail Server <admin@example.com>\nTo: news@example.com\nSubject: Undelivered messages\n\n5 messages could not be delivered to news@example.com. Release messages: http://example.net/\n", other},
		{"help behind a link, fr", daemon + "Subject: Message non remis\n\nVotre message pour bob@example.org n'a pas pu être remis : cette adresse n'existe pas.\nPour en savoir plus, cliquez ici : https://assistance.example.net/\n", dsn.Bounce},
		{"help behind a link, en", daemon + "Subject: Failure notice\n\nSorry, we were unable to deliver your message to the following address.\n\n<bob@example.org>:\nThis user doesn't exist.\n\nClick here for help: https://help.example.net/\n", dsn.Bounce},
		{"help behind a link, de", daemon + "Subject: Unzustellbar: Neues\n\nIhre Nachricht an bob@example.org konnte nicht zugestellt werden.\nKlicken Sie für Hilfe: https://hilfe.example.net/\n", dsn.Bounce},
		{"a link, and nobody failed", daemon + "Subject: Undelivered message\n\nA message could not be delivered. Click here: https://example.net/\n", other},
		{"a link, and the reader failed", daemon + "Subject: Undelivered message\n\nA message to news@example.com could not be delivered. Click here: https://example.net/\n", other},
		{"a link, and the reader's neighbour failed", daemon + "Subject: Undelivered message\n\nA message to ceo@example.com could not be delivered. Click here: https://example.net/\n", other},
		{"a link to one's own mailbox", daemon + "Subject: Undelivered message\n\nYour message to bob@example.org could not be delivered, your mailbox is full. Click here: https://example.net/\n", other},
		{"a link to sign in", daemon + "Subject: Undelivered message\n\nYour message to bob@example.org could not be delivered. Sign in to send it again: https://example.net/\n", other},
		{"htm attachment", daemon + "Subject: Delivery failed\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nYour message to x@example.org was not delivered, see the attachment.\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"Undelivered.htm\"\n\nPGh0bWw+\n--b--\n", other},
		{"DMARC", "From: dmarc@example.org\nSubject: [Example] Report Domain: example.com Submitter: example.org Report-ID: <1>\n\nx\n", other},
		{"Mailman 3 holds", auto + "Subject: Your message to news@lists.example.org awaits moderator approval\n\nIt is held.\n", other},
		{"parcel", person + "Subject: Zustellung fehlgeschlagen: Ihre Sendung\n\nEmpfänger nicht angetroffen.\n", other},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep, err := dsn.ParseBytes([]byte(tt.raw))
			got := other
			if err == nil {
				got = rep.Kind
			} else if !errors.Is(err, dsn.ErrNotReport) {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("read as %s, want %s", got, tt.want)
			}
		})
	}
}
