package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// addFile checks what f says and lays it over what was there. Seen holds the
// ids of this layer with their files.
func (l *loader) addFile(f *file, seen map[string]string) {
	if f.Cause != "" {
		if err := new(Cause).UnmarshalText([]byte(f.Cause)); err != nil {
			l.fault(f, f.line("", 0, "cause"), "", "%w", err)
		}
	}
	for i := range f.Providers {
		p := &f.Providers[i]
		if l.claim(f, "providers", i, p.ID, seen) {
			l.checkProvider(f, i, p)
			l.providers[p.ID] = *p
		}
	}
	for i := range f.Lists {
		b := &f.Lists[i]
		if l.claim(f, "lists", i, b.ID, seen) {
			b.phrases = l.checkPhrases(f, "lists", i, b.ID, b.Text)
			l.lists[b.ID] = *b
		}
	}
	for i := range f.Rules {
		l.addRule(f, i, seen)
	}
}

// claim checks the id of the i-th table of that name: it must be well formed
// and new in this layer.
func (l *loader) claim(f *file, table string, i int, id string, seen map[string]string) bool {
	line := f.line(table, i, "id")
	if id == "" {
		l.fault(f, line, "", "no id").Remedy = "id = \"file/word\", which never changes"
		return false
	}
	if other, taken := seen[table+" "+id]; taken {
		l.fault(f, line, id, "the id is taken by another one in %s", other)
		return false
	}
	seen[table+" "+id] = f.name
	parts := 1
	if table == "rules" {
		parts = 2
	}
	if !wellFormed(id, parts) {
		l.fault(f, line, id, "an id is made of small letters, digits, dots and hyphens, in a rule with one slash")
	}
	return true
}

// wellFormed reports whether id has the given number of parts between slashes.
// The id of a provider has no dot, so that "at" can tell it from a domain.
func wellFormed(id string, parts int) bool {
	split := strings.Split(id, "/")
	return len(split) == parts && !slices.ContainsFunc(split, func(part string) bool {
		return part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-.") != ""
	})
}

// checkProvider checks the i-th provider of f.
func (l *loader) checkProvider(f *file, i int, p *Provider) {
	if isDomain(p.ID) {
		l.fault(f, f.line("providers", i, "id"), p.ID, "the id of a provider has no dot")
	}
	check := func(key string, domains []string) {
		for _, d := range domains {
			if !isDomain(d) || d != strings.ToLower(d) {
				l.fault(f, f.line("providers", i, key), p.ID, "%q is no domain in lower case", d)
			}
		}
	}
	if len(p.Hosts) == 0 {
		l.fault(f, f.line("providers", i, ""), p.ID, "a provider needs the domain of its mail servers")
	}
	check("hosts", p.Hosts)
	check("domains", p.Domains)
}

// addWords takes over the lists of words of f, for phrases with choices.
func (l *loader) addWords(f *file, seen map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(f.Words)) {
		list := f.Words[name]
		line := f.line("words", 0, name)
		if other, taken := seen["words "+name]; taken {
			l.fault(f, line, name, "the list of words stands in %s, too", other)
		}
		seen["words "+name] = f.name
		if !wellFormed(name, 1) || len(list) == 0 || len(list) > maxWordy {
			l.fault(f, line, name, "a list of words has a name of small letters and hyphens and 1 to %d words", maxWordy)
		}
		l.words[name] = foldedAll(list)
	}
}

// checkPhrases returns the phrases that each of the texts stands for.
func (l *loader) checkPhrases(f *file, table string, i int, id string, texts []string) [][]phrase {
	phrases := make([][]phrase, len(texts))
	for n, text := range texts {
		forms, err := readText(text, l.words)
		if err != nil {
			l.fault(f, f.line(table, i, "text"), id, "%q: %w", text, err)
		}
		phrases[n] = forms
	}
	return phrases
}

// addRule checks the i-th rule of f and adds it, or retires the one that has
// its id.
func (l *loader) addRule(f *file, i int, seen map[string]string) {
	e := f.Rules[i]
	if !l.claim(f, "rules", i, e.ID, seen) {
		return
	}
	if e.Off {
		if _, ok := l.rules[e.ID]; !ok {
			l.fault(f, f.line("rules", i, "off"), e.ID, "there is no such rule to switch off")
		}
		delete(l.rules, e.ID)
		l.retired[e.ID] = true // others may still say that they beat it
		return
	}
	if e.At == nil {
		e.At = f.At
	}
	e.layer = l.layer
	e.File, e.Line, e.Provider = f.name, f.line("rules", i, ""), f.Provider
	l.checkCause(f, i, &e)
	l.checkWords(f, i, &e)
	l.checkConditions(f, i, &e)
	l.rules[e.ID] = e
}

// checkCause sets the cause of e, which is its own or that of the file.
func (l *loader) checkCause(f *file, i int, e *entry) {
	name := e.Cause
	if name == "" {
		name = f.Cause
	}
	if name == "" {
		l.fault(f, e.Line, e.ID, "neither the rule nor its file states a cause").Remedy = "cause = \"…\"; nixie causes lists them"
		return
	}
	// A wrong cause of the file was noted once, in addFile.
	if err := e.Rule.Cause.UnmarshalText([]byte(name)); err != nil && e.Cause != "" {
		l.fault(f, f.line("rules", i, "cause"), e.ID, "%w", err)
	}
}

// checkWords reads the phrases of e, and checks what they ask for.
func (l *loader) checkWords(f *file, i int, e *entry) {
	e.phrases = l.checkPhrases(f, "rules", i, e.ID, e.Text)
	switch {
	case len(e.Text) == 0 && len(e.Status) == 0 && len(e.Code) == 0:
		l.fault(f, e.Line, e.ID, "a rule needs text, status or code to speak on")
	case len(e.Text) > 0 && len(e.Examples) == 0:
		l.fault(f, e.Line, e.ID, "a rule with text needs an example").Remedy = "examples = ['550 the whole reply, with example.org and 192.0.2.7']"
	case len(e.Beats) > 0 && len(e.Examples) == 0:
		l.fault(f, f.line("rules", i, "beats"), e.ID, "a rule that beats another needs an example")
	}
	if e.NewAddress && (len(e.Text) == 0 || e.Rule.Cause != AddressMoved) {
		l.fault(f, f.line("rules", i, "new_address"), e.ID, "only words of the cause %s announce a new address", AddressMoved)
	}
	if slices.Contains(e.Beats, e.ID) {
		l.fault(f, f.line("rules", i, "beats"), e.ID, "a rule cannot beat itself")
	}
}

// checkConditions reads the conditions beside the words.
func (l *loader) checkConditions(f *file, i int, e *entry) {
	fault := func(key, format string, args ...any) {
		l.fault(f, f.line("rules", i, key), e.ID, format, args...)
	}
	for _, c := range e.Command {
		if !slices.Contains(dsn.Commands(), c) {
			fault("command", "%q is no command; write one of %s", c, strings.Join(dsn.Commands(), " "))
		}
	}
	for _, c := range e.Code {
		if c != 0 && (c < 400 || c > 599) {
			fault("code", "%d is no reply code of a refusal, nor 0 for none", c)
		}
	}
	if len(e.Text) == 0 && slices.Contains(e.Code, 0) {
		fault("code", "a rule without text cannot speak on the absence of a code")
	}
	e.statuses = nil
	for _, s := range e.Status {
		r, err := parseStatusRange(s)
		if err != nil {
			fault("status", "%w", err)
		}
		e.statuses = append(e.statuses, r)
	}
	if e.Lasting != "" && e.Lasting != Permanent && e.Lasting != Temporary && e.Lasting != Unclear {
		fault("lasting", "%q is not permanent, temporary or unclear", e.Lasting)
	}
	for _, at := range e.At {
		if at != strings.ToLower(at) {
			fault("at", "%q: write domains and providers in lower case", at)
		}
	}
}

// checkReferences checks what r says of other rules and of providers, once all
// layers are read.
func (l *loader) checkReferences(r *Rule) {
	fault := func(format string, args ...any) {
		l.fault(&file{name: r.File}, r.Line, r.ID, format, args...)
	}
	for _, id := range r.Beats {
		other, ok := l.rules[id]
		switch {
		case !ok && !l.retired[id]:
			fault("beats %q, which does not exist", id)
		case slices.Contains(other.Beats, r.ID):
			fault("beats %q and is beaten by it", id)
		}
	}
	for _, at := range r.At {
		if _, ok := l.providers[at]; !ok && !isDomain(at) {
			fault("at %q is neither a domain nor a provider of provider.toml", at)
		}
	}
	if _, ok := l.providers[r.Provider]; !ok && r.Provider != "" {
		fault("provider %q is not in provider.toml", r.Provider)
	}
}
