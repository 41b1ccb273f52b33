package scanner

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
)

// sentTo is a report that was sent to an address and returns these fields.
func sentTo(address string, fields ...dsn.Field) *dsn.Report {
	return &dsn.Report{SentTo: []string{address}, Original: dsn.Original{Header: fields}}
}

func TestUsualSchemes(t *testing.T) {
	jane := tie{address: "jane@example.com"}
	for _, c := range []struct {
		name, address string
		want          tie
	}{
		{"plain", "bounces@example.org", tie{}},
		{"with a detail", "bounces+news@example.org", tie{}},
		{"bounce", "bounce+jane=example.com@example.org", jane},
		{"domain in capitals", "BOUNCE+jane=EXAMPLE.COM@example.org", jane},
		{"Mailman", "news-bounces+jane=example.com@lists.example.org", tie{address: jane.address, list: "news.lists.example.org"}},
		{"Mailman, detail in the address", "a.b-bounces+jane+tag=example.com@example.org", tie{address: "jane+tag@example.com", list: "a.b.example.org"}},
		{"Mailman, plus spelt out", "news-bounces+jane%2Btag=example.com@example.org", tie{address: "jane+tag@example.com", list: "news.example.org"}},
		{"Postfix", "owner-news+jane=example.com@example.org", jane},
		{"plus as in xtext", "news-owner-jane+2Btag=example.com@example.org", tie{address: "jane+tag@example.com", list: "news.example.org"}},
		{"plus as in quoted-printable", "bounces+12-jane=2Btag=example.com@example.org", tie{address: "jane+tag@example.com"}},
		{"Sympa", "bounce+jane==a==example.com==news@lists.example.org", tie{address: jane.address, list: "news.lists.example.org"}},
		{"Sympa, reminder", "bounce+jane==a==example.com==news==r@example.org", tie{address: jane.address, list: "news.example.org"}},
		{"Sympa, tracked", "bounce+ja=ne==a==example.com==news==1234567@example.org", tie{address: "ja=ne@example.com", list: "news.example.org"}},
		{"ezmlm", "news-return-42-jane=example.com@example.org", tie{address: jane.address, list: "news.example.org", campaign: "42"}},
		{"ezmlm, digest and hyphens", "a-b-digest-return-7-jane-doe=sub.example.com@example.org", tie{address: "jane-doe@sub.example.com", list: "a-b-digest.example.org", campaign: "7"}},
		{"ezmlm, probe", "news-return-probe-abcdefghijklmnopabcd-jane=example.com@example.org", tie{address: jane.address, list: "news.example.org"}},
		{"ezmlm, warning", "news-return-warn-1700000000.abcdefgh-jane=example.com@example.org", tie{address: jane.address, list: "news.example.org"}},
		{"ezmlm, before VERP", "news-return-42-@example.org", tie{}},
		{"qmail", "news-owner-jane=example.com@example.org", tie{address: jane.address, list: "news.example.org"}},
		{"Mautic", "news+bounce_5f1e9c0a7b2d4@example.org", tie{subscriber: "5f1e9c0a7b2d4"}},
		{"Discourse", "forum+verp-0123456789abcdef0123456789abcdef@example.org", tie{subscriber: "0123456789abcdef0123456789abcdef"}},
		{"CiviCRM", "b.179.46.1ab54a3e4e47d2a1@example.org", tie{campaign: "179", subscriber: "46"}},
		{"CiviCRM, in a detail", "bounce+b.179.46.1ab54a3e4e47d2a1@example.org", tie{campaign: "179", subscriber: "46"}},
		{"a person called b", "b.jones@example.org", tie{}},
		{"Mailchimp", "bounce-mc.us7_41404.4561733-jane=example.com@mail81.example.net", tie{address: jane.address, campaign: "4561733"}},
		{"Mailchimp, hashed", "bounce-mc.us2_146412.3551972-e3616ba718@mail150.example.net", tie{campaign: "3551972", subscriber: "e3616ba718"}},
		{"SendGrid", "bounces+45329-6cd3-jane=example.com@em.example.org", jane},
		{"SendGrid, hyphen in the address", "bounces+45329-6cd3-jane-doe=example.com@em.example.org", tie{address: "jane-doe@example.com"}},
		{"Mailgun", "bounce+5f1e9c.c7b4b8-jane=example.com@mg.example.org", jane},
		{"GreenArrow", "return-a31-271-272-jane=example.com=4@example.org", jane},
		{"UUID", "b-6f9619ff-8b86-4d01-b42d-00cf4fc964ff@example.org", tie{subscriber: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}},
		{"UUID, detail", "news-bounces+6F9619FF-8B86-4D01-B42D-00CF4FC964FF@example.org", tie{subscriber: "6F9619FF-8B86-4D01-B42D-00CF4FC964FF"}},
		{"BATV", "prvs=4068eb2540=news-bounces+jane=example.com@example.org", tie{address: jane.address, list: "news.example.org"}},
		{"BATV of Barracuda", "btv1==760cdc7c545==bounce+jane=example.com@example.org", jane},
		{"BATV of SparkPost", "msprvs1=18475abc=bounce+jane=example.com@example.org", jane},
		{"BATV around nothing", "prvs=4068eb2540=jane@example.org", tie{}},
		{"SRS", "SRS0=Zk3q=XY=lists.example.org=news-bounces+jane=example.com@fwd.example.net", tie{address: jane.address, list: "news.lists.example.org"}},
		{"SRS, lower case", "srs0=zk3q=xy=example.org=bounce+jane=example.com@fwd.example.net", jane},
		{"SRS with plus", "SRS0+97a1f490+423+example.org+bounce+jane=example.com@fwd.example.net", jane},
		{"SRS twice", "SRS1=Ab1c=first.example.net==Zk3q=XY=example.org=bounce+jane=example.com@second.example.net", jane},
		{"SRS and BATV", "SRS0=Zk3q=XY=example.org=prvs=4068eb2540=bounce+jane=example.com@fwd.example.net", jane},
		{"SRS around a plain address", "SRS0=Zk3q=XY=example.org=jane@fwd.example.net", tie{}},
		{"SRS of Microsoft 365", "bounces+SRS=44ldt=IX@example.org", tie{}},
		{"Gmail forwards", "john+caf_=jane=example.com@example.org", tie{}},
		{"no domain", "bounce+jane=example@example.org", tie{}},
		{"a number for a domain", "bounce+jane=192.0.2.1@example.org", tie{}},
		{"no local part", "bounce+=example.com@example.org", tie{}},
		{"internationalised", "bounce+jürgen=bücher.example@example.org", tie{address: "jürgen@bücher.example"}},
		{"control character", "bounce+ja\x1bne=example.com@example.org", tie{}},
		{"long", "bounce+" + strings.Repeat("a", 400) + "=example.com@example.org", tie{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := defaultCorrelation().find(sentTo(c.address))
			if got != c.want {
				t.Errorf("find(%q) = %+v, want %+v", c.address, got, c.want)
			}
		})
	}
}

func TestUsualFields(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields []dsn.Field
		want   tie
	}{
		{"listmonk", []dsn.Field{{Name: "x-listmonk-campaign", Value: " c1 "}, {Name: "X-Listmonk-Subscriber", Value: "s1"}}, tie{campaign: "c1", subscriber: "s1"}},
		{"MailWizz", []dsn.Field{{Name: "X-Mw-Campaign-Uid", Value: "c1"}, {Name: "X-Mw-Subscriber-Uid", Value: "s1"}}, tie{campaign: "c1", subscriber: "s1"}},
		{"phpList", []dsn.Field{{Name: "X-MessageID", Value: "777"}, {Name: "X-ListMember", Value: "Jane@EXAMPLE.com"}}, tie{campaign: "777", address: "Jane@example.com"}},
		{"phpList of itself", []dsn.Field{{Name: "X-MessageID", Value: "systemmessage"}, {Name: "X-ListMember", Value: "12"}}, tie{}},
		{"Mailchimp", []dsn.Field{{Name: "X-Campaign", Value: "mailchimp2847ae.9fd8b70ec9"}, {Name: "Feedback-ID", Value: "41404:41404.4561733:us7:mc"}}, tie{campaign: "9fd8b70ec9"}},
		{"Mailchimp, Feedback-ID only", []dsn.Field{{Name: "Feedback-ID", Value: "41404:41404.4561733:us7:mc"}}, tie{campaign: "4561733"}},
		{"another X-Campaign", []dsn.Field{{Name: "X-Campaign", Value: "spring"}}, tie{campaign: "spring"}},
		{"Mailjet", []dsn.Field{{Name: "X-Mailjet-Campaign", Value: "spring sale"}}, tie{campaign: "spring sale"}},
		{"Brevo", []dsn.Field{{Name: "X-Mailin-Campaign", Value: "12"}}, tie{campaign: "12"}},
		{"SocketLabs", []dsn.Field{{Name: "X-xsMailingId", Value: "12"}}, tie{campaign: "12"}},
		{"Interspire", []dsn.Field{{Name: "X-Mailer-LID", Value: "8,13"}, {Name: "X-Mailer-RecptId", Value: "41"}, {Name: "X-Mailer-SID", Value: "19"}}, tie{campaign: "19", subscriber: "41"}},
		{"Mautic", []dsn.Field{{Name: "X-EMAIL-ID", Value: "17"}}, tie{campaign: "17"}},
		{"a message's X-Email-ID", []dsn.Field{{Name: "X-Email-ID", Value: "6f9619ff"}}, tie{}},
		{"Google", []dsn.Field{{Name: "Feedback-ID", Value: "spring:shop:news:example"}}, tie{campaign: "spring"}},
		{"Amazon SES", []dsn.Field{{Name: "Feedback-ID", Value: "::1.eu-west-1.abc=:AmazonSES"}}, tie{}},
		{"Mandrill", []dsn.Field{{Name: "Feedback-ID", Value: "304:304.20260512:md"}}, tie{}},
		{"CiviCRM", []dsn.Field{{Name: "X-CiviMail-Bounce", Value: "b.179.46.1ab54a3e4e47d2a1@example.org"}}, tie{campaign: "179", subscriber: "46"}},
		{"Return-Path", []dsn.Field{{Name: "Return-Path", Value: "<bounce+jane=example.com@example.org>"}}, tie{address: "jane@example.com"}},
		{"Errors-To", []dsn.Field{{Name: "Errors-To", Value: "bounce+jane=example.com@example.org"}}, tie{address: "jane@example.com"}},
		{"traced", []dsn.Field{{Name: "Received", Value: "from a by b (envelope-from <bounce+jane=example.com@example.org>) id 1"}}, tie{address: "jane@example.com"}},
		{"who wrote it", []dsn.Field{{Name: "From", Value: "bounce+jane=example.com@example.org"}, {Name: "Sender", Value: "bounce+jane=example.com@example.org"}, {Name: "Reply-To", Value: "bounce+jane=example.com@example.org"}}, tie{}},
		{"control characters", []dsn.Field{{Name: "X-Mailjet-Campaign", Value: "a\x1b[2J\tb\u202e\xff"}}, tie{campaign: "a[2J b"}},
		{"long", []dsn.Field{{Name: "X-Mailjet-Campaign", Value: strings.Repeat("é", 500)}}, tie{campaign: strings.Repeat("é", maxFact/2)}},
		{"endless", []dsn.Field{{Name: "X-Mailjet-Campaign", Value: strings.Repeat("a", maxFieldValue+1)}}, tie{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := defaultCorrelation().find(sentTo("bounces@example.org", c.fields...)); got != c.want {
				t.Errorf("find = %+v, want %+v", got, c.want)
			}
		})
	}
}

// What the caller gives comes before what nixie knows.
func TestOwnExpressions(t *testing.T) {
	c, err := NewCorrelation(
		[]string{`^job(?P<campaign>\d+)-(?P<address>[^@]+)-at-(?P<list>[a-z]+)@`, `^SRS0=(?P<subscriber>[^=]+)=`, `^bounce\+(?P<local>.+)=(?P<domain>[^@]+)@`},
		[]string{"Feedback-ID", `X-Job: ^(?P<campaign>\d+)/(?P<subscriber>\S+)`})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		name string
		rep  *dsn.Report
		want tie
	}{
		{"address", sentTo("job7-x-at-news@example.org"), tie{campaign: "7", list: "news.example.org"}},
		{"before unwrapping", sentTo("SRS0=Zk3q=XY=example.org=bounce+jane=example.com@fwd.example.net"), tie{subscriber: "Zk3q", address: "jane@example.com"}},
		{"as written in the documentation", sentTo("bounce+ja=ne=example.com@example.org"), tie{address: "ja=ne@example.com"}},
		{"field", sentTo("b@example.org", dsn.Field{Name: "X-JOB", Value: "12/s9"}, dsn.Field{Name: "X-Listmonk-Campaign", Value: "c1"}), tie{campaign: "12", subscriber: "s9"}},
		{"known field first", sentTo("b@example.org", dsn.Field{Name: "X-Listmonk-Campaign", Value: "c1"}, dsn.Field{Name: "Feedback-ID", Value: "a:b:c:d"}), tie{campaign: "a"}},
	} {
		if got := c.find(k.rep); got != k.want {
			t.Errorf("%s: find = %+v, want %+v", k.name, got, k.want)
		}
	}
}

func TestNewCorrelationErrors(t *testing.T) {
	for _, c := range []struct {
		name          string
		verp, headers []string
		want          string
	}{
		{"syntax", []string{"("}, nil, "`(`: error parsing regexp"},
		{"unknown group", []string{"(?P<user>.+)@"}, nil, `there is no group "user"; name it one of local, domain, address`},
		{"no group", []string{"^bounce@"}, nil, "has no group such as (?P<subscriber>…)"},
		{"half an address", []string{"^(?P<local>.+)@"}, nil, "local and domain are of use together only"},
		{"long", []string{strings.Repeat("a", maxExpression+1)}, nil, "longer than 1000 bytes"},
		{"repetition", []string{"(?P<list>(a{1000}){1000})"}, nil, "invalid repeat count"},
		{"unknown field", nil, []string{"X-Job"}, `nixie does not know what stands in X-Job; write "X-Job: (?P<campaign>.+)"`},
		{"no field", nil, []string{"X Job: (?P<campaign>.+)"}, "begins with no name of a field"},
		{"both", []string{"("}, []string{"X-Job"}, "\nnixie does not know"},
		{"many", make([]string, maxExpressions+1), nil, "more than 100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := NewCorrelation(c.verp, c.headers); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

// Who is the recipient, who the alias, who the subscriber.
func TestTieRecipients(t *testing.T) {
	const jane = "jane@example.com"
	for _, c := range []struct {
		name    string
		kind    dsn.Kind
		in      []dsn.Recipient
		want    []dsn.Recipient
		subject string // of the first
	}{
		{"nobody named", dsn.Bounce, []dsn.Recipient{{}}, []dsn.Recipient{{Address: jane}}, ""},
		{"internal name", dsn.Bounce, []dsn.Recipient{{Address: "jane"}}, []dsn.Recipient{{Address: jane}}, ""},
		{"internal host", dsn.Bounce, []dsn.Recipient{{Address: "jane@store7"}}, []dsn.Recipient{{Address: jane}}, ""},
		{"forwarded", dsn.Bounce, []dsn.Recipient{{Address: "j@example.net"}}, []dsn.Recipient{{Address: "j@example.net", Alias: jane}}, jane},
		{"the same", dsn.Bounce, []dsn.Recipient{{Address: "Jane@example.com"}}, []dsn.Recipient{{Address: "Jane@example.com"}}, ""},
		{"alias is the same", dsn.Bounce, []dsn.Recipient{{Address: "j@example.net", Alias: jane}}, []dsn.Recipient{{Address: "j@example.net", Alias: jane}}, jane},
		{"a relay's alias", dsn.Bounce, []dsn.Recipient{{Address: "j@example.net", Alias: "jd@relay.example.net"}}, []dsn.Recipient{{Address: "j@example.net", Alias: jane}}, jane},
		{"one of several", dsn.Bounce, []dsn.Recipient{{Address: "a@example.net"}, {Address: jane}}, []dsn.Recipient{{Address: "a@example.net"}, {Address: jane}}, ""},
		{"several internal names", dsn.Bounce, []dsn.Recipient{{Address: "a"}, {Address: "b"}}, []dsn.Recipient{{Address: "a"}, {Address: "b"}}, ""},
		{"complaint under another name", dsn.Complaint, []dsn.Recipient{{Address: "news@example.org"}}, []dsn.Recipient{{Address: jane}}, ""},
		{"leaves from elsewhere", dsn.Unsubscribe, []dsn.Recipient{{Address: "j@example.net"}}, []dsn.Recipient{{Address: jane}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := append([]dsn.Recipient{}, c.in...)
			known := tie{address: jane}
			got := known.recipients(c.kind, c.in)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("recipients (-want +got):\n%s", diff)
			}
			if s := known.subscriberOf(got[0]); s != c.subject {
				t.Errorf("subscriber %q, want %q", s, c.subject)
			}
			if diff := cmp.Diff(before, c.in); diff != "" {
				t.Errorf("the report was changed:\n%s", diff)
			}
		})
	}
	if s := (tie{address: jane, subscriber: "s1"}).subscriberOf(dsn.Recipient{Alias: jane}); s != "s1" {
		t.Errorf("subscriber %q, want the id s1", s)
	}
}

// Correlation changes no ID: other expressions tomorrow make no other event.
func TestCorrelationKeepsID(t *testing.T) {
	c, err := NewCorrelation([]string{`^bounces\+(?P<address>.+)\.at\.here@`}, []string{`Subject: (?P<campaign>.+)`})
	if err != nil {
		t.Fatal(err)
	}
	for _, recipients := range [][]dsn.Recipient{nil, {{Address: "jane"}}, {{Address: "j@example.net"}}, {{Address: "a@example.net"}, {Address: "b@example.net"}}} {
		rep := sentTo("bounce+jane=example.com@example.org", dsn.Field{Name: "Subject", Value: "May"})
		rep.Kind, rep.Recipients, rep.Date = dsn.Bounce, recipients, time.Unix(1_700_000_000, 0)
		var ids [2][]string
		for i, cor := range []*Correlation{defaultCorrelation(), c} {
			o := (&Options{Correlate: cor}).withDefaults()
			for _, out := range outcomes(&o, &Message{}, rep) {
				ids[i] = append(ids[i], out.ID)
			}
		}
		stated := recipients
		if len(stated) == 0 {
			stated = []dsn.Recipient{{}}
		}
		for i, r := range stated {
			if want := fingerprint(rep, r); ids[0][i] != want || ids[1][i] != want {
				t.Errorf("recipient %+v: ids %s and %s, want %s", r, ids[0][i], ids[1][i], want)
			}
		}
	}
}

// A header of millions of fields and addresses of any length end soon.
func TestCorrelationIsBounded(t *testing.T) {
	var b strings.Builder
	for range 20_000 {
		b.WriteString("Delivered-To: bounce+" + strings.Repeat("=", 50) + "\n")
		b.WriteString("Received: from a (envelope-from <bounce+x=y) by b for <bounce+x=@; Tue, 12 May 2026 08:00:00 +0000\n")
	}
	raw := b.String() + "To: " + strings.Repeat("bounce+a=b.example@example.org, ", 2000) + "x@example.org\nFrom: MAILER-DAEMON@example.net\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" +
		"Final-Recipient: rfc822; j@example.net\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n" + b.String() + "\n--b--\n"
	done := make(chan *Result, 1)
	go func() { done <- Judge(&Message{Location: "m", Raw: []byte(raw)}, nil) }()
	select {
	case res := <-done:
		if res.Err != nil || len(res.Report.SentTo) > dsn.MaxSentTo {
			t.Errorf("error %v, %d addresses", res.Err, len(res.Report.SentTo))
		}
	case <-time.After(30 * time.Second):
		t.Fatal("still reading after 30 s")
	}
}

// FuzzCorrelation: whatever stands in an address or a field, what comes out is
// printable and bounded, an address can be one, and twice it is the same.
func FuzzCorrelation(f *testing.F) {
	for _, s := range []string{"bounce+jane=example.com@example.org", "SRS1=a=b.example==c=d=example.org=prvs=1=x-bounces+y=z.example@q", "bounce+a==a==b.example==c==d@e", "b.1.2.33333333@x", "\xff+\x00=a.bc@"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, address, value string) {
		rep := sentTo(address, dsn.Field{Name: "X-Campaign", Value: value}, dsn.Field{Name: "X-ListMember", Value: value}, dsn.Field{Name: "Return-Path", Value: value})
		got := defaultCorrelation().find(rep)
		if again := defaultCorrelation().find(rep); again != got {
			t.Errorf("first %+v, then %+v", got, again)
		}
		for _, s := range []string{got.address, got.list, got.campaign, got.subscriber} {
			if len(s) > maxFact || s != fact(s) {
				t.Errorf("%q is no fact", s)
			}
		}
		if got.address != "" && (plausible(got.address) != got.address || !isPublic(got.address)) {
			t.Errorf("%q is no address", got.address)
		}
	})
}
