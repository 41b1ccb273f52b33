package clean_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/clean"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// gone is what a ledger says of a mailbox that does not exist.
func gone(address string) ledger.Standing {
	since := time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)
	return ledger.Standing{
		Email: address, Advice: rules.Remove, Cause: rules.UserUnknown, Class: rules.Hard, Reason: ledger.Reason{Count: 2, Since: since},
		Deciding: scanner.Outcome{Recipient: dsn.Recipient{Address: address, Reply: dsn.Reply{Code: 550}, Status: dsn.Status{Class: 5, Subject: 1, Detail: 1}}},
	}
}

func standings(all ...ledger.Standing) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		for _, st := range all {
			if !yield(st, nil) {
				return
			}
		}
	}
}

// some is what the ledger of most tests says.
func some() []ledger.Standing {
	watched, held, moved, passed := gone("watched@example.org"), gone("held@example.org"), gone("moved@example.org"), gone("final@example.net")
	watched.Advice, watched.Cause = rules.Watch, rules.MailboxFull
	held.Held = true
	moved.Advice, moved.Cause, moved.NewAddress = rules.Replace, rules.AddressMoved, "new@example.net"
	moved.Deciding.Recipient.Reply = dsn.Reply{Code: 551, Text: "551 User has moved; try <New@example.net>"}
	passed.Deciding.Recipient.Alias = "forwarded@example.org"
	group1, group2 := gone("one@example.net"), gone("two@example.net")
	group1.Deciding.Recipient.Alias, group2.Deciding.Recipient.Alias = "group@example.org", "group@example.org"
	group2.Advice = rules.Watch
	return []ledger.Standing{
		gone("Bad@Example.org"), gone("bad2@example.org"), gone(`"odd name"@example.org`), gone("käthe@xn--bcher-kva.example"),
		watched, held, moved, passed, group1, group2,
	}
}

// A cleaned is what came out of a list.
type cleaned struct {
	kept, dropped string
	counts        *clean.Counts
}

func cleanList(t *testing.T, list string, want clean.Format, opts clean.Options, lang string, all ...ledger.Standing) (cleaned, error) {
	t.Helper()
	bad, err := clean.NewBadAddresses(standings(all...), false)
	if err != nil {
		t.Fatal(err)
	}
	l, err := clean.Open(strings.NewReader(list), want)
	if err != nil {
		return cleaned{}, err
	}
	var kept, dropped bytes.Buffer
	opts.Locale, opts.Now = locale.For(lang), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	counts, err := l.Split(context.Background(), &kept, &dropped, bad, opts)
	return cleaned{kept.String(), dropped.String(), counts}, err
}

// The cells behind a row of a mailbox that does not exist.
const (
	goneCells = ",remove,user-unknown,\"Mailbox does not exist (550 5.1.1), twice since 3 March\",2026-03-03T08:00:00Z,"
	goneTabs  = "\tremove\tuser-unknown\tMailbox does not exist (550 5.1.1), twice since 3 March\t2026-03-03T08:00:00Z\t"
	moreNames = ",advice,cause,reason,since,new_address"
)

func TestSplit(t *testing.T) {
	semicolons := func(cells string) string {
		return strings.NewReplacer(`"Mailbox`, "Mailbox", `March"`, "March", ",remove,user-unknown,", ";remove;user-unknown;", ",2026", ";2026", "Z,", "Z;").Replace(cells)
	}
	for _, c := range []struct {
		name          string
		list          string
		format        clean.Format
		kept, dropped string
	}{
		{"header", "id,E-Mail,note\n1,bad@example.org,x\n2,good@example.org,y\n", clean.Format{},
			"id,E-Mail,note\n2,good@example.org,y\n", "id,E-Mail,note" + moreNames + "\n1,bad@example.org,x" + goneCells + "\n"},
		{"no header", "1,bad@example.org\n2,good@example.org\n", clean.Format{},
			"2,good@example.org\n", "1,bad@example.org" + goneCells + "\n"},
		{"the first row lacks its address", "7,\n1,bad@example.org\n2,good@example.org\n", clean.Format{},
			"7,\n2,good@example.org\n", "1,bad@example.org" + goneCells + "\n"},
		{"--no-header", "email\nbad@example.org\ngood@example.org\n", clean.Format{NoHeader: true},
			"email\ngood@example.org\n", "bad@example.org" + goneCells + "\n"},
		{"one a line, CRLF, no last line end", "good@example.org\r\nbad@example.org", clean.Format{},
			"good@example.org\r\n", "bad@example.org" + goneCells},
		{"names on a plain list", "Lee, Ann <BAD@EXAMPLE.ORG>\nDoe, Jo <jo@example.org>\n", clean.Format{Delimiter: "none"},
			"Doe, Jo <jo@example.org>\n", "Lee, Ann <BAD@EXAMPLE.ORG>" + goneTabs + "\n"},
		{"semicolons with commas within", "Name;correo electrónico\nLee, Ann;bad@example.org\nDoe, Jo;jo@example.org\n", clean.Format{},
			"Name;correo electrónico\nDoe, Jo;jo@example.org\n",
			"Name;correo electrónico;advice;cause;reason;since;new_address\nLee, Ann;bad@example.org" + semicolons(goneCells) + "\n"},
		{"Excel's hint", "sep=;\r\nemail;n\r\nbad@example.org;1\r\n", clean.Format{},
			"sep=;\r\nemail;n\r\n", "sep=;\r\nemail;n;advice;cause;reason;since;new_address\r\nbad@example.org;1" + semicolons(goneCells) + "\r\n"},
		{"a line end within a cell", "email,note\n\"bad@example.org\",\"a\nb \"\"c\"\", d\"\ngood@example.org,\"x\n\ny\"\n", clean.Format{},
			"email,note\ngood@example.org,\"x\n\ny\"\n", "email,note" + moreNames + "\n\"bad@example.org\",\"a\nb \"\"c\"\", d\"" + goneCells + "\n"},
		{"marks that encoding/csv refuses", "note,email\n5\" pipe,bad@example.org\n\"Big\" Joe,good@example.org\n\"a\" , \"bad2@example.org\" \n", clean.Format{},
			"note,email\n\"Big\" Joe,good@example.org\n",
			"note,email" + moreNames + "\n5\" pipe,bad@example.org" + goneCells + "\n\"a\" , \"bad2@example.org\" " + goneCells + "\n"},
		{"marks that are letters", "email,note\nbad@example.org,\"one\ngood@example.org,two\"\n", clean.Format{NoQuotes: true},
			"email,note\ngood@example.org,two\"\n",
			"email,note" + moreNames + "\nbad@example.org,\"one,remove,user-unknown,Mailbox does not exist (550 5.1.1)  twice since 3 March,2026-03-03T08:00:00Z,\n"},
		{"ragged rows and empty lines", "email,a,b\n\nbad@example.org\ngood@example.org,1,2,3,4\n\r\n,,\nbad2@example.org,1,2,3\nx,y,z\n", clean.Format{},
			"email,a,b\n\ngood@example.org,1,2,3,4\n\r\n,,\nx,y,z\n",
			"email,a,b" + moreNames + "\nbad@example.org,," + goneCells + "\nbad2@example.org,1,2,3" + goneCells + "\n"},
		{"spellings", "email\nBAD@Example.ORG.\n<bad@example.org>\nmailto:bad@example.org\n'bad@example.org\n\"bad\"@example.org\n\"odd\\ name\"@example.org\nka\u0308the@BÜCHER.example\nbad@example.org.uk\nbaad@example.org\n", clean.Format{},
			"email\nbad@example.org.uk\nbaad@example.org\n", "email" + moreNames + "\n" + strings.Join([]string{
				"BAD@Example.ORG.", "<bad@example.org>", "mailto:bad@example.org", "'bad@example.org", `"bad"@example.org`, `"odd\ name"@example.org`, "ka\u0308the@BÜCHER.example", "",
			}, goneCells+"\n")},
		{"old Mac line ends", "email,n\rbad@example.org,1\rgood@example.org,2\r", clean.Format{},
			"email,n\rgood@example.org,2\r", "email,n" + moreNames + "\rbad@example.org,1" + goneCells + "\r"},
		{"a mark of UTF-8", "\ufeffemail,n\nbad@example.org,1\n", clean.Format{},
			"\ufeffemail,n\n", "\ufeffemail,n" + moreNames + "\nbad@example.org,1" + goneCells + "\n"},
		{"named column", "email,email2\ngood@example.org,bad@example.org\nbad@example.org,good@example.org\n", clean.Format{Column: "EMAIL2"},
			"email,email2\nbad@example.org,good@example.org\n", "email,email2" + moreNames + "\ngood@example.org,bad@example.org" + goneCells + "\n"},
		{"numbered column", "good@example.org,bad@example.org\n", clean.Format{Column: "2"},
			"", "good@example.org,bad@example.org" + goneCells + "\n"},
		{"the name decides", "email,referrer\ngood@example.org,bad@example.org\n", clean.Format{}, "email,referrer\ngood@example.org,bad@example.org\n", "email,referrer" + moreNames + "\n"},
		{"the cells decide", "mail,contact\nyes,bad@example.org\nno,good@example.org\n", clean.Format{}, "mail,contact\nno,good@example.org\n", "mail,contact" + moreNames + "\nyes,bad@example.org" + goneCells + "\n"},
		{"several in a cell", "email,n\nbad@example.org; bad2@example.org,1\nbad@example.org good@example.org,2\n", clean.Format{},
			"email,n\nbad@example.org good@example.org,2\n", "email,n" + moreNames + "\nbad@example.org; bad2@example.org,1" + goneCells + "\n"},
		{"held, watched, passed on", "email,n\nheld@example.org,1\nwatched@example.org,2\nforwarded@example.org,3\ngroup@example.org,4\nfinal@example.net,5\n", clean.Format{},
			"email,n\nheld@example.org,1\nwatched@example.org,2\ngroup@example.org,4\n", "email,n" + moreNames + "\nforwarded@example.org,3" + goneCells + "\nfinal@example.net,5" + goneCells + "\n"},
		{"empty", "", clean.Format{}, "", ""},
		{"a header alone", "name,email\n", clean.Format{}, "name,email\n", "name,email" + moreNames + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := cleanList(t, c.list, c.format, clean.Options{}, "en", some()...)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.kept, got.kept); d != "" {
				t.Errorf("kept (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.dropped, got.dropped); d != "" {
				t.Errorf("dropped (-want +got):\n%s", d)
			}
			if n := got.counts; n.Rows != n.Kept+n.Dropped {
				t.Errorf("%d rows, but %d kept and %d dropped", n.Rows, n.Kept, n.Dropped)
			}
		})
	}
}

func TestSplitReplaces(t *testing.T) {
	formula, worse, circle := gone("formula@example.org"), gone("worse@example.org"), gone("comma@example.org")
	formula.NewAddress, worse.NewAddress, circle.NewAddress = "=cmd@example.net", "bad@example.org", `"a,b"@example.net`
	for _, st := range []*ledger.Standing{&formula, &worse, &circle} {
		st.Advice = rules.Replace
		st.Deciding.Recipient.Reply = dsn.Reply{Code: 550, Text: "550 5.1.6 Moved to " + st.NewAddress}
		st.Deciding.Recipient.Status = dsn.Status{Class: 5, Subject: 1, Detail: 6}
	}
	list := "name,email\nx,\"Moved <moved@example.org>\"\ny,formula@example.org\nz,worse@example.org\nu,comma@example.org\n"
	got, err := cleanList(t, list, clean.Format{}, clean.Options{Replace: true}, "en", append(some(), formula, worse, circle)...)
	if err != nil {
		t.Fatal(err)
	}
	want := "name,email\nx,\"Moved <new@example.net>\"\nu,\"\"\"a,b\"\"@example.net\"\n"
	if d := cmp.Diff(want, got.kept); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
	if !strings.Contains(got.dropped, ",'=cmd@example.net\n") {
		t.Errorf("a formula is not neutralised in\n%s", got.dropped)
	}
	if n := got.counts; n.Replaced != 2 || n.Kept != 2 || n.Dropped != 2 || n.Moved != 2 {
		t.Errorf("counts = %+v", n)
	}
	if d := cmp.Diff([]clean.Replacement{{"moved@example.org", "new@example.net"}, {"comma@example.org", `"a,b"@example.net`}}, got.counts.Replacements); d != "" {
		t.Errorf("replacements (-want +got):\n%s", d)
	}
}

// Anybody can write that somebody has moved. It takes the reply of the host
// itself, and a code that says so, to put another address into a list.
func TestSplitTakesNoHearsay(t *testing.T) {
	moved := dsn.Status{Class: 5, Subject: 1, Detail: 6}
	for name, x := range map[string]struct {
		reply  dsn.Reply
		status dsn.Status
		remark string
		firm   bool
	}{
		"551":                     {reply: dsn.Reply{Code: 551, Text: "551 Try <new@example.net>"}, firm: true},
		"251":                     {reply: dsn.Reply{Code: 251, Text: "251 Try NEW@example.net"}, firm: true},
		"5.1.6":                   {reply: dsn.Reply{Code: 550, Text: "550 5.1.6 new@example.net"}, status: moved, firm: true},
		"words alone":             {reply: dsn.Reply{Code: 550, Text: "550 User has moved to new@example.net"}},
		"a remark":                {reply: dsn.Reply{Code: 551, Text: "551 User not local"}, remark: "has moved to new@example.net"},
		"a remark and the status": {status: moved, remark: "has moved to new@example.net"},
	} {
		t.Run(name, func(t *testing.T) {
			st := gone("old@example.org")
			st.Advice, st.Cause, st.NewAddress = rules.Replace, rules.AddressMoved, "new@example.net"
			st.Deciding.Recipient.Reply, st.Deciding.Recipient.Status, st.Deciding.Recipient.Remark = x.reply, x.status, x.remark
			got, err := cleanList(t, "email\nold@example.org\n", clean.Format{}, clean.Options{Replace: true}, "en", st)
			if err != nil {
				t.Fatal(err)
			}
			if firm := strings.Contains(got.kept, "new@example.net"); firm != x.firm || !firm && got.counts.Hearsay != 1 {
				t.Errorf("kept:\n%s%+v", got.kept, got.counts)
			}
			if !x.firm && !strings.HasSuffix(got.dropped, ",new@example.net\n") {
				t.Errorf("the hint is lost:\n%s", got.dropped)
			}
		})
	}
}

func TestSplitCounts(t *testing.T) {
	list := "email,n\nbad@example.org,1\nBad@example.org,2\nmoved@example.org,3\nheld@example.org,4\ngroup@example.org,5\nnobody,6\n\ngood@example.org;bad@example.org,7\n"
	got, err := cleanList(t, list, clean.Format{}, clean.Options{}, "en", some()...)
	if err != nil {
		t.Fatal(err)
	}
	want := &clean.Counts{
		Rows: 7, Kept: 4, Dropped: 3, ByCause: []clean.CauseRows{{Cause: rules.UserUnknown, Rows: 2}, {Cause: rules.AddressMoved, Rows: 1}},
		Moved: 1, Held: 1, Shared: 1, Several: 1, NoAddress: 1, Duplicates: 1,
		Replacements: []clean.Replacement{},
	}
	if d := cmp.Diff(want, got.counts); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestSplitRefuses(t *testing.T) {
	for _, c := range []struct {
		name, list string
		format     clean.Format
		line       int // of a RowError
		want       string
	}{
		{"never closed", "email,note\na@example.org,x\nb@example.org,\"y\nc@example.org,z\n", clean.Format{}, 3, "never closed"},
		{"closed in another row", "email,note\na@example.org,\"x\nb@example.org,\"y\"\n", clean.Format{}, 2, "stands within a cell"},
		{"two columns", "Work,Home\na@example.org,b@example.org\n", clean.Format{}, 0, `several columns hold addresses: 1 "Work", 2 "Home"; choose one with --column`},
		{"none", "name,town\nAnn,Ghent\n", clean.Format{}, 0, `no column holds addresses`},
		{"no such column", "name,email\nAnn,a@example.org\n", clean.Format{Column: "mial"}, 0, `the columns are 1 "name", 2 "email"`},
		{"half a character", "\xff\xfea\x00@\x00b\x00\n\x00c", clean.Format{}, 0, "cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := cleanList(t, c.list, c.format, clean.Options{}, "en", some()...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			var at *clean.RowError
			if errors.As(err, &at) != (c.line > 0) || at != nil && at.Line != c.line {
				t.Errorf("error %v, want one about line %d", err, c.line)
			}
		})
	}
}

// Where mail for several was passed on to one, all who were written to go.
func TestSplitAllWhoWereWrittenTo(t *testing.T) {
	desk := gone("desk7@mail.example.net")
	desk.Deciding.Recipient.Alias, desk.Originals = "Ann@Example.org", []string{"ann@example.org", "bob@example.org"}
	got, err := cleanList(t, "email\nann@example.org\nBob@example.org\ncarl@example.org\n", clean.Format{}, clean.Options{}, "en", desk)
	if want := "email\ncarl@example.org\n"; err != nil || got.kept != want {
		t.Errorf("kept %q, %v; want %q", got.kept, err, want)
	}
}
