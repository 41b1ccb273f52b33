package rules

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// These tests are inside the package: folding and phrases have no API of their
// own, and a Set shows only which rule won.

func TestFold(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"case", "Mailbox FULL", "mailbox full"},
		{"white space", "mailbox\r\n \t is\u00a0\u3000full", "mailbox is full"},
		{"quotation marks", "user’s “box” «plein»", `user's "box" "plein"`},
		{"dashes", "e‑mail – no — no − no", "e-mail - no - no - no"},
		{"invisible", "mail\u00adbox\u200b full\ufeff", "mailbox full"},
		{"beyond ASCII", "ЯЩИК 郵件 صندوق", "ящик 郵件 صندوق"},
		{"accents", "ÉTÉ użytkownik ŁÓDŹ dirección Ωμέγα отключён địa chỉ", "ete uzytkownik lodz direccion ωμεγα отключен dia chi"},
		{"accents that follow", "e\u0301te\u0301", "ete"},
		{"two letters for one", "Größe Œuvre fundæt", "grosse oeuvre fundaet"},
		{"Turkish i", "KULLANICI İletiniz alıcı", "kullanici iletiniz alici"},
		{"Kelvin sign", "bloc\u212aed", "blocked"},
		{"not UTF-8", "voll \xfc\xff X", "voll \xfc\xff x"},
		{"empty", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var f folded
			f.fold(c.text)
			if got := string(f.text); got != c.want {
				t.Errorf("fold(%q) = %q, want %q", c.text, got, c.want)
			}
			if len(f.origin) != len(f.text)+1 {
				t.Errorf("fold(%q): %d origins for %d bytes, want one more", c.text, len(f.origin), len(f.text))
			}
		})
	}
}

func TestPhraseFind(t *testing.T) {
	eighty := strings.Repeat("é", 80)
	cases := []struct{ name, phrase, text, want string }{ // want: the quote, "" for none
		{"plain", "mailbox is full", "552 The Mailbox  is\tFull.", "Mailbox  is\tFull"},
		{"word goes on", "block", "is blocked", "block"},
		{"start of a word", "full", "unfulful mail is full", "full"},
		{"no start of a word", "list", "blacklist", ""},
		{"start after a digit", "user", "x1user", ""},
		{"start after punctuation", "user", "<user>", "user"},
		{"start after a letter beyond ASCII", "voll", "übervoll", ""},
		{"punctuation needs no start", "#5.1.1", "x#5.1.1", "#5.1.1"},
		{"end of a number", "5.7.60", "5.7.606 or 5.7.60.", "5.7.60"},
		{"no end of a number", "as750", "AS7501", ""},
		{"blank at the end", "rbls ", "rblsx, rbls.", "rbls"},
		{"gap", "exceeded * quota", "has exceeded its mail quota", "exceeded its mail quota"},
		{"empty gap", "exceeded * quota", "exceeded quota", "exceeded quota"},
		{"gap at the edge of words", "user * known", "users are known", ""},
		{"gap that begins in a word", "user* known", "users are known", "users are known"},
		{"gap that ends in a word", "user *known", "user is unknown", "user is unknown"},
		{"longest gap", "from*to be", "from" + eighty + "to be", "from" + eighty + "to be"},
		{"gap too long", "from*to be", "from" + eighty + "éto be", ""},
		{"later begin is near enough", "from*to be", "from " + eighty + " from here to be", "from here to be"},
		{"later middle is near enough", "aaaa*bb*cc", "aaaa bb " + eighty[:100] + " bb " + eighty + "cc", ""},
		{"three pieces", "aaaa*bb*cc", "aaaa bb " + eighty[:60] + " bb " + eighty[:100] + "cc", "aaaa bb " + eighty[:60] + " bb " + eighty[:100] + "cc"},
		{"pieces do not overlap", "full*ull box", "full box", ""},
		{"Japanese", "存在しません", "宛先が存在しません。", "存在しません"},
		{"curly apostrophe", "can't be", "It can’t be", "can’t be"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			phrases, err := readText(c.phrase, nil)
			if err != nil {
				t.Fatal(err)
			}
			var s search
			s.look(newVocabulary(phrases), c.text)
			got := ""
			if len(s.matches) > 0 {
				quote, start, end := s.quote(c.text, s.matches[0].at)
				if c.text[start:end] != quote {
					t.Errorf("quote %q does not stand at %d to %d of %q", quote, start, end, c.text)
				}
				got = quote
			}
			if got != c.want {
				t.Errorf("%q in %q finds %q, want %q", c.phrase, c.text, got, c.want)
			}
		})
	}
}

func TestReadTextRefuses(t *testing.T) {
	for _, s := range []string{"", "  ", "abc", " abc", "a*b", "*", "full*", "*full", "full ** box", "満", strings.Repeat("word*", 8) + "word"} {
		if p, err := readText(s, nil); err == nil {
			t.Errorf("readText(%q) = %+v, want an error", s, p)
		}
	}
	for _, s := range []string{"full", "abc ", "満杯", "ab*cd", "가득"} {
		if _, err := readText(s, nil); err != nil {
			t.Errorf("readText(%q): %v", s, err)
		}
	}
}

// TestSearchAgainstNaive compares the index with a search for each phrase
// by itself, on texts of few letters and phrases that are pieces of them, so
// that much overlaps.
func TestSearchAgainstNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"a", "b", " ", "-", "é", "è", "ù"}[rng.IntN(7)])
		}
		return b.String()
	}
	piece := func(s string, n int) string {
		r := []rune(s)
		from := rng.IntN(len(r))
		return string(r[from:min(from+n, len(r))])
	}
	found, missed := 0, 0
	for range 3000 {
		text := word(1 + rng.IntN(150))
		var phrases []phrase
		for range 1 + rng.IntN(12) {
			s := piece(text, 3+rng.IntN(14))
			switch rng.IntN(4) {
			case 0:
				s += "*" + piece(text, 1+rng.IntN(12))
			case 1:
				s = word(4)
			}
			if p, err := readText(s, nil); err == nil {
				phrases = append(phrases, p...)
			}
		}
		if len(phrases) == 0 {
			continue
		}
		var s search
		s.look(newVocabulary(phrases), text)
		got := map[int32]span{}
		for _, m := range s.matches {
			if _, twice := got[m.phrase]; twice {
				t.Fatalf("phrase %d found twice", m.phrase)
			}
			got[m.phrase] = m.at
		}
		for i := range phrases {
			want, ok := naiveFind(&phrases[i], string(s.text))
			at, has := got[int32(i)]
			if ok != has || ok && at.end != want.end {
				t.Fatalf("%q in %q: found %v %v, want %v %v", segmentsOf(&phrases[i]), s.text, at, has, want, ok)
			}
			if ok {
				found++
			} else {
				missed++
			}
		}
	}
	if found < 1000 || missed < 1000 {
		t.Fatalf("%d phrases found and %d not: the test says too little", found, missed)
	}
}

// naiveFind tries every way to place the segments and returns the one that
// ends first.
func naiveFind(p *phrase, text string) (best span, ok bool) {
	var place func(i, start, from int)
	place = func(i, start, from int) {
		if i == len(p.segments) {
			if !ok || from < best.end {
				best, ok = span{start, from}, true
			}
			return
		}
		s := &p.segments[i]
		for at := from; at+len(s.text) <= len(text) && (i == 0 || utf8.RuneCountInString(text[from:at]) <= maxGap); at++ {
			here := span{at, at + len(s.text)}
			if text[here.start:here.end] != string(s.text) || !s.fits([]byte(text), here) {
				continue
			}
			if i == 0 {
				start = at
			}
			place(i+1, start, here.end)
		}
	}
	place(0, 0, 0)
	return best, ok
}

func segmentsOf(p *phrase) []string {
	var list []string
	for _, s := range p.segments {
		list = append(list, string(s.text))
	}
	return list
}
