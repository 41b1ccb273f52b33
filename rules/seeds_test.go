package rules_test

import (
	"testing"

	"github.com/nixie-mail/nixie/rules"
)

// TestSeedTexts judges the replies that help pages on SMTP errors show their
// readers, and one reader's question.
func TestSeedTexts(t *testing.T) {
	cases := []struct {
		said  string
		cause rules.Cause
	}{
		{"550 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example.org", rules.Blocklisted},
		{"550 5.7.1: Service unavailable; Client host [192.0.2.7] blocked using bl.example.org", rules.Blocklisted},
		{"550 5.7.1 Message rejected as spam by Content Filtering", rules.SpamContent},
		{"550 This message was classified as SPAM and may not be delivered", rules.SpamContent},
		{"550 High probability of spam", rules.SpamContent},
		{"550 5 2 1 mail from 192.0.2.7 rejected, spam site", rules.Blocklisted},
		{"550 Your message was rejected because you were found to be sending spam", rules.BadReputation},
		{"550 Message contained unsafe content", rules.VirusDetected},
		{"550 Message contains unsafe content (Eicar-Test)", rules.VirusDetected},
		{"Your message could not be sent. Error 421", rules.ServerError},
		{"432 The recipient's Exchange Server incoming mail queue has been stopped", rules.ServerError},
		{"421 Tente novamente mais tarde", rules.ServerError},
	}
	for _, c := range cases {
		v := rules.Classify(rules.Said(c.said))
		if v.Cause != c.cause || v.Class == rules.Hard {
			t.Errorf("%q is %s (%s), want %s and not hard", c.said, v.Cause, v.Class, c.cause)
		}
	}
}

// TestContradictions takes the codes on which help pages disagree. Each is
// right for some server: the words decide, and the bare code calls nobody dead
// unless an RFC says so.
func TestContradictions(t *testing.T) {
	cases := []struct {
		said  string
		cause rules.Cause
		class rules.Class
	}{
		{"550", rules.Unknown, rules.ClassUnknown},
		{"550 5.7.1 blocked, see bl.example.org blacklist", rules.Blocklisted, rules.Block},
		{"550 The address does not exist", rules.UserUnknown, rules.Hard},
		{"421 Service not available, closing transmission channel", rules.ServerError, rules.Soft},
		{"421 Too many simultaneous connections", rules.RateLimited, rules.Soft},
		{"450", rules.ServerError, rules.Soft},
		{"450 The mailbox is locked, try again later", rules.ServerError, rules.Soft},
		{"450 Client host [192.0.2.7] is blacklisted", rules.Blocklisted, rules.Block},
		{"451 Requested action aborted: local error in processing", rules.ServerError, rules.Soft},
		{"451 Rejected by the spam filter", rules.SpamContent, rules.Block},
		{"452 Requested action not taken: insufficient system storage", rules.ServerError, rules.Soft},
		{"452 Too many recipients", rules.TooManyRecipients, rules.Soft},
		{"452 Too many emails sent", rules.RateLimited, rules.Soft},
		{"500", rules.ProtocolError, rules.Soft},
		{"503 Bad sequence of commands", rules.ProtocolError, rules.Soft},
		{"503 Authentication required", rules.LoginFailed, rules.Block},
		{"521", rules.DomainUnknown, rules.Soft},
		{"521 example.org does not accept mail", rules.DomainUnknown, rules.Soft},
		{"521 The server is down", rules.Unreachable, rules.Soft},
		{"530", rules.LoginFailed, rules.Block},
		{"530 Your server is blacklisted", rules.Blocklisted, rules.Block},
		{"541", rules.SpamContent, rules.Block},
		{"541 Rejected by policy", rules.PolicyRejected, rules.Block},
		{"551 User not local; please try <b@example.net>", rules.AddressMoved, rules.Hard},
		{"551 User not local or invalid address - Relay denied", rules.RelayDenied, rules.Soft},
		{"552 Requested mail action aborted: exceeded storage allocation", rules.MailboxFull, rules.Soft},
		{"552 Message size exceeds the limit", rules.TooLarge, rules.Block},
		{"554", rules.Unknown, rules.ClassUnknown},
		{"554 The From address is not authorized for this login", rules.SenderRejected, rules.Block},
		{"554 Your IP is on a spam list", rules.Blocklisted, rules.Block},
		{"454 4.7.0 Temporary authentication failure", rules.LoginFailed, rules.Block},
		{"454 TLS not available due to temporary reason", rules.TLSFailed, rules.Block},
		{"556", rules.DomainUnknown, rules.Hard}, // RFC 7504 section 3
		{"556 Domain does not accept mail", rules.DomainUnknown, rules.Hard},
	}
	for _, c := range cases {
		v := rules.Classify(rules.Said(c.said))
		if v.Cause != c.cause || v.Class != c.class {
			t.Errorf("%q is %s (%s), want %s (%s); %+v", c.said, v.Cause, v.Class, c.cause, c.class, v.Evidence)
		}
	}
}
