package imap_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// TestSignInSaid: what a server says at the sign-in, and what the person is told
// to do. Server and line are as the services have them.
func TestSignInSaid(t *testing.T) {
	const none = "sign-in by token is told the usual"
	for _, tt := range []struct{ says, password, token string }{
		{"[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", "make an app password", none},
		{"[WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.", "sign in by a browser once", "sign in by a browser once"},
		{"[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)", "sign in by a browser once", "sign in by a browser once"},
		{"[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)", "switch IMAP on: Gmail", "switch IMAP on: Gmail"},
		{"[ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)", "Google Admin console", "Google Admin console"},
		{"[AUTHENTICATIONFAILED] AuthFailed:LogonDenied-BasicAuthBlocked-LogonFailed", `provider = "microsoft"`, none},
		{"[ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)", "Zoho Mail, Settings", "Zoho Mail, Settings"},
		{"[AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=AbCdEf", "app password for mail", "app password for mail"},
		{"[AUTHENTICATIONFAILED] NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED", "password for external applications", none},
		{"Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.", "authorization code", none},
		{"Login fail. Please using authorized code to login.", "authorization code", none},
		{"LOGIN Unsafe Login. Please contact kefu@188.com for help", "authorization code", "authorization code"},
		{"account does not have IMAP access enabled", "IMAP is switched off", "IMAP is switched off"},
		{"no such user", "Proton Mail Bridge wants the password that it shows", none},
		{"[AUTHENTICATIONFAILED] Too many failed login attempts", "wait an hour", "wait an hour"},
		{"This account is locked.", "the account is locked", "the account is locked"},
		{"[EXPIRED] That password has expired", "set a new one", none},
		{"[PRIVACYREQUIRED] Plaintext authentication disallowed", "write imaps://", "write imaps://"},
		{"[CONTACTADMIN] No", "ask the server's people", "ask the server's people"},
		{"[AUTHENTICATIONFAILED] Your address is blocked", "check user and password", none},
		{"[AUTHENTICATIONFAILED] Authentication failed.", "check user and password", none},
	} {
		for way, want := range map[string]string{"LOGIN": tt.password, "AUTHENTICATE": tt.token} {
			if want == none {
				want = "check that the url names the address that signed in"
			}
			s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
				if cmd.name == way {
					c.say("%s NO %s", cmd.tag, tt.says)
				}
				return cmd.name == way
			}}
			if way == "AUTHENTICATE" {
				s.greeting = bearerGreeting
			}
			url, o := s.serve(t)
			if way == "AUTHENTICATE" {
				o.Token = (&tokens{}).next
			}
			err := read(t, url, nil, o).err
			if !errors.Is(err, scanner.ErrAuth) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %q: error %v, want ErrAuth with %q", way, tt.says, err, want)
			}
		}
	}
}

// TestPasswordHosts: most services say the same of every mistake, so that only
// their name tells what they want.
func TestPasswordHosts(t *testing.T) {
	for host, want := range map[string]string{
		"imap.gmail.com": "apppasswords", "outlook.office365.com": "takes no passwords", "imap-mail.outlook.com": "takes no passwords", "partner.outlook.cn": "takes no passwords",
		"imap.mail.yahoo.com": "login.yahoo.com", "imap.aol.com": "login.aol.com", "imap.mail.me.com": "account.apple.com", "IMAP.gmx.net": "application-specific password",
		"imap.web.de": "application-specific password", "imap.fastmail.com": "Basic plan", "imappro.zoho.eu": "Zoho", "imap.yandex.com": "app-passwords", "imap.mail.ru": "help.mail.ru",
		"imap.qq.com": "authorization code", "imap.163.com": "authorization code", "imap.example.org": "whether the account allows IMAP", "notgmail.com": "whether the account allows IMAP",
	} {
		if got := imap.PasswordRemedy(host, "[AUTHENTICATIONFAILED] Invalid credentials"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", host, got, want)
		}
	}
	if got := imap.PasswordRemedy("imap.gmail.com", "IMAP access is disabled for your domain"); !strings.Contains(got, "Admin console") {
		t.Errorf("%q: the server's own words do not win", got)
	}
}
