package dsn_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// List servers refuse in the language of their owners; the list is the
// recipient. What waits for a moderator, and what only tells the rules of a
// list, is no refusal.
func TestParseListRefusal(t *testing.T) {
	tests := []struct{ name, from, subject, text, list string }{
		{"German, by role", "club-owner@lists.example.net", "Ihr Beitrag", "Ihre Nachricht an die Liste wurde abgelehnt:\n\nNur Mitglieder dürfen schreiben.", "club@lists.example.net"},
		{"French, by the text", "LISTSERV@lists.example.net", "Message rejeté", "Votre message à la liste CLUB@LISTS.EXAMPLE.NET n'a pas été distribué. Seuls les abonnés sont autorisés.", "CLUB@lists.example.net"},
		{"Czech without accents", "Majordomo@lists.example.net", "Majordomo results", "Vas prispevek do konference club@lists.example.net byl odmitnut.", "club@lists.example.net"},
		{"Hungarian", "sympa@lists.example.net", "Elutasítva", "A levelezőlista (club@lists.example.net) elutasította az üzenetet.", "club@lists.example.net"},
		{"Russian", "club-request@lists.example.net", "Отказ", "Ваше сообщение в список рассылки отклонено: писать могут только подписчики.", "club@lists.example.net"},
		{"Japanese", "club-return@lists.example.net", "エラー", "リスト club@lists.example.net への投稿は拒否されました。", "club@lists.example.net"},
		{"the returned message tells", "mailman@lists.example.net", "Odrzucone", "Wiadomość została odrzucona przez moderatora listy.\n\n------- Original message -------\nFrom: news@example.com\nTo: club@lists.example.net\nSubject: news\nDate: Tue, 10 Mar 2026 08:00:00 +0100\nMessage-ID: <1@example.com>\n", "club@lists.example.net"},
		{"held, Italian", "club-bounces@lists.example.net", "Messaggio", "Il messaggio alla lista è stato trattenuto finché il moderatore non lo approverà.", ""},
		{"held, Polish", "club-bounces@lists.example.net", "Wiadomość", "Wiadomość na listę oczekuje na decyzję moderatora: tylko członkowie mogą pisać.", ""},
		{"welcome", "club-bounces@lists.example.net", "Witamy", "Witamy na liście club@lists.example.net. Tylko członkowie mogą pisać do listy.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep, err := dsn.Parse(strings.NewReader("Return-Path: <>\nX-List-Administrivia: yes\nFrom: " + tt.from + "\nTo: news@example.com\nSubject: " + tt.subject + "\nContent-Type: text/plain; charset=utf-8\n\n" + tt.text + "\n"))
			switch {
			case tt.list == "":
				if !errors.Is(err, dsn.ErrNotReport) {
					t.Errorf("read as %+v, %v; want nothing", rep, err)
				}
			case err != nil:
				t.Fatal(err)
			case rep.Kind != dsn.Bounce || len(rep.Recipients) != 1 || rep.Recipients[0].Address != tt.list:
				t.Errorf("%s of %+v, want a bounce of %s", rep.Kind, rep.Recipients, tt.list)
			}
		})
	}
}

// A filter that asks in its own name guards the mailbox that it names.
func TestParseChallengeInOtherWords(t *testing.T) {
	tests := []struct{ name, from, subject, text, guarded string }{
		{"Italian", "antispam@mx.example.net", "Conferma richiesta", "Affinché il suo messaggio a ann@example.org venga consegnato, clicca qui.", "ann@example.org"},
		{"Russian", "filter@mx.example.net", "Подтверждение", "Чтобы ваше письмо для ann@example.org было доставлено, введите код.", "ann@example.org"},
		{"its own name", "Ann <ann@example.org>", "Bitte bestätigen", "Damit Ihre Nachricht zugestellt wird, antworten Sie bitte auf diese.", "ann@example.org"},
		{"a registration", "noreply@forum.example.net", "Potwierdź swój adres", "Twoja wiadomość oczekuje. Aby dokończyć rejestrację, kliknij.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep, err := dsn.Parse(strings.NewReader("Return-Path: <>\nFrom: " + tt.from + "\nTo: news@example.com\nSubject: " + tt.subject + "\nContent-Type: text/plain; charset=utf-8\n\n" + tt.text + "\n"))
			if tt.guarded == "" {
				if err == nil && rep.Kind == dsn.Challenge {
					t.Errorf("read as a challenge of %+v", rep.Recipients)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if rep.Kind != dsn.Challenge || len(rep.Recipients) != 1 || rep.Recipients[0].Address != tt.guarded {
				t.Errorf("%s of %+v, want a challenge of %s", rep.Kind, rep.Recipients, tt.guarded)
			}
		})
	}
}
