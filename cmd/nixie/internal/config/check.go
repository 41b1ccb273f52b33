package config

import (
	"encoding"
	"fmt"
)

// A checker collects mistakes that the decoder cannot see, with their lines.
type checker struct {
	path  string
	lines lines
	all   Mistakes
	up    *checker // collects for it, if there is one

	blanked map[int]bool // lines whose values the decoder has refused

	table string // the keys below are of this table
	label string // how people call it: "account bounces: "
}

// in returns a checker for a table in the table.
func (c *checker) in(table string) *checker {
	return &checker{path: c.path, lines: c.lines, blanked: c.blanked, up: c, table: join(c.table, table), label: c.label}
}

// labelled is in for a table by whose name people call its keys: "policy.quiet".
func (c *checker) labelled(table string) *checker {
	k := c.in(table)
	k.label = k.table + "."
	return k
}

// add notes a mistake at a key of the table; "" is the table itself.
func (c *checker) add(key, format string, args ...any) {
	c.note(&Mistake{Path: c.path, Line: c.lines.of(join(c.table, key)), What: c.label + fmt.Sprintf(format, args...)})
}

// given reports whether a key of the table stands in the file, with a value that
// could be read.
func (c *checker) given(key string) bool {
	line, found := c.lines[join(c.table, key)]
	return found && !c.blanked[line]
}

// missing notes that a key is not there.
func (c *checker) missing(key, format string, args ...any) {
	c.note(&Mistake{Path: c.path, Line: c.lines.of(join(c.table, key)), What: c.label + fmt.Sprintf(format, args...), missing: true})
}

// word notes that a text is no value of its type. The decoder does not ask
// types that are strings themselves. "" is the default and always good.
func (c *checker) word(key, text string, value encoding.TextUnmarshaler) {
	if text == "" {
		return
	}
	if err := value.UnmarshalText([]byte(text)); err != nil {
		c.add(key, "%s: %v", key, err)
	}
}

func (c *checker) note(m *Mistake) {
	top := c.top()
	top.all = append(top.all, m)
}

// top returns the checker that all collect for.
func (c *checker) top() *checker {
	for c.up != nil {
		c = c.up
	}
	return c
}

// check finds what the decoder cannot see, all of it at once.
func (c *Config) check(k *checker) {
	if c.Version != Version {
		k.add("version", "version: must be %d; this nixie knows no other", Version)
	}
	if c.State != "" {
		if err := CheckState(c.State); err != nil {
			k.add("state", "state: %v", err)
		}
	}
	c.checkAccounts(k)
	c.Watch.check(k.labelled("watch"))
	c.Correlate.check(k.in("correlate"))
	c.checkOutputs(k)
	c.Policy.check(k.labelled("policy"))
}

// checkAccounts checks each account, and that their names differ, also where
// they are parts of environment variables.
func (c *Config) checkAccounts(k *checker) {
	seen := map[string]string{}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		k := k.in(fmt.Sprintf("accounts[%d]", i))
		k.label = fmt.Sprintf("account %d: ", i+1)
		switch other := seen[variable(a.Name)]; {
		case a.Name == "":
			k.missing("name", "has no name")
			continue
		case !accountName.MatchString(a.Name):
			k.add("name", "the name %q must begin with a letter and hold only letters, digits, - and _", a.Name)
		case other == a.Name:
			k.add("name", "the name %q is taken by another account", a.Name)
		case other != "":
			k.add("name", "the name %q is too like %q: their environment variables would be the same", a.Name, other)
		}
		seen[variable(a.Name)] = a.Name
		k.label = "account " + a.Name + ": "
		a.check(k)
	}
}
