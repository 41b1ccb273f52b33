package locale

import (
	"maps"
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
	"date": "day month year", "summary": "n list elapsed command",
	"fix":     "n what since from list cause time day domain domains lists",
	"problem": "n path what remedy", "reason": "title code what n since",
	"removal": "days span", "explain": "code list digit meaning",
}

func TestPlaceholdersAndFields(t *testing.T) {
	for _, l := range all() {
		for _, key := range slices.Sorted(maps.Keys(l.texts)) {
			text := l.texts[key]
			if strings.TrimSpace(text) == "" && key != "number.group" {
				t.Errorf("%s %s: empty", l.Tag(), key)
			}
			table, _, _ := strings.Cut(key, ".")
			for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
				if !slices.Contains(strings.Fields(known[table]), m[1]) {
					t.Errorf("%s %s: placeholder {%s} is not filled in %q", l.Tag(), key, m[1], text)
				}
			}
			if strings.Count(text, "{") != len(placeholder.FindAllString(text, -1)) {
				t.Errorf("%s %s: a brace without a placeholder in %q", l.Tag(), key, text)
			}
		}
	}
}

func TestFor(t *testing.T) {
	for _, lang := range []string{"", "en", "C", "en_GB.UTF-8", "ja, en;q=0.5", "tlh", "\xff;q=nonsense"} {
		if got := For(lang).Tag(); got != "en" {
			t.Errorf("For(%q).Tag() = %q, want en", lang, got)
		}
	}
}

func TestFallsBackPerKey(t *testing.T) {
	english := all()[0]
	got, err := parse([]byte("[cause.mailbox-full]\ntitle = \"Skrzynka pełna\"\n"), english)
	if err != nil {
		t.Fatal(err)
	}
	l := &Locale{texts: got}
	c := l.Cause(rules.MailboxFull)
	if c.Title != "Skrzynka pełna" || c.Meaning != english.Cause(rules.MailboxFull).Meaning {
		t.Errorf("Cause(mailbox-full) = %+v, want the Polish title and the English rest", c)
	}
}

func TestRejects(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key": "[cause.mailbox-full]\ntitel = \"x\"\n",
		"no text":     "[cause.mailbox-full]\ntitle = 5\n",
		"no TOML":     "title",
	} {
		if _, err := parse([]byte(text), all()[0]); err == nil {
			t.Errorf("%s: %q is read without an error", name, text)
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
	} {
		if got := Fill(tt.text, tt.pairs...); got != tt.want {
			t.Errorf("Fill(%q, %q) = %q, want %q", tt.text, tt.pairs, got, tt.want)
		}
	}
}

func TestCodes(t *testing.T) {
	codes := AllCodes()
	seen := map[string]bool{}
	for _, c := range slices.Concat(codes.Replies, codes.Statuses, codes.Vendors) {
		if c.Code == "" || c.Meaning == "" || c.Reference == "" {
			t.Errorf("code %+v: an empty field", c)
		}
		if seen[c.Code+c.Name] {
			t.Errorf("code %s: listed twice", c.Code)
		}
		seen[c.Code+c.Name] = true
		for _, cause := range c.Causes {
			if cause.Meaning().Cause != cause && cause != "delay" {
				t.Errorf("code %s: no cause %q", c.Code, cause)
			}
		}
	}
	for _, c := range codes.Replies {
		if c.Sender == "" || c.List == "" || For("en").Text("reply."+c.Class) == "" {
			t.Errorf("reply code %s: no advice or no class: %+v", c.Code, c)
		}
	}
	for _, c := range codes.Statuses {
		if c.Name == "" || !strings.HasPrefix(c.Code, "X.") {
			t.Errorf("status %s: no name or no X", c.Code)
		}
	}
	// 83 registered statuses and 82 reply codes were known when this was written.
	if len(codes.Replies) < 82 || len(codes.Statuses) < 83 {
		t.Errorf("%d reply codes and %d statuses: some are lost", len(codes.Replies), len(codes.Statuses))
	}
}
