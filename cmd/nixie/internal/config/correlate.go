package config

import (
	"github.com/nixie-mail/nixie/scanner"
)

// Correlate says how reports are tied to campaigns and subscribers, before the
// ways that nixie knows by itself. [scanner.NewCorrelation] describes the
// expressions.
type Correlate struct {
	VERP    []string `toml:"verp"`    // of addresses to which reports are sent
	Headers []string `toml:"headers"` // of fields of the returned message: "X-Job: (?P<campaign>.+)", or the name of a known one
}

// Correlation returns what the expressions make. They are those of a checked
// configuration; else the error says which cannot be.
func (c Correlate) Correlation() (*scanner.Correlation, error) {
	return scanner.NewCorrelation(c.VERP, c.Headers)
}

// check finds each expression that cannot be.
func (c Correlate) check(k *checker) {
	found := 0
	try := func(key string, i int, verp, headers []string) {
		if _, err := scanner.NewCorrelation(verp, headers); err != nil {
			k.add(key, "%s, number %d: %v", key, i+1, err)
			found++
		}
	}
	for i := range c.VERP {
		try("verp", i, c.VERP[i:i+1], nil)
	}
	for i := range c.Headers {
		try("headers", i, nil, c.Headers[i:i+1])
	}
	if found > 0 {
		return
	}
	if _, err := c.Correlation(); err != nil { // there are too many
		k.add("", "%v", err)
	}
}

// show writes the table.
func (c Correlate) show(s *shower) {
	s.line("\n[correlate]")
	s.key("correlate", "verp", c.VERP)
	s.key("correlate", "headers", c.Headers)
}
