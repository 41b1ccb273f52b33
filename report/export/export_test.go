package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var noon = time.Date(2026, 3, 3, 12, 30, 5, 0, time.UTC)

// standing returns one of the given advice that rests on one event.
func standing(address string, advice rules.Advice) ledger.Standing {
	s := ledger.Standing{
		Email: address, Advice: advice, Cause: rules.UserUnknown, Class: rules.Hard,
		FirstSeen: noon, LastSeen: noon, Bounces: 1, Hard: 1, Days: 1,
		Status: "5.1.1", Diagnostic: "=550 5.1.1 unknown, \"very\"",
		Deciding: scanner.Outcome{
			ID: "id-" + address, Time: noon, Kind: dsn.Bounce,
			Recipient: dsn.Recipient{Address: address, Reply: dsn.Reply{Code: 550, Text: "unknown"}},
			Verdict:   rules.Verdict{Cause: rules.UserUnknown, Lasting: rules.Permanent, Class: rules.Hard},
		},
	}
	if advice == rules.Unsubscribe {
		s.Cause, s.Class, s.Deciding.Kind, s.Diagnostic, s.Status = rules.Cause(dsn.Complaint), rules.None, dsn.Complaint, "", ""
	}
	return s
}

// left is somebody who unsubscribed and did not complain.
func left(address string) ledger.Standing {
	s := standing(address, rules.Unsubscribe)
	s.Cause, s.Deciding.Kind = rules.Cause(dsn.Unsubscribe), dsn.Unsubscribe
	return s
}

func each(list ...ledger.Standing) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		for _, s := range list {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// written runs a preset and returns its files by kind and part: "bounces 1".
func written(t *testing.T, preset string, opts *export.Options, list ...ledger.Standing) (map[string]string, *export.Result) {
	t.Helper()
	p, ok := export.Find(preset)
	if !ok {
		t.Fatalf("no preset %s", preset)
	}
	files := map[string]*bytes.Buffer{}
	res, err := p.Write(each(list...), opts, func(f *export.File, part int) (io.Writer, error) {
		b := &bytes.Buffer{}
		files[fmt.Sprintf("%s %d", f.Kind, part)] = b
		return b, nil
	})
	if err != nil {
		t.Fatalf("%s: %v", preset, err)
	}
	texts := map[string]string{}
	for name, b := range files {
		texts[name] = b.String()
	}
	return texts, res
}

func rows(t *testing.T, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return all
}

// sample has an address of every advice.
func sample() []ledger.Standing {
	moved := standing("moved@example.org", rules.Replace)
	moved.Cause, moved.NewAddress = rules.AddressMoved, "new@example.net"
	forwarded := standing("desk7@mail.example.net", rules.Remove)
	forwarded.Deciding.Recipient.Alias = "Ann@Example.ORG"
	return []ledger.Standing{
		standing("bob@example.org", rules.Remove), forwarded, moved, standing("carl@example.org", rules.Unsubscribe), left("dora@example.org"),
		standing("eve@example.org", rules.Watch), standing("fred@example.org", rules.Keep),
		standing("gina@example.org", rules.Review), standing("hugo@example.org", rules.Ignore),
	}
}

// The columns are those that the importers document.
func TestColumns(t *testing.T) {
	const date = "Tue, 03 Mar 2026 12:30:05 +0000"
	why := func(advice, cause string) string {
		return `{"bounce":{"advice":"` + advice + `","cause":"` + cause + `","at":"2026-03-03T12:30:05Z"`
	}
	for preset, want := range map[string]map[string][][]string{
		"listmonk": {" 1": {
			{"email", "name", "attributes"},
			{"bob@example.org", "", why("remove", "user-unknown") + `,"status":"5.1.1"}}`},
			{"Ann@example.org", "", why("remove", "user-unknown") + `,"status":"5.1.1"}}`},
			{"moved@example.org", "", why("replace", "address-moved") + `,"status":"5.1.1","new_address":"new@example.net"}}`},
			{"carl@example.org", "", why("unsubscribe", "complaint") + `}}`},
			{"dora@example.org", "", why("unsubscribe", "unsubscribe") + `}}`},
		}},
		"mautic": {" 1": {
			{"email", "doNotEmail"}, {"bob@example.org", "1"}, {"Ann@example.org", "1"}, {"moved@example.org", "1"},
			{"carl@example.org", "1"}, {"dora@example.org", "1"},
		}},
		"mailchimp": {
			"unsubscribed 1": {{"Email Address"}, {"carl@example.org"}, {"dora@example.org"}},
			"cleaned 1":      {{"Email Address"}, {"bob@example.org"}, {"Ann@example.org"}, {"moved@example.org"}},
		},
		"mailgun": {
			"bounces 1": {
				{"address", "code", "error", "created_at"},
				{"bob@example.org", "550", "'=550 5.1.1 unknown, \"very\"", date},
				{"Ann@example.org", "550", "'=550 5.1.1 unknown, \"very\"", date},
				{"moved@example.org", "550", "'=550 5.1.1 unknown, \"very\"", date},
			},
			"complaints 1":   {{"address", "created_at"}, {"carl@example.org", date}},
			"unsubscribes 1": {{"address", "tags", "created_at"}, {"dora@example.org", "*", date}},
		},
		"brevo": {" 1": {{"EMAIL"}, {"bob@example.org"}, {"Ann@example.org"}, {"moved@example.org"}, {"carl@example.org"}, {"dora@example.org"}}},
	} {
		t.Run(preset, func(t *testing.T) {
			files, res := written(t, preset, nil, sample()...)
			got := map[string][][]string{}
			for name, text := range files {
				got[name] = rows(t, text)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if res.Addresses != 5 || res.LeftOut != 0 {
				t.Errorf("result %+v, want 5 addresses", res)
			}
		})
	}
	if _, err := mail.ParseDate(date); err != nil {
		t.Errorf("the date is none of RFC 5322: %v", err)
	}
}

func TestLines(t *testing.T) {
	for _, preset := range []string{"plain", "phplist", "sympa", "mailman"} {
		files, res := written(t, preset, nil, sample()...)
		want := "bob@example.org\nAnn@example.org\nmoved@example.org\ncarl@example.org\ndora@example.org\n"
		if files[" 1"] != want || res.Addresses != 5 {
			t.Errorf("%s: %q, %d addresses; want %q", preset, files[" 1"], res.Addresses, want)
		}
	}
}

func TestTable(t *testing.T) {
	powermta, ok := rules.MappingOf("powermta")
	if !ok {
		t.Fatal("no taxonomy powermta")
	}
	opts := &export.Options{Reason: func(s *ledger.Standing) string { return "because of " + s.Email }, Taxonomy: powermta}
	files, _ := written(t, "csv", opts, sample()[1], standing("=1+1@example.org", rules.Remove))
	want := [][]string{
		{"email", "recipient", "advice", "cause", "class", "reason", "first_seen", "last_seen", "bounces", "hard", "soft", "days",
			"status", "diagnostic", "provider", "new_address", "campaign", "subscriber", "foreign_cause"},
		{"Ann@example.org", "desk7@mail.example.net", "remove", "user-unknown", "hard", "because of desk7@mail.example.net",
			"2026-03-03T12:30:05Z", "2026-03-03T12:30:05Z", "1", "1", "0", "1", "5.1.1", "'=550 5.1.1 unknown, \"very\"", "", "", "", "", "bad-mailbox"},
		{"'=1+1@example.org", "'=1+1@example.org", "remove", "user-unknown", "hard", "because of =1+1@example.org",
			"2026-03-03T12:30:05Z", "2026-03-03T12:30:05Z", "1", "1", "0", "1", "5.1.1", "'=550 5.1.1 unknown, \"very\"", "", "", "", "", "bad-mailbox"},
	}
	if diff := cmp.Diff(want, rows(t, files[" 1"])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJSON(t *testing.T) {
	files, _ := written(t, "ses", nil, sample()...)
	var got []string
	for d := json.NewDecoder(strings.NewReader(files[" 1"])); d.More(); {
		var one struct{ EmailAddress, Reason string }
		if err := d.Decode(&one); err != nil {
			t.Fatal(err)
		}
		got = append(got, one.EmailAddress+" "+one.Reason)
	}
	want := []string{"bob@example.org BOUNCE", "Ann@example.org BOUNCE", "moved@example.org BOUNCE", "carl@example.org COMPLAINT", "dora@example.org COMPLAINT"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ses (-want +got):\n%s", diff)
	}
	first, _, _ := strings.Cut(files[" 1"], "\n")
	if first != `{"emailAddress":"bob@example.org","reason":"BOUNCE"}` {
		t.Errorf("ses: first line %s", first)
	}

	files, _ = written(t, "sendgrid", nil, sample()[:2]...)
	if want := `{"recipient_emails":["bob@example.org","Ann@example.org"]}` + "\n"; files[" 1"] != want {
		t.Errorf("sendgrid: %q, want %q", files[" 1"], want)
	}

	files, _ = written(t, "postmark", nil, many(51)...)
	var sizes []int
	for d := json.NewDecoder(strings.NewReader(files[" 1"])); d.More(); {
		var one struct {
			Suppressions []struct{ EmailAddress string }
		}
		if err := d.Decode(&one); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(one.Suppressions))
		if a := one.Suppressions[0].EmailAddress; !strings.HasSuffix(a, "@example.org") {
			t.Errorf("postmark: address %q", a)
		}
	}
	if diff := cmp.Diff([]int{50, 1}, sizes); diff != "" {
		t.Errorf("postmark: addresses a request (-want +got):\n%s", diff)
	}
}

func many(n int) (list []ledger.Standing) {
	for i := range n {
		list = append(list, standing(fmt.Sprintf("a%07d@example.org", i), rules.Remove))
	}
	return list
}

// An address may hold what CSV, JSON and spreadsheets take for their own.
func TestOddAddresses(t *testing.T) {
	odd := []string{`"a,b"@example.org`, `"a ""b"@example.org`, "\"a\nb\"@example.org", "=1+1@example.org", "+1@example.org", "#1@example.org",
		"bad\xff@example.org", "<i>@example.org"}
	var list []ledger.Standing
	for _, a := range odd {
		list = append(list, standing(a, rules.Remove))
	}
	repaired := strings.ReplaceAll(strings.Join(odd, "\x00"), "\xff", "\ufffd")
	without := func(left ...string) string {
		var kept []string
		for _, a := range strings.Split(repaired, "\x00") {
			keep := true
			for _, l := range left {
				keep = keep && a != l
			}
			if keep {
				kept = append(kept, a)
			}
		}
		return strings.Join(kept, "\x00")
	}
	lineBreak, hash, formulas := odd[2], "#1@example.org", []string{"=1+1@example.org", "+1@example.org"}
	for preset, want := range map[string]string{
		"listmonk": repaired, "mailgun": repaired,
		"mautic": without(formulas...), "brevo": without(formulas...), "mailchimp": without(formulas...),
	} {
		files, res := written(t, preset, nil, list...)
		var got []string
		for name, text := range files {
			if name == " 1" || name == "bounces 1" || name == "cleaned 1" {
				for _, r := range rows(t, text)[1:] {
					got = append(got, r[0])
				}
			}
		}
		check(t, preset, got, want, res, len(odd))
	}
	for preset, want := range map[string]string{
		"plain": without(lineBreak), "phplist": without(lineBreak), "sympa": without(lineBreak, hash), "mailman": without(lineBreak, hash),
	} {
		files, res := written(t, preset, nil, list...)
		check(t, preset, strings.Split(strings.TrimSuffix(strings.ToValidUTF8(files[" 1"], "\ufffd"), "\n"), "\n"), want, res, len(odd))
	}
	for _, preset := range []string{"ses", "sendgrid", "postmark"} {
		files, res := written(t, preset, nil, list...)
		var got []string
		for d := json.NewDecoder(strings.NewReader(files[" 1"])); d.More(); {
			var one struct {
				EmailAddress string
				Emails       []string `json:"recipient_emails"`
				Suppressions []struct{ EmailAddress string }
			}
			if err := d.Decode(&one); err != nil {
				t.Fatal(err)
			}
			got = append(got, one.Emails...)
			for _, s := range one.Suppressions {
				got = append(got, s.EmailAddress)
			}
			if one.EmailAddress != "" {
				got = append(got, one.EmailAddress)
			}
		}
		check(t, preset, got, repaired, res, len(odd))
	}
	// The table is for spreadsheets: a sign in front of what they would calculate.
	files, res := written(t, "csv", nil, list...)
	var got []string
	for _, r := range rows(t, files[" 1"])[1:] {
		if strings.ContainsRune("=+-@", rune(r[0][0])) {
			t.Errorf("csv: a spreadsheet calculates %q", r[0])
		}
		got = append(got, strings.TrimPrefix(r[0], "'"))
	}
	check(t, "csv", got, repaired, res, len(odd))
}

// What a hostile report calls a recipient is no order to an importer.
func TestWhatIsNoAddressIsLeftOut(t *testing.T) {
	list := []ledger.Standing{standing("ann", rules.Remove), standing("@example.org", rules.Remove), standing("ann@", rules.Remove), standing("bob@example.org", rules.Remove)}
	for _, p := range export.All() {
		files, res := written(t, p.Name, nil, list...)
		all := ""
		for _, text := range files {
			all += text
		}
		if res.LeftOut < 3 || strings.Contains(all, "ann") || !strings.Contains(all, "bob@example.org") {
			t.Errorf("%s: %d left out of\n%s", p.Name, res.LeftOut, all)
		}
	}
}

// check wants the addresses, and those left out to be told.
func check(t *testing.T, preset string, got []string, want string, res *export.Result, all int) {
	t.Helper()
	if diff := cmp.Diff(strings.Split(want, "\x00"), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", preset, diff)
	}
	if res.Addresses != len(got) || res.LeftOut != all-len(got) {
		t.Errorf("%s: %d addresses and %d left out, want %d and %d", preset, res.Addresses, res.LeftOut, len(got), all-len(got))
	}
	if (res.LeftOut > 0) != (res.Example != "" && res.Why != "") {
		t.Errorf("%s: %d left out, example %q, why %q", preset, res.LeftOut, res.Example, res.Why)
	}
}

func TestOptions(t *testing.T) {
	files, _ := written(t, "plain", &export.Options{Watch: true}, sample()...)
	if !strings.Contains(files[" 1"], "eve@example.org") || strings.Contains(files[" 1"], "fred@") || strings.Contains(files[" 1"], "gina@") {
		t.Errorf("with watch: %q", files[" 1"])
	}
	files, _ = written(t, "plain", &export.Options{Wants: func(s *ledger.Standing) bool { return s.Email != "bob@example.org" }}, sample()[0], sample()[2])
	if files[" 1"] != "moved@example.org\n" {
		t.Errorf("with a filter: %q", files[" 1"])
	}
	files, res := written(t, "mailgun", nil)
	if len(files) != 3 || res.Addresses != 0 || files["bounces 1"] != "address,code,error,created_at\n" {
		t.Errorf("nothing to export: %q", files)
	}
}

func TestSplit(t *testing.T) {
	files, res := written(t, "ses", nil, many(100_001)...)
	if n, m := strings.Count(files[" 1"], "\n"), strings.Count(files[" 2"], "\n"); n != 100_000 || m != 1 || len(files) != 2 {
		t.Errorf("ses: parts of %d and %d lines, %d files", n, m, len(files))
	}
	if len(res.Files) != 2 || res.Files[0].Rows != 100_000 || res.Files[1].Part != 2 || res.Files[1].Rows != 1 {
		t.Errorf("ses: %+v", res.Files)
	}
	long := standing("a@example.org", rules.Remove)
	long.Diagnostic = strings.Repeat("x", 1<<20)
	var list []ledger.Standing
	for range 30 {
		list = append(list, long)
	}
	files, res = written(t, "mailgun", nil, list...)
	total := 0
	for name, text := range files {
		if len(text) > 25_000_000 {
			t.Errorf("mailgun: %s has %d bytes", name, len(text))
		}
		if strings.HasPrefix(name, "bounces") {
			all := rows(t, text)
			total += len(all) - 1
			if all[0][0] != "address" {
				t.Errorf("mailgun: %s has no header", name)
			}
		}
	}
	if total != 30 || res.Addresses != 30 || len(files) != 4 {
		t.Errorf("mailgun: %d rows in %d files, result %+v", total, len(files), res)
	}
}

func TestErrors(t *testing.T) {
	p, _ := export.Find("plain")
	sorry := errors.New("sorry")
	_, err := p.Write(func(yield func(ledger.Standing, error) bool) { yield(ledger.Standing{}, sorry) }, nil,
		func(*export.File, int) (io.Writer, error) { return io.Discard, nil })
	if !errors.Is(err, sorry) {
		t.Errorf("error of the standings: %v", err)
	}
	if _, err := p.Write(each(), nil, func(*export.File, int) (io.Writer, error) { return nil, sorry }); !errors.Is(err, sorry) {
		t.Errorf("error of opening: %v", err)
	}
	if _, err := p.Write(each(sample()...), nil, func(*export.File, int) (io.Writer, error) { return full{sorry}, nil }); !errors.Is(err, sorry) {
		t.Errorf("error of writing: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

// Every preset says how it is imported, and where that is documented or that it
// is not.
func TestPresetsAreDocumented(t *testing.T) {
	for _, p := range export.All() {
		ours := p.Name == "csv" || p.Name == "plain"
		if p.About == "" || p.How == "" || (p.Source == "") != ours || p.Source != "" && !strings.HasPrefix(p.Source, "https://") {
			t.Errorf("%s: about %q, how %q, source %q", p.Name, p.About, p.How, p.Source)
		}
		for _, f := range p.Files {
			if f.Ext == "" || (f.Kind == "") != (len(p.Files) == 1) {
				t.Errorf("%s: file of kind %q ends in %q", p.Name, f.Kind, f.Ext)
			}
		}
	}
}

// BenchmarkWrite measures one row of each preset: some allocations, none of
// which stays.
func BenchmarkWrite(b *testing.B) {
	for _, name := range export.Names() {
		p, _ := export.Find(name)
		b.Run(name, func(b *testing.B) {
			s := standing("a.person@example.org", rules.Remove)
			b.ReportAllocs()
			list := func(yield func(ledger.Standing, error) bool) {
				for range b.N {
					if !yield(s, nil) {
						return
					}
				}
			}
			if _, err := p.Write(list, nil, func(*export.File, int) (io.Writer, error) { return io.Discard, nil }); err != nil {
				b.Fatal(err)
			}
		})
	}
}
