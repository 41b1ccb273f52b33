package rules_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

func TestSaid(t *testing.T) {
	unknown := dsn.Status{Class: 5, Subject: 1, Detail: 1}
	cases := []struct {
		text   string
		code   int
		status dsn.Status
	}{
		// At the beginning.
		{"550 5.1.1 no", 550, unknown},
		{"550-5.1.1 no", 550, unknown},
		{"550 no", 550, dsn.Status{}},
		{"550", 550, dsn.Status{}},
		{"5.1.1 no", 0, unknown},
		{"5501 no", 0, dsn.Status{}},
		{"", 0, dsn.Status{}},
		{"550 no, error 421", 550, dsn.Status{}},

		{"#550 5.1.1 no ##", 550, unknown},
		{"'550 5.1.1 no'", 550, unknown},

		// Called a code.
		{"SMTP error from remote mail server after RCPT TO:<a@example.org>: host mx.example.org [192.0.2.7]: 550 5.1.1 no", 550, unknown},
		{"Your message could not be sent. Error 421", 421, dsn.Status{}},
		{"Your message could not be sent (error: 421).", 421, dsn.Status{}},
		{"Error code is 550, says the server", 550, dsn.Status{}},
		{"SMTP error 550 5.1.1 no such user", 550, unknown},
		{"smtp;550 5.1.1 no such user", 550, unknown},
		{"The remote server returned: 550", 550, dsn.Status{}},
		{"I get a 550 error", 550, dsn.Status{}},
		{"Fehler Nr. 554", 554, dsn.Status{}},
		{"Erreur : 550", 550, dsn.Status{}},
		{"Mesajınız gönderilemedi. Hata 421", 421, dsn.Status{}},
		{"Sürekli 550 hatası alıyorum", 550, dsn.Status{}},
		{"BŁĄD 421", 421, dsn.Status{}},
		{"Sua mensagem não foi enviada. Erro 421", 421, dsn.Status{}},
		{"ભૂલ 421", 421, dsn.Status{}},
		{"送信できませんでした。エラーコード550", 550, dsn.Status{}},
		{"550エラー", 550, dsn.Status{}},

		// Other numbers.
		{"ticket 512", 0, dsn.Status{}},
		{"port 465", 0, dsn.Status{}},
		{"room 550 is full", 0, dsn.Status{}},
		{"Error in ticket 512", 0, dsn.Status{}},
		{"error 4210", 0, dsn.Status{}},
		{"error 250", 0, dsn.Status{}},
		{"error 600", 0, dsn.Status{}},
		{"error 421.5.6.7", 0, dsn.Status{}},
		{"error at 192.0.2.7:550", 0, dsn.Status{}},
		{"encode 550", 0, dsn.Status{}},
		{"the 450 fellows", 0, dsn.Status{}},
		{"error", 0, dsn.Status{}},
		{"error \xff 550 \xff", 0, dsn.Status{}},
	}
	for _, c := range cases {
		r := rules.Said(c.text)
		if r.Reply.Text != c.text || r.Reply.Code != c.code || r.Status != c.status {
			t.Errorf("Said(%q) = %d %v %q, want %d %v", c.text, r.Reply.Code, r.Status, r.Reply.Text, c.code, c.status)
		}
	}
	if r := rules.Said(strings.Repeat("5", 1<<20)); r.Reply.Code != 0 {
		t.Errorf("a megabyte of digits has the code %d", r.Reply.Code)
	}
}
