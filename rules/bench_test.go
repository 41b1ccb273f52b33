package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// BenchmarkClassify judges the examples of all rules by turns, one at a time.
func BenchmarkClassify(b *testing.B) {
	var said []dsn.Recipient
	size := 0
	for _, r := range rules.Builtin().Rules() {
		for _, text := range r.Examples {
			said = append(said, rules.Said(text))
			size += len(text)
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		rules.Classify(said[i%len(said)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
	b.ReportMetric(float64(size)/float64(len(said)), "bytes/reply")
}

// BenchmarkClassifyHostile shows that time grows with the length of the text
// and not faster, whatever it says; "all" has the words of as many rules as
// there is room for.
func BenchmarkClassifyHostile(b *testing.B) {
	var all strings.Builder
	for _, r := range rules.Builtin().Rules() {
		all.WriteString(strings.ReplaceAll(strings.Join(r.Text, " "), "*", "") + " ")
	}
	texts := []struct{ name, words string }{{"user", "user "}, {"mailbox", "mailbox is "}, {"gap", "exceeded x quota "}, {"all", all.String()}}
	for _, text := range texts {
		for _, size := range []int{1 << 10, 4 << 10, 16 << 10, 32 << 10} {
			words := strings.Repeat(text.words, size/len(text.words)+1)[:size]
			r := dsn.Recipient{Reply: dsn.Reply{Text: words}}
			b.Run(fmt.Sprintf("%s/%d", text.name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					rules.Classify(r)
				}
			})
		}
	}
}

// BenchmarkClassifyGrowth judges the same replies by ever more of the built-in
// phrases: time must grow far less than they do.
func BenchmarkClassifyGrowth(b *testing.B) {
	said := examples()
	for _, phrases := range []int{500, 2000, 8000} {
		s := rules.Builtin().Part(phrases)
		b.Run(fmt.Sprint(phrases), func(b *testing.B) {
			i := 0
			for b.Loop() {
				s.Classify(said[i%len(said)])
				i++
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rules.Load(folder()); err != nil {
			b.Fatal(err)
		}
	}
}
