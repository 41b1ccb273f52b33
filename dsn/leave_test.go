package dsn_test

import (
	"errors"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// Plain short requests, as people write them.
func TestAsksToLeave(t *testing.T) {
	for _, text := range []string{
		"Please remove me from your mailing list. Thanks.",
		"Hi Tom, please take me off the list, thank you.",
		"Hello,\n\nI no longer want to receive your newsletter.\n\nBest regards\nAnn Miller\n",
		"Stop sending me these emails!",
		"unsubscribe me\n\nSent from my iPhone\n",
		"Could you please unsubscribe me from this newsletter.\n\n> Our spring offers\n",
		"I would like you to delete my address from your database.\n-- \nAnn Miller, who has much more to say here\n",
		"Bitte nehmen Sie mich aus dem Verteiler. Ich möchte keine Mails mehr bekommen.\n\nIlse Bauer\n",
		"Sehr geehrte Damen und Herren,\n\nich möchte keinen Newsletter mehr erhalten.\n\nMit freundlichen Grüßen\nIlse Bauer\n",
		"Bonjour, merci de me retirer de votre liste de diffusion.\n\nCordialement",
		"Buenos días,\n\nno deseo recibir más correos. Gracias\n",
		"Buenas tardes:\n\nRuego la baja inmediata de su boletín y la eliminación de mis datos personales.\n\nEva Molina\n",
		"Quero cancelar minha inscrição.", "Vorrei cancellarmi dalla vostra newsletter, grazie.",
		"Ik wil geen mails meer ontvangen.", "Ta bort mig från listan, tack", "Proszę o wypisanie z newslettera. Dziękuję",
		"Прошу удалить меня из списка рассылки. Спасибо", "Lütfen beni listenizden çıkarın.",
		"担当者様\n\nメールマガジンの配信停止をお願いいたします。\n\n中秋\n", "请退订。", "더 이상 수신을 원하지 않습니다.",
	} {
		rep, err := dsn.ParseBytes([]byte("From: Ann <ann@example.org>\nTo: news@example.com\nSubject: Re: Our spring offers\nContent-Type: text/plain; charset=utf-8\n\n" + text))
		if err != nil || rep.Kind != dsn.Unsubscribe || rep.Recipients[0].Address != "ann@example.org" {
			t.Errorf("%q: %+v, %v; want a request of ann@example.org to leave", text, rep, err)
		}
	}
}

// Letters with the same words that say the contrary, ask, or speak of another list.
// Who is taken for unsubscribed gets no more mail and is not told.
func TestOrdinaryLettersAreNoRequests(t *testing.T) {
	for _, text := range []string{
		"Please do not remove me from the list. I read every issue.",
		"Please don't remove me from your list!",
		"Why did you remove me from your mailing list?",
		"Unsubscribe me. Really?",
		"Why did you remove me from your mailing list. I liked it.",
		"I no longer want to receive double copies.",
		"I no longer wish to receive the paper edition, mail is enough.",
		"Please remove me from the list of speakers.",
		"Buenos días:\n\nSolicito la baja de mi hija en el comedor.\n",
		"Dear Bob wrote:\n\nplease remove me from your list.\n",
		"Please take me off the rota for Friday.",
		"Please remove me from your blacklist.",
		"Please remove my address a@example.org and add b@example.org instead.",
		"Please remove me from the list unless you mend the links.",
		"Bob says:\n\nplease remove me from your list.\n",
		"Anna wrote \"please remove me from your list\", did you see that.",
		"If I have not paid by Friday, please remove me from the list.",
		"Stop sending me invoices twice.",
		"When do you send the next one?\n\nUnsubscribe\nYour Company, 1 Example Street\n",
		"Unsubscribe\n\nWhat does this link at the bottom do? I hope I did not click it.\n",
		"Your unsubscribe link is broken. Please remove me from the block list instead.",
		"Ich habe seit Mai keine Mails mehr erhalten. Bin ich noch im Verteiler?",
		"Ich habe seit Mai keine Mails mehr erhalten.",
		"Warum haben Sie mich aus dem Verteiler genommen.",
		"Bitte nehmen Sie mich nicht aus dem Verteiler.",
		"Ich muss mich für den Kurs am Freitag leider abmelden.",
		"Ich möchte mich vom Kurs am Freitag abmelden.",
		"Je ne souhaite plus recevoir vos mails en double.",
		"Pourquoi me retirer de la liste.",
		"No quiero darme de baja.", "Non voglio cancellarmi dalla vostra newsletter.", "Ik wil mij niet uitschrijven.",
		"Proszę nie usuwać mnie z listy.", "Я не просил: удалите меня из рассылки.",
		"配信停止をお願いした覚えはありません。", "田中さんの退会をお願いします。", "为什么取消我的订阅",
		"I am out of the office until Monday.\n\nThis was sent automatically by my mail program. To unsubscribe from our news write to us.\n",
	} {
		for _, subject := range []string{"Re: Our spring offers", "a question"} {
			rep, err := dsn.ParseBytes([]byte("From: Ann <ann@example.org>\nTo: news@example.com\nSubject: " + subject + "\nContent-Type: text/plain; charset=utf-8\n\n" + text))
			if err == nil && rep.Kind == dsn.Unsubscribe || err != nil && !errors.Is(err, dsn.ErrNotReport) {
				t.Errorf("%q: %+v, %v; want an ordinary letter", text, rep, err)
			}
		}
	}
}

// By its subject alone, a message asks to be taken off; but not where it says that it
// does not.
func TestWantsToStay(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "Thank you.": true, "I do not read it any more.": true,
		"I did not unsubscribe, please keep me on the list!": false, "Ich habe mich nicht abgemeldet.": false,
	} {
		rep, err := dsn.ParseBytes([]byte("From: Ann <ann@example.org>\nTo: news@example.com\nSubject: Unsubscribe\n\n" + text))
		if got := err == nil && rep.Kind == dsn.Unsubscribe; got != want {
			t.Errorf("%q: unsubscribes: %v, want %v", text, got, want)
		}
	}
}
