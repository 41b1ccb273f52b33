package imap

import (
	"strings"

	"github.com/emersion/go-imap/v2"
)

// A saying is what servers say when they refuse a sign-in, and what to do.
type saying struct {
	words    string // in the server's text, in lower case
	password bool   // it is about passwords only
	remedy   string
}

// sayings are searched in order. Where a vendor documents the words or the
// remedy, its page is named; the other words are as people report them.
var sayings = []saying{
	// Gmail. https://support.google.com/mail/answer/185833
	{"application-specific password required", true, appPassword + " (Google: https://myaccount.google.com/apppasswords), or " + byOAuth2},
	// https://support.google.com/mail/answer/78754
	{"web login required", false, throughBrowser},
	{"log in via your web browser", false, throughBrowser},
	// https://support.google.com/mail/answer/7126229
	{"not enabled for imap use", false, "switch IMAP on: Gmail, Settings, Forwarding and POP/IMAP"},
	// https://support.google.com/a/answer/105694
	{"imap access is disabled for your domain", false, "the administrator of the domain has switched IMAP off: Google Admin console, Gmail, End User Access"},

	// Exchange Online.
	// https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online
	{"basicauthblocked", true, noPasswords},

	// Zoho. https://www.zoho.com/mail/help/imap-access.html
	{"yet to enable imap", false, "switch IMAP on: Zoho Mail, Settings, Mail Accounts, IMAP Access; in an organisation the administrator may have to allow it first"},
	// Yandex. https://yandex.com/support/yandex-360/customers/mail/en/mail-clients/others
	{"credentials or imap is disabled", false, yandex},
	// Mail.ru says it in Russian with Latin letters, and names
	// https://help.mail.ru/mail/security/protection/external
	{"parol prilozheniya", true, mailRu},
	{"application password is required", true, mailRu},
	// QQ. https://help.mail.qq.com/detail/108/1023
	{"service is not open", true, qq},
	{"authorized code", true, qq},
	// NetEase. It refuses SELECT in these words, too; see unsafeRemedy.
	{"unsafe login", false, netEase},
	// Zimbra
	{"does not have imap access", false, "IMAP is switched off for this account; ask the server's people to switch it on"},
	// Proton Mail Bridge. https://proton.me/support/protonmail-bridge-faq
	{"no such user", true, "check user and password; Proton Mail Bridge wants the password that it shows under Mailbox details, not that of the account"},

	{"too many failed", false, tooMany},
	{"too many bad", false, tooMany},
	{"too many login", false, tooMany},
	{"too many auth", false, tooMany},
	{"too many invalid", false, tooMany},
	{" locked", false, "the account is locked: sign in by a browser to see why, or ask the server's people"},
	{"suspended", false, "the account is suspended: sign in by a browser to see why, or ask the server's people"},
}

const (
	byOAuth2       = `sign in by OAuth2 (auth = { type = "oauth2", … })`
	appPassword    = "make an app password, and give that instead of the account's"
	throughBrowser = "sign in by a browser once as this user and confirm that it was you, or take an app password or OAuth2"
	noPasswords    = `Microsoft takes no passwords for IMAP any more: set auth = { type = "oauth2", provider = "microsoft", … }`
	yandex         = "switch IMAP on (Yandex Mail, All settings, Email clients), and give an app password for mail, made at https://id.yandex.com/security/app-passwords"
	mailRu         = "make a password for external applications (https://help.mail.ru/mail/security/protection/external), and give that instead of the account's"
	qq             = "switch IMAP on in QQ Mail's settings, and give the authorization code that it shows there, not the password; too many sign-ins are refused in the same words"
	netEase        = "switch IMAP on in the settings of the webmail, and give the authorization code that it shows there, not the password"
	tooMany        = "wait an hour before the next try, for each one may prolong it; then check user and password"
	checkPassword  = "check user and password, and whether the account allows IMAP with a password"
)

// passwordHosts say which password the large services want, by the ends of
// their hosts: what they say is the same for every mistake.
var passwordHosts = []struct{ host, remedy string }{
	// https://support.google.com/mail/answer/185833, for organisations
	// https://support.google.com/a/answer/14114704
	{"gmail.com", google}, {"googlemail.com", google},
	{"office365.com", noPasswords}, {"outlook.com", noPasswords}, {"office.com", noPasswords},
	{"office365.us", noPasswords}, {"outlook.cn", noPasswords},
	// https://help.yahoo.com/kb/generate-manage-rd-party-passwords-sln15241.html
	{"yahoo.com", appPassword + " (https://login.yahoo.com/account/security, External connections)"},
	{"aol.com", appPassword + " (https://login.aol.com/account/security)"},
	// https://support.apple.com/102654
	{"me.com", apple}, {"icloud.com", apple},
	// https://hilfe.gmx.net/sicherheit/2fa/anwendungsspezifisches-passwort.html
	{"gmx.net", gmx}, {"gmx.com", gmx}, {"gmx.de", gmx}, {"web.de", gmx},
	// https://www.fastmail.com/help/clients/apppassword.html
	{"fastmail.com", fastmail}, {"messagingengine.com", fastmail},
	{"zoho.com", zoho}, {"zoho.eu", zoho}, {"zoho.in", zoho},
	{"yandex.com", yandex}, {"yandex.ru", yandex}, {"mail.ru", mailRu}, {"qq.com", qq},
	{"163.com", netEase}, {"126.com", netEase}, {"yeah.net", netEase}, {"188.com", netEase},
}

const (
	google = "Google takes app passwords (https://myaccount.google.com/apppasswords, with 2-Step Verification) instead of the account's; " +
		`or sign in by OAuth2 (auth = { type = "oauth2", provider = "google", … })`
	apple    = appPassword + " (https://account.apple.com, Sign-In and Security, App-Specific Passwords)"
	gmx      = "switch IMAP on in the settings of the webmail (POP3 & IMAP), where it is off at first; with two-factor sign-in give an application-specific password (My Account, Security)"
	fastmail = appPassword + " (Settings, Privacy & Security, Integrations); the Basic plan has no IMAP"
	zoho     = "switch IMAP on (Zoho Mail, Settings, Mail Accounts), and with two-factor sign-in give an app-specific password (https://accounts.zoho.com, Security)"
)

// passwordRemedy says what to do about a password that was refused.
func passwordRemedy(host string, refusal *imap.Error) string {
	if remedy := said(refusal, true); remedy != "" {
		return remedy
	}
	for _, h := range passwordHosts {
		if under(host, h.host) {
			return h.remedy
		}
	}
	return checkPassword
}

// tokenRemedy says what to look at when a server does not take a token.
func tokenRemedy(host string, refusal *imap.Error) string {
	if remedy := said(refusal, false); remedy != "" {
		return remedy
	}
	return tokenHint(host)
}

// said looks the server's words and code up, "" if they say little.
func said(refusal *imap.Error, password bool) string {
	text := strings.ToLower(words(refusal))
	for _, s := range sayings {
		if strings.Contains(text, s.words) && (password || !s.password) {
			return s.remedy
		}
	}
	switch codeOf(refusal) { // RFC 5530 section 3
	case imap.ResponseCodeExpired:
		if password {
			return "the password has expired: set a new one"
		}
	case imap.ResponseCodePrivacyRequired:
		return "the server wants an encrypted line: write imaps://, or leave tls as it is by default"
	case imap.ResponseCodeContactAdmin:
		return "ask the server's people: only they can say why"
	}
	return ""
}

// under reports whether a host is a domain or lies below it.
func under(host, domain string) bool {
	host = strings.ToLower(host)
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// notConnected is what to do about Microsoft's answer of that name.
// https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
const notConnected = "the token is good, but its owner may not open this mailbox: check that IMAP is on for it (Set-CASMailbox -ImapEnabled $true), " +
	"that url and mailbox name it, and that the account that signed in, or the app's service principal, has FullAccess to it (Add-MailboxPermission)"

// tokenHints say what the large services want, by the ends of their hosts.
var tokenHints = []struct{ host, hint string }{
	{"gmail.com", googleHint},
	{"googlemail.com", googleHint},
	{"office365.com", microsoftHint},
	{"outlook.com", microsoftHint},
	{"office.com", microsoftHint},
	{"office365.us", microsoftHint},
	{"apps.mil", microsoftHint},
	{"outlook.cn", microsoftHint},
}

const (
	googleHint = "check that the url names the address that signed in, that the scope is https://mail.google.com/, " +
		"and that IMAP is on (Workspace: Admin console, Gmail, End User Access)"
	microsoftHint = "check that the url, or mailbox, names an address that the account that signed in may open, " +
		"that IMAP is on for it (Set-CASMailbox -ImapEnabled $true), and for an app of its own that its service principal is registered in Exchange (New-ServicePrincipal)"
	otherHint = "check that the url names the address that signed in, that the scopes allow IMAP, and that the server trusts this issuer"
)

// tokenHint says what to look at when a server does not take a token.
func tokenHint(host string) string {
	for _, h := range tokenHints {
		if under(host, h.host) {
			return h.hint
		}
	}
	return otherHint
}
