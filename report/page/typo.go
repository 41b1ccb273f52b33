package page

import "strings"

// bigDomains are domains that many people have addresses at, and therefore
// mistype.
var bigDomains = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it",
	"live.com", "msn.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.jp", "yahoo.fr", "yahoo.de", "aol.com", "icloud.com",
	"gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "arcor.de", "orange.fr", "wanadoo.fr", "laposte.net", "free.fr",
	"libero.it", "virgilio.it", "mail.ru", "yandex.ru", "rambler.ru", "wp.pl", "interia.pl", "seznam.cz", "ziggo.nl",
	"comcast.net", "verizon.net", "sbcglobal.net", "bellsouth.net", "btinternet.com", "bigpond.com", "shaw.ca",
	"protonmail.com", "proton.me", "fastmail.com", "zoho.com", "naver.com", "docomo.ne.jp", "163.com", "126.com", "qq.com",
}

// realDomains resemble a big domain and are providers of their own.
var realDomains = []string{
	"mail.com", "email.com", "ymail.com", "gmx.com", "gmx.at", "gmx.ch", "yahoo.co", "yahoo.cn", "live.co.uk", "love.com",
	"hotmail.be", "hotmail.dk", "hotmail.nl", "hotmail.se", "hotmail.no", "hotmail.es", "yahoo.it", "yahoo.es", "yahoo.se",
	"yahoo.dk", "yahoo.no", "yahoo.be", "yahoo.nl", "yahoo.pl", "yahoo.gr", "yahoo.ro", "yahoo.ie", "yahoo.co.in", "yahoo.co.id",
	"yahoo.co.nz", "yahoo.co.th", "yahoo.co.za", "mail.de", "ya.ru", "free.de", "aim.com",
}

// mistypedEndings are what hurried people write for ".com".
var mistypedEndings = []string{"con", "cm", "cmo", "ocm", "comm", "coom", "cpm", "vom", "xom", "om", "co"}

// slipLength is the length from which one wrong letter is taken for a slip:
// shorter names have too many neighbours that exist.
const slipLength = 8

// meant returns the big domain of which a domain looks like a slip of the
// keyboard, or "".
func meant(domain string) string {
	for _, list := range [][]string{bigDomains, realDomains} {
		for _, d := range list {
			if domain == d {
				return ""
			}
		}
	}
	name, ending, _ := strings.Cut(domain, ".")
	for _, d := range bigDomains {
		if name+".com" == d {
			for _, e := range mistypedEndings {
				if e == ending {
					return d
				}
			}
		}
	}
	for _, d := range bigDomains {
		if len(d) >= slipLength && oneSlip(domain, d) {
			return d
		}
	}
	return ""
}

// oneSlip reports whether a becomes b by one letter too much, too few or
// wrong, or by two neighbours in the wrong order.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1:
		return a[i:] == b[i+1:]
	case 0:
		if i == len(a) {
			return false // the same
		}
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return swapped || a[i+1:] == b[i+1:]
	}
	return false
}
