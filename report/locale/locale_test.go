package locale

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// events are what the column event of output.md can say.
var events = []dsn.Kind{
	dsn.Bounce, dsn.Delay, dsn.Delivered, dsn.AutoReply, dsn.Challenge, dsn.Complaint, dsn.Unsubscribe,
	dsn.ReadReceipt, "other",
}

func TestEverythingIsExplained(t *testing.T) {
	for _, m := range rules.Causes() {
		checkExplanation(t, "cause."+string(m.Cause))
		senders := m.Owner == rules.OwnerSender && (m.Family == rules.FamilySender || m.Family == rules.FamilyMessage)
		if what := For("en").Text("fix.what." + string(m.Cause)); senders != (what != "") {
			t.Errorf("fix.what.%s = %q; the sender's turn: %v", m.Cause, what, senders)
		}
	}
	for _, k := range events {
		checkExplanation(t, "event."+string(k))
		for _, table := range []string{"summary.event.", "summary.event_one."} {
			if For("en").Text(table+string(k)) == "" {
				t.Errorf("%s%s: no text", table, k)
			}
		}
	}
}

func checkExplanation(t *testing.T, table string) {
	t.Helper()
	for _, field := range []string{"title", "meaning", "sender", "list", "again"} {
		if For("en").Text(table+"."+field) == "" {
			t.Errorf("%s.%s: no text", table, field)
		}
	}
	if title := For("en").Text(table + ".title"); len(title) > 26 {
		t.Errorf("%s.title: %q has more than 26 letters and is cut in tables", table, title)
	}
}

func TestWords(t *testing.T) {
	var l *Locale // English
	for _, a := range []rules.Advice{rules.Remove, rules.Replace, rules.Unsubscribe, rules.Watch, rules.Keep, rules.Review, rules.Ignore} {
		if word, sentence := l.Advice(a); word == "" || sentence == "" || len(word) > 11 {
			t.Errorf("Advice(%q) = %q, %q", a, word, sentence)
		}
	}
	for _, o := range []rules.Owner{rules.OwnerRecipient, rules.OwnerSender, rules.OwnerReceiver, rules.OwnerNobody} {
		if word, sentence := l.Owner(o); word == "" || sentence == "" || len(word) > 11 {
			t.Errorf("Owner(%q) = %q, %q", o, word, sentence)
		}
	}
	for _, c := range []rules.Class{rules.Hard, rules.Soft, rules.Block, rules.None, rules.ClassUnknown} {
		if word, sentence := l.Class(c); word == "" || sentence == "" {
			t.Errorf("Class(%q) = %q, %q", c, word, sentence)
		}
	}
}

var placeholder = regexp.MustCompile(`\{([a-z]*)\}`)

// known are the placeholders that a table's texts may use.
var known = map[string]string{
	"cause": "recipient domain host status", "event": "recipient domain host status",
	"number": "n", "date": "day month year", "summary": "n what list elapsed command",
	"fix":     "n what since from list cause time day domain domains lists",
	"problem": "n path what remedy", "reason": "title code what n since",
	"removal": "days span", "told": "code number list digit meaning", "reference": "n version",
	"clean": "path n column kept dropped", "state": "n from to time who name",
	"join": "one two title name text", "run": "n new path target list address name time",
	"note": "where since n day by what reason list", "show": "n all day what list address",
	"page": "", // told by the comment above the table, and filled by report
}

func TestPlaceholders(t *testing.T) {
	for _, e := range entries(languages()[0]) {
		table, _, _ := strings.Cut(e.key, ".")
		for _, name := range placeholders(e.text) {
			if table != "page" && !slices.Contains(strings.Fields(known[table]), name) {
				t.Errorf("%s %s: placeholder {%s} is not filled in %q", e.file, e.key, name, e.text)
			}
		}
		if strings.Count(e.text, "{") != len(placeholder.FindAllString(e.text, -1)) {
			t.Errorf("%s %s: a brace without a placeholder in %q", e.file, e.key, e.text)
		}
	}
}

func TestFor(t *testing.T) {
	for _, lang := range []string{"", "en", "C", "POSIX", "C.UTF-8", "en_GB.UTF-8", "fi, en;q=0.5", "tlh", "\xff;q=nonsense", "en-u-rg-dezzzz"} {
		if got := For(lang).Tag(); got != "en" {
			t.Errorf("For(%q).Tag() = %q, want en", lang, got)
		}
	}
	for lang, want := range map[string]string{
		"pl": "pl", "pl_PL.UTF-8": "pl", "de_DE.UTF-8@euro": "de", "de_AT@euro": "de", "de-u-rg-atzzzz": "de", "pt_BR": "pt-BR",
		"pt": "pt-BR", "fil": "tl", "tl_PH.UTF-8": "tl", "ja, en;q=0.5": "ja", "fi, fr-CA;q=0.8, en;q=0.5": "fr", "es-419": "es",
		"de-CH-1996": "de", "gu-IN": "gu", "tr_TR.ISO-8859-9": "tr", "en;q=0.1, de;q=0.9": "de",
	} {
		if !slices.Contains(Languages(), want) {
			continue // not written yet
		}
		if l, ok := Find(lang); l.Tag() != want || !ok {
			t.Errorf("Find(%q) = %q, %v, want %q", lang, l.Tag(), ok, want)
		}
	}
}

func TestFindTellsOfNone(t *testing.T) {
	for _, lang := range []string{"fi", "ko", "", "nonsense-nonsense"} {
		if l, ok := Find(lang); ok || l.Tag() != "en" {
			t.Errorf("Find(%q) = %q, %v; want English for want of a better", lang, l.Tag(), ok)
		}
	}
}

// polish is a language that has one text and one of a code.
func polish() *Locale {
	l := newLocale("pl")
	l.texts = func() map[string]string { return map[string]string{"cause.mailbox-full.title": "Skrzynka pełna"} }
	l.codes[replyTable] = func() map[string]codeText { return map[string]codeText{"550": {Meaning: "Odmowa."}} }
	return l
}

func TestFallsBackPerKey(t *testing.T) {
	l, english := polish(), languages()[0]
	c := l.Cause(rules.MailboxFull)
	if c.Title != "Skrzynka pełna" || c.Meaning == "" || c.Meaning != english.Cause(rules.MailboxFull).Meaning {
		t.Errorf("Cause(mailbox-full) = %+v, want the Polish title and the English rest", c)
	}
	i := slices.IndexFunc(Replies(), func(c Code) bool { return c.Code == "550" })
	if got := l.Code(Replies()[i]); got.Meaning != "Odmowa." || got.Sender == "" || got.Sender != Replies()[i].Sender {
		t.Errorf("Code(550) = %+v, want the Polish meaning and the English rest", got)
	}
	if got := english.Code(Replies()[i]); got.Meaning != Replies()[i].Meaning {
		t.Errorf("English Code(550).Meaning = %q", got.Meaning)
	}
}

func TestRejects(t *testing.T) {
	for name, text := range map[string]string{
		"no text": "[cause.mailbox-full]\ntitle = 5\n",
		"no TOML": "title",
	} {
		if _, err := parseTexts([]byte(text)); err == nil {
			t.Errorf("%s: %q is read without an error", name, text)
		}
	}
	if _, err := parseCodeTexts([]byte("[550]\nmeanign = \"x\"\n")); err == nil {
		t.Error("a code's unknown field is read without an error")
	}
}

// TestUntranslated tells English from what only shares words with it.
func TestUntranslated(t *testing.T) {
	l, english := polish(), "The mailbox of the recipient is full."
	for text, want := range map[string]bool{
		english:                              true,
		"The skrzynka odbiorcy jest pełna.":  true,
		"Mailbox recipient full.":            true,
		"Skrzynka odbiorcy jest pełna.":      false,
		"Serwer SMTP: DNS, \"mailbox full\"": false,
	} {
		if _, got := untranslated(l, entry{key: "cause.mailbox-full.meaning", text: text}, english); got != want {
			t.Errorf("untranslated(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestUnknownCauseIsExplainedAsUnknown(t *testing.T) {
	var l *Locale
	if got, want := l.Cause("no-such-cause"), l.Cause(rules.Unknown); got != want {
		t.Errorf("Cause(no-such-cause) = %+v, want %+v", got, want)
	}
	if got := l.Cause("auto-reply").Title; got != "Automatic reply" {
		t.Errorf("Cause(auto-reply).Title = %q", got)
	}
}

func TestFill(t *testing.T) {
	for _, tt := range []struct {
		text  string
		pairs []string
		want  string
	}{
		{"no placeholder", []string{"n", "1"}, "no placeholder"},
		{"{n} of {n}", []string{"n", "3"}, "3 of 3"},
		{"{a}{b}", []string{"a", "{b}", "b", "x"}, "{b}x"}, // a stranger's braces stay
		{"{a}", []string{"a"}, "{a}"},
		{"{ {n} } {", []string{"n", "3"}, "{ 3 } {"},
		{"{x} {n}", []string{"n", "3"}, "{x} 3"},
	} {
		if got := fill(tt.text, tt.pairs...); got != tt.want {
			t.Errorf("fill(%q, %q) = %q, want %q", tt.text, tt.pairs, got, tt.want)
		}
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range slices.Concat(Replies(), Statuses(), Vendors()) {
		if c.Code == "" || c.Meaning == "" || c.Reference == "" {
			t.Errorf("code %+v: an empty field", c)
		}
		if seen[c.Code] {
			t.Errorf("code %s: listed twice", c.Code)
		}
		seen[c.Code] = true
		for _, cause := range c.Causes {
			if cause.Meaning().Cause != cause && cause != "delay" {
				t.Errorf("code %s: no cause %q", c.Code, cause)
			}
		}
	}
	for _, c := range Replies() {
		if c.Sender == "" || c.List == "" || For("en").Text("reply."+c.Class) == "" {
			t.Errorf("reply code %s: no advice or no class: %+v", c.Code, c)
		}
	}
	for _, c := range Statuses() {
		if c.Name == "" || !strings.HasPrefix(c.Code, "X.") {
			t.Errorf("status %s: no name or no X", c.Code)
		}
	}
	// So many were known when this was written.
	if len(Replies()) < 82 || len(Statuses()) < 83 || len(Vendors()) < 182 {
		t.Errorf("%d reply codes, %d statuses, %d of vendors: some are lost", len(Replies()), len(Statuses()), len(Vendors()))
	}
}
