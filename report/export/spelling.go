package export

import (
	"strings"

	"golang.org/x/net/idna"
)

// domains is how names are looked up: "Bücher.example" is
// "xn--bcher-kva.example".
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// spelled returns the address, and behind it the same with the other spelling of
// its domain, "info@bücher.example" and "info@xn--bcher-kva.example" (RFC 5890
// section 2.3.2.1), if the file is compared with a list as text: reports have the
// one, and lists the other.
func (f *File) spelled(address string) []string {
	at := strings.LastIndexByte(address, '@')
	if !f.both || at < 0 {
		return []string{address}
	}
	other, ok := otherSpelling(address[at+1:])
	if !ok {
		return []string{address}
	}
	return []string{address, address[:at+1] + other}
}

// otherSpelling returns a domain in ASCII if it has letters beyond, or in letters
// if it is their form in ASCII, and says so. Ok is false for any other.
func otherSpelling(domain string) (other string, ok bool) {
	if strings.ContainsFunc(domain, func(r rune) bool { return r >= 0x80 }) {
		other, err := domains.ToASCII(domain)
		return other, err == nil && other != domain
	}
	domain = strings.ToLower(domain)
	if !strings.Contains(domain, "xn--") {
		return "", false
	}
	other, err := domains.ToUnicode(domain)
	if err != nil || other == domain {
		return "", false
	}
	back, err := domains.ToASCII(other)
	return other, err == nil && back == domain
}
