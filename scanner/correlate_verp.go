package scanner

import (
	"regexp"
	"strings"
)

// A scheme is a way to write the recipient into the address to which reports
// go.
type scheme struct {
	name       string
	expression string
}

// Parts of the expressions.
const (
	verpLocal  = `(?P<local>[^@]+)`
	verpDomain = `(?P<domain>[^@=]+)`
	uuid       = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`
)

// usualSchemes are in the order in which they are tried: what no other address
// can look like comes first.
var usualSchemes = []scheme{
	// bounce+jane==a==example.com==news@lists.example.org; "==w" and "==r" mark
	// welcomes and reminders, anything else is the envelope id of a tracked message.
	// Sympa manual, "Bounce management", section VERP.
	{"sympa", `^bounce\+(?P<local>[^@]+?)==a==` + verpDomain + `==(?P<list>[^=@]+)(?:==[^@]*)?@`},

	// news+bounce_5f1e9c0a7b@example.org. The hash names a message to a contact.
	// Mautic documentation, "Monitored Email".
	{"mautic", `\+bounce_(?P<subscriber>[0-9a-z_]{6,})@`},

	// forum+verp-0123456789abcdef0123456789abcdef@example.org; the key of a
	// message in Discourse's log of email.
	{"discourse", `\+verp-(?P<subscriber>[0-9a-f]{32})@`},

	// b.179.46.1ab54a3e4e47d2a1@example.org, or bounce+b.179.…: the job, the
	// place in its queue, a hash. CiviCRM, "CiviMail", section VERP.
	{"civicrm", `^(?:[^@]*\+)?b\.(?:(?P<campaign>\d+)\.)?(?P<subscriber>\d+)\.[0-9a-f]{8,}@`},

	// bounce-mc.us7_41404.4561733-jane=example.com@…, now …-e3616ba718@…
	{"mailchimp", `^bounce-mc\.us\d+_\d+\.(?P<campaign>\d+)-` + verpLocal + `=` + verpDomain + `@`},
	{"mailchimp", `^bounce-mc\.us\d+_\d+\.(?P<campaign>\d+)-(?P<subscriber>[0-9a-f]{6,})@`},

	// bounces+45329-6cd3-jane=example.com@em.example.org
	{"sendgrid", `^bounces\+\d+-(?:[0-9a-f]{4}-)?` + verpLocal + `=` + verpDomain + `@`},

	// bounce+5f1e9c.c7b4b8-jane=example.com@mg.example.org
	{"mailgun", `^bounce\+[0-9a-f]+\.[0-9a-f]+-` + verpLocal + `=` + verpDomain + `@`},

	// return-a31-271-272-jane=example.com=4@example.org: list, statistics, recipient.
	// GreenArrow Studio documentation, "Deconstructing Return-Paths".
	{"greenarrow", `^[^-@]+-[a-z]+\d+-\d+-\d+-` + verpLocal + `=` + verpDomain + `=\d+@`},

	// news-return-42-jane=example.com@example.org, news-return-probe-COOKIE-…,
	// news-return-warn-COOKIE-…; ezmlm-return(1).
	{"ezmlm", `^(?P<list>[^@]+?)-return-(?P<campaign>\d+)-` + verpLocal + `=` + verpDomain + `@`},
	{"ezmlm", `^(?P<list>[^@]+?)-return-(?:probe|warn)-[^-@]+-` + verpLocal + `=` + verpDomain + `@`},

	// news-owner-jane=example.com@example.org: what qmail makes of the sender
	// news-owner-@example.org-@[] (qmail-send(8), dot-qmail(5)).
	{"qmail", `^(?P<list>[^@]+?)-owner-(?P<local>[^=@]+)=` + verpDomain + `@`},

	// news-bounces+jane=example.com@lists.example.org; VERP_FORMAT of Mailman 2,
	// verp_format of Mailman 3.
	{"mailman", `^(?P<list>[^+@]+)-bounces\+(?P<local>[^=@]+)=` + verpDomain + `@`},

	// owner-news+jane=example.com@example.org (Postfix, VERP_README), and what
	// most programs that send mail have copied from it. A local part with "=" is
	// not read: john+caf_=jane=example.com@ is Gmail forwarding, not a list.
	{"postfix", `^[^+@]+\+(?P<local>[^=@]+)=` + verpDomain + `@`},

	// b-6f9619ff-8b86-4d01-b42d-00cf4fc964ff@example.org
	{"uuid", `^(?:[^@]*[.+-])?(?:b|bounces?)[+-](?P<subscriber>` + uuid + `)@`},
}

// isMarked reports whether an address may follow one of the usual schemes: it
// has one of their marks, or is long enough for an id. Most do not, and fifteen
// expressions take their time.
func isMarked(address string) bool {
	const shortest = len("b.1.1.01234567")
	local, _, _ := strings.Cut(address, "@")
	return strings.ContainsAny(local, "+=") || len(local) >= shortest && strings.ContainsAny(local, ".-")
}

// maxUnwrap bounds how many forwarders may have wrapped an address.
const maxUnwrap = 4

// unwrap undoes what others than the sender do to a return address: a forwarder
// wraps it in one of its own (SRS), a gateway signs it (BATV). What comes out
// is the sender's address for reports, never a recipient.
func unwrap(address string) string {
	for range maxUnwrap {
		inner := unwrapOnce(address)
		if inner == "" {
			break
		}
		address = inner
	}
	return address
}

// SRS0=HHHH=TT=example.org=news@forwarder.example.net: hash, day, domain, local
// part. SRS1=HHHH=first.example.net==HHHH=TT=example.org=news@…: a second
// forwarder keeps what the first one wrote, from its separator on. The first
// separator may be "+" or "-" (libsrs2, "The Sender Rewriting Scheme", section
// 3), and some use "+" throughout.
var (
	srs0 = regexp.MustCompile(`(?i)^SRS0[=+-][^=+@]+[=+][^=+@]+[=+]([^=+@]+)[=+]([^@]+)@[^@]+$`)
	srs1 = regexp.MustCompile(`(?i)^SRS1[=+-][^=+@]+[=+]([^=+@]+)[=+]([=+-][^@]+)@[^@]+$`)
)

// prvs=3b52aa7e8f=news@example.org (draft-levine-smtp-batv, section 4),
// btv1==760cdc7c545==news@… of Barracuda, msprvs1=18475abc=news@… of SparkPost.
var batv = regexp.MustCompile(`(?i)^(?:(?:ms)?prvs\d?=[^=/@]+=|btv1==[^=@]+==)([^@]+@[^@]+)$`)

// unwrapOnce returns what an address wraps, or "".
func unwrapOnce(address string) string {
	if len(address) < 4 || !strings.ContainsAny(address[:4], "sSpPbBmM") {
		return ""
	}
	if m := srs0.FindStringSubmatch(address); m != nil {
		return m[2] + "@" + m[1]
	}
	if m := srs1.FindStringSubmatch(address); m != nil {
		return "SRS0" + m[2] + "@" + m[1]
	}
	if m := batv.FindStringSubmatch(address); m != nil {
		return m[1]
	}
	return ""
}
