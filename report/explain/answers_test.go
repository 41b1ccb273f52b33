package explain_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
)

// questions are what people ask, with the cause and the advice that are right,
// whatever the language of the answer. The first seven are the examples of the
// articles that nixie began with.
var questions = []struct {
	text   string
	cause  rules.Cause
	advice rules.Advice
}{
	{"550 5.7.1 Service unavailable; Client host [192.0.2.10] blocked using bl.example.org", rules.Blocklisted, rules.Keep},
	{"550 5.7.1 Message rejected as spam by Content Filtering", rules.SpamContent, rules.Keep},
	{"550 This message was classified as SPAM and may not be delivered", rules.SpamContent, rules.Keep},
	{"550 High probability of spam", rules.SpamContent, rules.Keep},
	{"550 5 2 1 mail from 192.0.2.10 rejected, spam site", rules.Blocklisted, rules.Keep},
	{"550 Your message was rejected because you were found to be sending spam", rules.BadReputation, rules.Keep},
	{"550 Message contained unsafe content", rules.VirusDetected, rules.Keep},

	{"550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown", rules.UserUnknown, rules.Remove},
	{"450 4.1.1 <ann@example.org>: User unknown", rules.UserUnknown, rules.Watch},
	{"550 5.1.2 Host unknown (Name server: example.invalid: host not found)", rules.DomainUnknown, rules.Remove},
	{"556 5.1.10 <ann@example.com>: Domain example.com does not accept mail (nullMX)", rules.DomainUnknown, rules.Remove},
	{"550 5.2.1 The account has been disabled", rules.MailboxDisabled, rules.Watch},
	{"551 5.1.6 User has moved; please try <ann@example.net>", rules.AddressMoved, rules.Replace},
	{"501 5.1.3 Bad recipient address syntax", rules.BadAddress, rules.Remove},
	{"550 5.1.1 Recipient is on our suppression list; not attempted", rules.Suppressed, rules.Remove},
	{"550 5.7.133 Sender not authenticated for group", rules.RecipientRestricted, rules.Watch},
	{"552 5.2.2 The email account that you tried to reach is over quota", rules.MailboxFull, rules.Watch},
	{"554 5.7.1 Mail refused: the sending IP address has a poor reputation", rules.BadReputation, rules.Keep},
	{"550 5.7.26 Unauthenticated email from example.org is not accepted due to the domain's DMARC policy", rules.AuthFailed, rules.Keep},
	{"550 5.7.25 The IP address sending this message does not have a PTR record", rules.NoReverseDNS, rules.Keep},
	{"553 5.1.8 Sender domain example.invalid does not exist", rules.SenderRejected, rules.Keep},
	{"554 5.7.1 <ann@example.org>: Relay access denied", rules.RelayDenied, rules.Watch},
	{"421 4.7.28 Our system has detected an unusual rate of mail; too many messages, slow down", rules.RateLimited, rules.Keep},
	{"451 4.7.1 Greylisting in action, please come back later", rules.Greylisted, rules.Ignore},
	{"550 5.7.1 Message rejected due to local policy", rules.PolicyRejected, rules.Keep},
	{"530 5.7.0 Must issue a STARTTLS command first", rules.TLSFailed, rules.Keep},
	{"535 5.7.8 Username and password not accepted", rules.LoginFailed, rules.Keep},
	{"452 4.5.3 Too many recipients", rules.TooManyRecipients, rules.Keep},
	{"554 5.6.0 Message header is malformed", rules.ContentRejected, rules.Keep},
	{"552 5.3.4 Message size exceeds fixed maximum message size", rules.TooLarge, rules.Keep},
	{"451 4.4.3 Temporary failure in name resolution: DNS lookup failed", rules.DNSFailure, rules.Watch},
	{"4.4.1 connect to mx.example.org[192.0.2.25]:25: Connection timed out", rules.Unreachable, rules.Watch},
	{"5.4.7 Delivery expired (message too old)", rules.Expired, rules.Watch},
	{"554 5.4.6 Too many hops", rules.RoutingLoop, rules.Watch},
	{"451 4.3.0 Temporary server error. Please try again later", rules.ServerError, rules.Watch},
	{"503 5.5.1 Bad sequence of commands", rules.ProtocolError, rules.Watch},
	{"554 5.0.0 Alas, it was not to be", rules.Unknown, rules.Review},

	{"Your message could not be sent. Error 421", rules.ServerError, rules.Watch},
	{"101", rules.Unreachable, rules.Watch},
	{"511", rules.UserUnknown, rules.Remove},
	{"5 2 2", rules.MailboxFull, rules.Watch},
	{"5.7.606", rules.Blocklisted, rules.Keep},
	{"auto-reply", "auto-reply", rules.Ignore},
	{"complaint", "complaint", rules.Unsubscribe},
}

func TestAnswersAreRight(t *testing.T) {
	for _, q := range questions {
		if v := explain.Text(q.text, "", nil).Verdict; v.Cause != q.cause || v.Advice != q.advice {
			t.Errorf("Explain(%q) = %s, %s; want %s, %s (evidence %v)", q.text, v.Cause, v.Advice, q.cause, q.advice, v.Evidence)
		}
	}
}

// TestError421 asks the question with which the articles begin, as the mail
// programs of all languages put it.
func TestError421(t *testing.T) {
	want := explain.Text("421", "", nil).Verdict.Cause
	for _, text := range []string{
		"Your message could not be sent. Error 421", "Hindi maipadala ang iyong mensahe. Error 421",
		"Ang iyong mensahe ay hindi naipadala: error code 421", "İletiniz gönderilemedi. Hata 421", "İleti gönderilemedi. Hata kodu: 421",
		"તમારો સંદેશ મોકલી શકાયો નથી. ભૂલ 421", "સંદેશ મોકલી શકાયો નહીં. ભૂલ કોડ ૪૨૧", "Nie można wysłać wiadomości. Błąd 421",
		"Wiadomość nie została wysłana (kod błędu 421)", "Não foi possível enviar sua mensagem. Erro 421", "Erro: 421",
		"Ihre Nachricht konnte nicht gesendet werden. Fehler 421", "Fehlercode: 421", "Votre message n'a pas pu être envoyé. Erreur 421",
		"Erreur\u00a0421", "No se pudo enviar el mensaje. Error 421", "メッセージを送信できませんでした。エラー 421", "エラー421が発生しました", "エラーコード：４２１",
	} {
		e := explain.Text(text, "", nil)
		if len(e.Codes) == 0 || e.Codes[0].Code != "421" || e.Verdict.Cause != want || len(e.Wrong) > 0 {
			t.Errorf("Explain(%q): codes %v, wrong %v, cause %s; want 421 and %s", text, e.Codes, e.Wrong, e.Verdict.Cause, want)
		}
	}
}

// TestAnswers keeps the answers in every language. A new language gets its file
// by -update; read it before you commit it.
func TestAnswers(t *testing.T) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			opts := english(80)
			opts.Locale = locale.For(lang)
			var b bytes.Buffer
			for _, q := range questions {
				e := explain.Text(q.text, "", nil)
				fmt.Fprintf(&b, "$ nixie explain --short '%s'\n", q.text)
				print(t, &b, e, opts, explain.View{Short: true})
			}
			for _, text := range []string{"550", "552 5.2.2 The account is over quota", "Your message could not be sent. Error 421", "599", "572", "hello"} {
				fmt.Fprintf(&b, "$ nixie explain '%s'\n", text)
				print(t, &b, explain.Text(text, "", judge), opts, explain.View{})
			}
			fmt.Fprintf(&b, "$ nixie explain --for sender message.eml\n")
			print(t, &b, explain.Outcome(reporttest.Full()), opts, explain.View{For: explain.ForSender})
			fmt.Fprintf(&b, "$ nixie analyze --format card message.eml\n")
			print(t, &b, explain.Outcome(reporttest.Listed()), opts, explain.View{})
			fmt.Fprintf(&b, "$ nixie analyze --format md message.eml\n")
			print(t, &b, explain.Outcome(reporttest.Listed()), opts, explain.View{Markdown: true})
			reporttest.Golden(t, filepath.Join("answers", lang+".txt"), b.Bytes())
		})
	}
}

// print prints an explanation, which must fit the terminal.
func print(t *testing.T, b *bytes.Buffer, e explain.Explanation, opts *report.Options, view explain.View) {
	t.Helper()
	begin := b.Len()
	if err := e.Print(b, opts, view); err != nil {
		t.Fatal(err)
	}
	if !view.Markdown {
		reporttest.Fits(t, b.String()[begin:], opts.Width)
	}
	b.WriteByte('\n')
}
