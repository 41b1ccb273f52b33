package explain_test

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
)

func allCodes() []locale.Code {
	return slices.Concat(locale.Replies(), locale.Statuses(), locale.Vendors())
}

// TestReferencePages: every code and cause has an anchor of its own, every link
// leads somewhere, and nothing is fetched or run.
func TestReferencePages(t *testing.T) {
	for _, lang := range locale.Languages() {
		l := locale.For(lang)
		var codes, causes bytes.Buffer
		if err := explain.WriteCodes(&codes, l, allCodes(), "1.0"); err != nil {
			t.Fatal(err)
		}
		if err := explain.WriteCauses(&causes, l, "1.0"); err != nil {
			t.Fatal(err)
		}
		inCodes, toCodes := anchors(t, codes.String())
		inCauses, toCauses := anchors(t, causes.String())
		if n := articles(codes.String()); n != len(allCodes()) {
			t.Errorf("%s: codes.html has %d codes, want %d", lang, n, len(allCodes()))
		}
		for _, m := range rules.Causes() {
			if !slices.Contains(inCauses, string(m.Cause)) {
				t.Errorf("%s: causes.html has no anchor %s", lang, m.Cause)
			}
		}
		for _, to := range toCodes {
			if anchor, inPage := strings.CutPrefix(to, "#"); inPage && !slices.Contains(inCodes, anchor) {
				t.Errorf("%s: codes.html: a link leads nowhere: %s", lang, to)
			} else if !inPage {
				toCauses = append(toCauses, strings.TrimPrefix(to, "causes.html"))
			}
		}
		for _, to := range toCauses {
			if anchor, inPage := strings.CutPrefix(to, "#"); !inPage || !slices.Contains(inCauses, anchor) {
				t.Errorf("%s: a link to causes.html leads nowhere: %s", lang, to)
			}
		}
		for _, page := range []string{codes.String(), causes.String()} {
			if !strings.Contains(page, `<html lang="`+lang+`" dir="`+l.Direction()+`">`) {
				t.Errorf("%s: the page does not tell its language: %.100q", lang, page)
			}
			if strings.Contains(page, "<script") || regexp.MustCompile(`(?i)\bsrc=|<form|url\([^#]|@import`).MatchString(page) {
				t.Errorf("%s: the page fetches or runs something", lang)
			}
		}
	}
}

// anchors returns the ids and the links of a page; no id stands twice.
func anchors(t *testing.T, page string) (ids, links []string) {
	t.Helper()
	for z := nethtml.NewTokenizer(strings.NewReader(page)); ; {
		if z.Next() == nethtml.ErrorToken {
			if z.Err() != io.EOF {
				t.Error(z.Err())
			}
			return ids, links
		}
		for _, a := range z.Token().Attr {
			switch {
			case a.Key == "href":
				links = append(links, a.Val)
			case a.Key == "id" && slices.Contains(ids, a.Val):
				t.Errorf("two elements have the id %s", a.Val)
			case a.Key == "id":
				ids = append(ids, a.Val)
			}
		}
	}
}

func articles(page string) int { return strings.Count(page, "<article ") }

func TestReferenceOfSomeCodes(t *testing.T) {
	var b bytes.Buffer
	c := locale.Replies()[0]
	c.Meaning = "<script>alert(1)</script>"
	if err := explain.WriteCodes(&b, nil, []locale.Code{c}, "<b>1.0</b>"); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); strings.Contains(page, "<script>") || strings.Contains(page, "<b>") || articles(page) != 1 {
		t.Errorf("the page is not escaped, or has more than one code:\n%s", page)
	}
}
