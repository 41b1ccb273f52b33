package scanner

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of expressions and of what they are held against.
const (
	maxExpressions   = 100     // of one's own, of each sort; a house has a handful
	maxExpression    = 1000    // bytes
	maxReturnAddress = 1000    // bytes; RFC 5321 section 4.5.3.1 allows 320
	maxFieldValue    = 4 << 10 // bytes of a field; what is longer is no id
)

// A pattern is a regular expression whose named groups say what they find.
type pattern struct {
	*regexp.Regexp
	groups []string // names by number, "" for one without
}

// patternGroups are the names that groups may have.
var patternGroups = []string{"local", "domain", "address", "subscriber", "campaign", "list"}

// compile makes a pattern of an expression; case never matters.
func compile(expression string) (pattern, error) {
	if len(expression) > maxExpression {
		return pattern{}, fmt.Errorf("%#.40q… is longer than %d bytes", expression, maxExpression)
	}
	re, err := regexp.Compile("(?i)" + expression)
	if err != nil {
		return pattern{}, fmt.Errorf("%#q: %w", expression, err)
	}
	p := pattern{re, re.SubexpNames()}
	has := func(name string) bool { return slices.Contains(p.groups, name) }
	for _, name := range p.groups {
		if name != "" && !slices.Contains(patternGroups, name) {
			return pattern{}, fmt.Errorf("%#q: there is no group %q; name it one of %s", expression, name, strings.Join(patternGroups, ", "))
		}
	}
	switch {
	case has("local") != has("domain"):
		return pattern{}, fmt.Errorf("%#q: the groups local and domain are of use together only", expression)
	case !slices.ContainsFunc(patternGroups, has):
		return pattern{}, fmt.Errorf("%#q: has no group such as (?P<subscriber>…) that says what it finds", expression)
	}
	return p, nil
}

// NewCorrelation returns a Correlation that knows the usual schemes and, before
// them, expressions of the caller's own, in their order. All are regular
// expressions of package regexp, in which upper and lower case are the same,
// with named groups: local and domain, or address, for the recipient's address;
// campaign, subscriber, list.
//
//   - verp: of an address to which reports are sent,
//     `^bounce\+(?P<local>.+)=(?P<domain>[^@]+)@`. A list is given with the
//     domain of that address, as a List-Id is: "news.lists.example.org".
//   - headers: of a field of the returned message, the name before the
//     expression, `X-Job: ^(?P<campaign>\d+)/`. The name alone will do for
//     a field that nixie knows (KnownHeaders).
//
// The error joins one for each that is wrong; at most 100 of a sort are taken.
func NewCorrelation(verp, headers []string) (*Correlation, error) {
	c := new(Correlation)
	var wrong []error
	if len(verp) > maxExpressions || len(headers) > maxExpressions {
		return nil, fmt.Errorf("scanner: more than %d expressions of a sort", maxExpressions)
	}
	for _, e := range verp {
		p, err := compile(e)
		c.own.verp = append(c.own.verp, p)
		wrong = append(wrong, err)
	}
	for _, h := range headers {
		fields, err := compileHeader(h)
		c.own.fields = append(c.own.fields, fields...)
		wrong = append(wrong, err)
	}
	for _, s := range usualSchemes {
		p, err := compile(s.expression)
		c.usual.verp = append(c.usual.verp, p)
		wrong = append(wrong, err)
	}
	for _, f := range usualFields {
		compiled, err := f.compile()
		c.usual.fields = append(c.usual.fields, compiled)
		wrong = append(wrong, err)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return c, nil
}

// match returns what the first of the patterns that fits an address finds.
func match(patterns []pattern, address string) tie {
	for _, p := range patterns {
		if t := p.find(address); t != (tie{}) {
			if host := address[strings.LastIndexByte(address, '@')+1:]; t.list != "" {
				t.list = fact(strings.ToLower(t.list + "." + host))
			}
			return t
		}
	}
	return tie{}
}

// find returns what the groups of p find in s.
func (p pattern) find(s string) tie {
	at := p.FindStringSubmatchIndex(s)
	if at == nil {
		return tie{}
	}
	var t tie
	var local, domain string
	for i, name := range p.groups {
		if at[2*i] < 0 {
			continue
		}
		switch value := s[at[2*i]:at[2*i+1]]; name {
		case "local":
			local = value
		case "domain":
			domain = value
		case "address":
			t.address = plausible(value)
		case "campaign":
			t.campaign = fact(value)
		case "subscriber":
			t.subscriber = fact(value)
		case "list":
			t.list = fact(value)
		}
	}
	if local != "" && domain != "" {
		t.address = plausible(unescapeLocal(local) + "@" + domain)
	}
	return t
}

// unescapeLocal undoes the spellings of "+" and "=" in a local part with which
// senders keep the marks of their scheme apart from it.
func unescapeLocal(local string) string { return localEscapes.Replace(local) }

var localEscapes = strings.NewReplacer(
	"=2B", "+", "=2b", "+", "=3D", "=", "=3d", "=", // as in quoted-printable
	"%2B", "+", "%2b", "+", "%3D", "=", "%3d", "=", // as in URLs
	"+2B", "+", "+2b", "+", "+3D", "=", "+3d", "=", // xtext, RFC 3461 section 4
)

// publicDomain is a domain that can be one of the public Internet.
var publicDomain = regexp.MustCompile(`^(?:[\pL\pN](?:[\pL\pM\pN_-]*[\pL\pM\pN])?\.)+[\pL][\pL\pM\pN-]*[\pL\pM\pN]$`)

// plausible returns an address with its domain in lower case, or "" if it can
// be none: what a scheme decodes from somebody else's address is often not.
func plausible(address string) string {
	address = strings.TrimSpace(address)
	at := strings.LastIndexByte(address, '@')
	if at < 1 || len(address) > maxFact || !publicDomain.MatchString(address[at+1:]) {
		return ""
	}
	local := address[:at]
	odd := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError }
	if strings.ContainsAny(local, "<>()[],;:@\\\"") || strings.ContainsFunc(local, odd) {
		return ""
	}
	return lowerDomain(address)
}
