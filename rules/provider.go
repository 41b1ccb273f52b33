package rules

import (
	"cmp"
	"slices"
	"strings"
)

// A Provider is a company or service that runs mailboxes for many, or filters
// mail for those who do.
type Provider struct {
	ID      string   `toml:"id"`      // "google"; stable
	Name    string   `toml:"name"`    // for people: "Google (Gmail, Workspace)"
	Hosts   []string `toml:"hosts"`   // domains of its mail servers
	Domains []string `toml:"domains"` // domains of the addresses that it hands out
}

// A List is a blocklist that replies name.
type List struct {
	ID   string   `toml:"id"`   // "spamhaus-zen"; stable
	Name string   `toml:"name"` // for people
	Text []string `toml:"text"` // phrases that name it
	URL  string   `toml:"url"`  // where to look up or ask for removal

	phrases [][]phrase // what each Text stands for
}

// providerIndex finds the provider by domain.
type providerIndex struct {
	byHost   map[string]string // domain of servers → id
	byDomain map[string]string // domain of addresses → id
	host     map[string]string // id → a host, for examples
	names    map[string]string // id → its name for people
}

func indexProviders(providers []Provider) providerIndex {
	x := providerIndex{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}}
	for _, p := range providers {
		x.names[p.ID] = p.Name
		if len(p.Hosts) > 0 {
			x.host[p.ID] = "mx." + p.Hosts[0]
		}
		for _, h := range p.Hosts {
			x.byHost[h] = p.ID
		}
		for _, d := range p.Domains {
			x.byDomain[d] = p.ID
		}
	}
	return x
}

// ProviderName returns what people call the provider with an id:
// "Google (Gmail, Workspace)" for "google". An id that the rules do not know
// comes back as it is.
func (s *Set) ProviderName(id string) string { return cmp.Or(s.providers.names[id], id) }

// ListName returns what people call the blocklist with an id: "Spamhaus ZEN"
// for "spamhaus-zen". An id that the rules do not know comes back as it is.
func (s *Set) ListName(id string) string {
	i, known := slices.BinarySearchFunc(s.lists, id, func(l List, id string) int { return cmp.Compare(l.ID, id) })
	if !known {
		return id
	}
	return cmp.Or(s.lists[i].Name, id)
}

// RulesAt returns the rules about one host or provider, by id: those that
// speak only there, and those of the provider's own file. Host is a host name,
// a domain, or the id of a provider.
func (s *Set) RulesAt(host string) []Rule {
	c := call{set: s, host: strings.ToLower(strings.TrimSuffix(host, "."))}
	if c.provider = s.providers.ofHost(c.host); !isDomain(c.host) {
		c.provider = c.host
	}
	var found []Rule
	for _, r := range s.rules {
		if c.at(r.At) || r.Provider != "" && r.Provider == c.provider {
			found = append(found, r)
		}
	}
	return found
}

// ofHost returns the id of the provider that runs the named server, or "".
func (x providerIndex) ofHost(host string) string { return longestSuffix(x.byHost, host) }

// ofAddress returns the id of the provider that hands out the address, or "".
func (x providerIndex) ofAddress(address string) string {
	return longestSuffix(x.byDomain, domainOf(address))
}

// longestSuffix looks up name, then name without its first label, and so on.
func longestSuffix(index map[string]string, name string) string {
	for name != "" {
		if id, ok := index[name]; ok {
			return id
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return ""
}

// domainOf returns what follows the last @ of an address, in lower case.
func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(address[i+1:], "."))
}

// within reports whether host is domain or below it.
func within(host, domain string) bool {
	return strings.HasSuffix(host, domain) &&
		(len(host) == len(domain) || host[len(host)-len(domain)-1] == '.')
}
