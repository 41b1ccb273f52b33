package format

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// header returns a Notice.Header over pairs of name and value.
func header(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.EqualFold(pairs[i], name) {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// TestVoice checks that most formats are silent where a person speaks, and that
// what programs write beside notices is nobody's.
func TestVoice(t *testing.T) {
	exim := "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n" +
		"recipients. The following address(es) failed:\n\n  ann@example.com\n    550 5.1.1 user unknown\n"
	table := "address;status\nann@example.com;5.1.1;550 5.1.1 User unknown\n"
	cases := map[string]struct {
		n    Notice
		want string
	}{
		"a person":                     {Notice{Text: exim, Voice: Person}, ""},
		"a program":                    {Notice{Text: exim, Voice: Program}, "exim"},
		"a report of a service":        {Notice{Text: table, Voice: Program}, ""},
		"the same under a title":       {Notice{Header: header("Subject", "Undelivered mail"), Text: table, Voice: Notifier}, "plain"},
		"the same through a list":      {Notice{Header: header("Subject", "Undelivered mail", "List-Id", "<ops.example.org>"), Text: table, Voice: Notifier}, ""},
		"the same by a mail system":    {Notice{Header: header("Subject", "Undelivered mail", "List-Id", "<ops.example.org>"), Text: table, Voice: System}, "plain"},
		"postmaster writes of himself": {Notice{Header: header("Subject", "Maintenance on Sunday"), Text: "The mail server will be down. Questions to postmaster@example.org.\n", Voice: System}, ""},
		"nothing":                      {Notice{}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if r, _ := Read(&c.n); r.Format != c.want {
				t.Errorf("read as %q, want %q: %+v", r.Format, c.want, r.Found)
			}
		})
	}
}

// TestReturnedNeverDecides checks that what the returned message says changes
// nothing.
func TestReturnedNeverDecides(t *testing.T) {
	returned := "Return-Path: <list@news.example.org>\nReceived: from a by b; Tue, 14 Oct 2025 09:20:00 +0200\nFrom: <list@news.example.org>\n" +
		"Subject: 550 5.1.1 user unknown\nMessage-Id: <1@news.example.org>\n\n<zoe@example.net>:\nRemote host said: 550 5.1.1 no such user\n\n" +
		"  zoe@example.net\n    550 5.1.1 no such user\n\nzoe@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n" +
		"   ----- The following addresses had permanent fatal errors -----\n<zoe@example.net>\n"
	for _, path := range samplePaths(t) {
		n := notice(t, path)
		before, _ := Read(n)
		if filepath.Base(filepath.Dir(path)) == "verizon" || newPage(n).rest != "" || before.Original != "" {
			continue // there already is one
		}
		n.Text += "\n" + returned
		after, _ := Read(n)
		if !reflect.DeepEqual(before.Found, after.Found) || before.Format != after.Format {
			t.Errorf("%s: with a returned message\n%s\nwithout\n%s", path, said(after.Found), said(before.Found))
		}
		if !strings.HasPrefix(after.Original, "Return-Path: <list@") || strings.Contains(after.Original, "zoe") {
			t.Errorf("%s: Original = %q", path, after.Original)
		}
	}
}

// TestFooter checks that what gateways and lists put around a notice changes
// nothing.
func TestFooter(t *testing.T) {
	banner := "CAUTION: This message comes from outside. Contact helpdesk@corp.example.com if unsure.\n\n"
	foot := "\n_______________________________________________\nusers mailing list\nusers@lists.example.org\nhttps://lists.example.org/\n"
	for _, path := range samplePaths(t) {
		n := notice(t, path)
		before, _ := Read(n)
		n.Text = banner + n.Text + foot
		if after, _ := Read(n); !reflect.DeepEqual(before.Found, after.Found) || before.Format != after.Format {
			t.Errorf("%s: with banner and footer\n%s\nwithout\n%s", path, said(after.Found), said(before.Found))
		}
	}
}

// TestOriginal checks which header is returned where a text quotes one.
func TestOriginal(t *testing.T) {
	for _, name := range []string{"qmail/01", "exim/01", "sendmail/03", "gmail/01", "dma/01", "zoho/01", "m-filter/01"} {
		r, _ := Read(notice(t, filepath.Join(samples, name+".eml")))
		if !strings.Contains(r.Original, "issue-42@news.example.org") || strings.Contains(r.Original, "Dear reader") {
			t.Errorf("%s: Original = %q", name, r.Original)
		}
	}
}

// TestReporter checks the host that speaks.
func TestReporter(t *testing.T) {
	for name, host := range map[string]string{
		"qmail/01": "mx1.example.org", "postfix/01": "mx1.example.org", "dma/01": "host.example.org", "exchange/01": "mbx1.example.com",
		"amazon-ses/01": "a1-2.smtp-out.example.com",
	} {
		if r, _ := Read(notice(t, filepath.Join(samples, name+".eml"))); r.Reporter != host {
			t.Errorf("%s: Reporter = %q, want %q", name, r.Reporter, host)
		}
	}
}

// TestBounds checks that no notice makes more recipients or words than allowed.
func TestBounds(t *testing.T) {
	var many strings.Builder
	many.WriteString("Hi. This is the qmail-send program at mx.example.org.\n\n")
	for i := range 40_000 {
		fmt.Fprintf(&many, "<u%d@x.org>:\nno\n\n", i)
	}
	n := &Notice{Text: many.String(), Voice: System}
	r, ok := Read(n)
	if !ok || len(r.Found) == 0 || len(r.Found) > maxFound {
		t.Errorf("%v, %d recipients, want at most %d", ok, len(r.Found), maxFound)
	}
	n.Text = "Hi. This is the qmail-send program at mx.example.org.\n\n<a@example.com>:\n" + strings.Repeat("no\n", 50_000)
	if r, _ := Read(n); len(r.Found) != 1 || len(r.Found[0].Why) > maxLine {
		t.Errorf("%d recipients, %d bytes of words", len(r.Found), len(r.Found[0].Why))
	}
}

func samplePaths(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(samples + "/*/*.eml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	return paths
}

// FuzzRead checks that no text makes Read panic, that it says the same twice,
// and that every recipient stands in the notice.
func FuzzRead(f *testing.F) {
	for _, path := range samplePaths(f) {
		n := notice(f, path)
		f.Add(n.Header("From"), n.Header("Subject"), n.Header("X-Failed-Recipients"), n.Text, int(n.Voice))
	}
	f.Fuzz(func(t *testing.T, from, subject, failed, text string, voice int) {
		n := &Notice{Header: header("From", from, "Subject", subject, "X-Failed-Recipients", failed), Text: text, Voice: Voice(voice)}
		r, ok := Read(n)
		again, _ := Read(n)
		if !reflect.DeepEqual(r, again) {
			t.Fatalf("first %+v, then %+v", r, again)
		}
		if !ok && len(r.Found) > 0 || len(r.Found) > maxFound {
			t.Fatalf("%v, %d recipients", ok, len(r.Found))
		}
		flat := strings.Join(strings.Fields(text), " ") // lines may have been joined
		for _, f := range r.Found {
			to := strings.Join(strings.Fields(f.To), " ")
			if r.Format != "amazon-ses" && !strings.Contains(flat, to) && !strings.Contains(failed, f.To) {
				t.Errorf("%s: %q does not stand in the notice", r.Format, f.To)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var all []*Notice
	for _, path := range samplePaths(b) {
		all = append(all, notice(b, path))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Read(all[i%len(all)])
		i++
	}
}
