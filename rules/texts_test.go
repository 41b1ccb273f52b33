package rules_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/rules"
)

// textsFile is the table of replies as providers document them, and as servers
// were seen to give them. It lies beside the project, not in it.
const textsFile = "../../shared/knowledge/provider-texts.tsv"

// What the replies of textsFile must come to: in the share of all rows that are
// judged.
const (
	minRight   = 0.97
	maxUnknown = 0.03
)

// hostsOf names a refusing host for each provider of textsFile that nixie knows
// by its hosts. Products that anybody may run have none.
var hostsOf = map[string]string{
	"Gmail": "gmail-smtp-in.l.google.com", "Gmail (old)": "gmail-smtp-in.l.google.com", "Google Groups": "aspmx.l.google.com",
	"iCloud": "mx01.mail.icloud.com", "Outlook.com": "outlook-com.olc.protection.outlook.com",
	"Exchange Online": "example-org.mail.protection.outlook.com", "Yahoo": "mta5.am0.yahoodns.net", "Yahoo! JAPAN": "mx1.mail.yahoo.co.jp",
	"AOL": "mx-aol.mail.gm0.yahoodns.net", "QQ": "mx3.qq.com", "NetEase 163": "163mx01.mxmail.netease.com", "NetEase": "163mx01.mxmail.netease.com",
	"AT&T": "ff-ip4-mx-vip1.prodigy.net", "Comcast": "mx1.comcast.net", "Cox": "cxr.mx.a.cloudfilter.net", "Charter/Spectrum": "mx0.charter.net",
	"Earthlink": "mx1.earthlink.net", "GoDaddy": "smtp.secureserver.net", "Rackspace Email": "mx1.emailsrvr.com",
	"Yandex": "mx.yandex.ru", "Mail.ru": "mxs.mail.ru", "WP.pl": "mx.wp.pl", "Interia": "mx.interia.pl",
	"GMX/WEB.DE": "mx00.gmx.net", "GMX": "mx00.gmx.net", "GMX/mail.com": "mx00.gmx.net", "WEB.DE": "mx-ha.web.de", "T-Online": "mx00.t-online.de",
	"Orange": "smtp-in.orange.fr", "Free": "mx1.free.fr", "SFR": "smtp-in.sfr.fr", "La Poste": "smtpz4.laposte.net",
	"Libero (Italy)": "smtp-in.libero.it", "Virgilio/TIM": "smtp.tim.it", "Terra": "mx.terra.com.br", "Naver": "mx1.naver.com",
	"Hanmail/Daum-type": "mx1.hanmail.net", "NTT docomo": "mfsmax.docomo.ne.jp", "SoftBank": "mx.softbank.ne.jp",
	"au (KDDI)": "lsean.ezweb.ne.jp", "au (ezweb)": "lsean.ezweb.ne.jp", "OCN (Postfix)": "mx.ocn.ad.jp", "Rediffmail": "mx.rediffmail.rediff.com",
	"Mimecast": "eu-smtp-inbound-1.mimecast.com",
}

// notJudged are rows whose label the words themselves contradict, with the
// reason. Rows labelled with an event (delay, challenge) are not judged either:
// an event is no cause.
var notJudged = []struct{ words, label, reason string }{
	{"attachment extension is forbidden", "virus-detected", "a kind of file is forbidden, no virus was found"},
	{"too many invalid recipients", "user-unknown", "a limit on bad recipients, said of the whole session"},
	{"by user's reject list", "blocklisted", "the recipient's own list, no blocklist"},
	{"rejected due to DMARC", "spam-content", "the words name DMARC"},
	{"RESOLVER.RST.AuthRequired", "login-failed", "Exchange says so of a recipient that takes mail of signed-in senders only"},
}

// reasonNotToJudge returns why a row is left out, else "".
func reasonNotToJudge(words, label string) string {
	switch label {
	case "delay", "challenge", "auto-reply":
		return "an event, no cause"
	}
	for _, n := range notJudged {
		if n.label == label && strings.Contains(words, n.words) {
			return n.reason
		}
	}
	return ""
}

// A reply is one row of textsFile.
type reply struct {
	words, provider string
	cause           rules.Cause
	lasting         rules.Lasting
}

// readTexts returns the rows of textsFile, or skips the test where it is not.
func readTexts(t *testing.T) []reply {
	t.Helper()
	f, err := os.Open(textsFile)
	if os.IsNotExist(err) {
		t.Skip("the table of providers' texts is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []reply
	in := bufio.NewScanner(f)
	for in.Scan() {
		c := strings.Split(in.Text(), "\t")
		if len(c) < 6 {
			t.Fatalf("a row of %d columns: %q", len(c), in.Text())
		}
		if c[0] != "text" {
			rows = append(rows, reply{c[0], c[1], rules.Cause(c[4]), rules.Lasting(c[5])})
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestProviderTexts judges the replies that providers document. Single rows may
// go wrong, as their labels are somebody's opinion; but a good address is never
// called dead, and words that mean nothing are not guessed at.
func TestProviderTexts(t *testing.T) {
	judged, right, unknown := 0, 0, 0
	for _, row := range readTexts(t) {
		said := rules.Said(row.words)
		said.Host = hostsOf[row.provider]
		v := rules.Classify(said)

		dead := row.cause.Meaning().Class == rules.Hard && row.lasting == rules.Permanent
		if v.Class == rules.Hard && !dead {
			t.Errorf("%q is hard, but %s and %s", row.words, row.lasting, row.cause)
		}
		if row.cause == rules.Unknown && v.Cause != rules.Unknown {
			t.Errorf("%q is guessed to be %s by %+v", row.words, v.Cause, v.Evidence[0])
		}
		if reason := reasonNotToJudge(row.words, string(row.cause)); reason != "" {
			t.Logf("not judged, %s: %q", reason, row.words)
			continue
		}
		judged++
		switch v.Cause {
		case row.cause:
			right++
		case rules.Unknown:
			unknown++
			t.Logf("not known, want %s: %q", row.cause, row.words)
		default:
			t.Logf("%s, want %s: %q", v.Cause, row.cause, row.words)
		}
	}
	t.Logf("%d of %d causes right, %d unknown", right, judged, unknown)
	if float64(right) < minRight*float64(judged) {
		t.Errorf("%d of %d causes right, want %.0f %%", right, judged, 100*minRight)
	}
	if float64(unknown) > maxUnknown*float64(judged) {
		t.Errorf("%d of %d unknown, want at most %.0f %%", unknown, judged, 100*maxUnknown)
	}
}
