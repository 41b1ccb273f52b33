package imap_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner/imap"
)

func TestFirstAndSecondScan(t *testing.T) {
	h := serve(t)
	memory := positions{}
	for _, s := range []string{"one", "two", "three"} {
		h.deliver(t, "INBOX", note(s))
	}
	first := read(t, h.url("INBOX"), memory, h.options())
	first.want(t, "one two three")
	first.warned(t, "")

	key := h.url("INBOX")
	m := first.messages[1]
	if m.Source != key || m.Location != key+"#2" || m.Name != "" {
		t.Errorf("Source %q, Location %q, Name %q; want %q, %q, none", m.Source, m.Location, m.Name, key, key+"#2")
	}
	if want := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC); !m.Received.Equal(want) {
		t.Errorf("Received = %v, want %v", m.Received, want)
	}
	if string(m.Raw) != note("two") {
		t.Errorf("Raw = %q, want %q", m.Raw, note("two"))
	}

	// "4:*" names message 3, the last one, which is known.
	read(t, h.url("INBOX"), memory, h.options()).want(t, "")

	h.deliver(t, "INBOX", note("four"))
	read(t, h.url("INBOX"), memory, h.options()).want(t, "four")
	read(t, h.url("INBOX"), memory, h.options()).want(t, "")
}

func TestNoFlagChanges(t *testing.T) {
	h := serve(t)
	h.deliver(t, "INBOX", note("one"))
	read(t, h.url(""), nil, h.options()).want(t, "one")
	got, err := h.client(t, "INBOX").Fetch(goimap.UIDSetNum(1), &goimap.FetchOptions{Flags: true}).Collect()
	if err != nil || len(got) != 1 || len(got[0].Flags) != 0 {
		t.Errorf("flags %v (%v), want none", got[0].Flags, err)
	}
}

func TestOneSourceManyTimes(t *testing.T) {
	h := serve(t)
	h.deliver(t, "INBOX", note("one"))
	h.deliver(t, "INBOX", note("two"))
	memory := positions{}
	src, err := imap.Dial(t.Context(), h.url("INBOX"), memory, h.options())
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	once := func(most int) (got int) {
		for m, err := range src.Messages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			memory[m.Source] = m.Position
			if got++; got == most {
				break
			}
		}
		return got
	}
	if got := once(1); got != 1 {
		t.Errorf("stopping after the first gave %d messages, want 1", got)
	}
	if got := once(9); got != 1 {
		t.Errorf("going on gave %d messages, want 1", got)
	}
	h.deliver(t, "INBOX", note("three"))
	if got := once(9); got != 1 {
		t.Errorf("after a delivery %d messages, want 1", got)
	}
}

func TestRenumberedFolder(t *testing.T) {
	h := serve(t)
	memory := positions{}
	h.create(t, "Bounces")
	h.deliver(t, "Bounces", note("one"))
	h.deliver(t, "Bounces", note("two"))
	read(t, h.url("Bounces"), memory, h.options()).want(t, "one two")
	if err := h.user.Delete("Bounces"); err != nil {
		t.Fatal(err)
	}
	h.create(t, "Bounces")
	h.deliver(t, "Bounces", note("new"))
	r := read(t, h.url("Bounces"), memory, h.options())
	r.want(t, "new")
	r.warned(t, "renumbered")
}

func TestLargeMessages(t *testing.T) {
	const size = 20 << 10
	for _, tt := range []struct {
		name, message string
		most          int
		bytes         int // of it that are read
		warning       string
	}{
		{name: "report within the beginning", message: report("x", size), bytes: 4096},
		{name: "report after the beginning", message: late("x", size), bytes: len(late("x", size))},
		{name: "report after the beginning, message too large", message: late("x", size), most: 16 << 10, bytes: 4096, warning: "#2: only the first 4096 of 2"},
		{name: "no report", message: note("x") + strings.Repeat("No report.\r\n", size/12), bytes: 4096},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := serve(t)
			h.deliver(t, "INBOX", note("before"))
			h.deliver(t, "INBOX", tt.message)
			h.deliver(t, "INBOX", note("after"))
			o := h.options()
			o.Partial, o.MaxMessage = 4096, tt.most
			r := read(t, h.url("INBOX"), nil, o)
			r.warned(t, tt.warning)
			if r.err != nil || len(r.messages) != 3 {
				t.Fatalf("%d messages, error %v; want 3", len(r.messages), r.err)
			}
			if got := string(r.messages[1].Raw); got != tt.message[:tt.bytes] {
				t.Errorf("%d bytes came, want the first %d", len(got), tt.bytes)
			}
		})
	}
}

func TestSince(t *testing.T) {
	h := serve(t)
	day := func(d, hour int) time.Time { return time.Date(2026, 5, d, hour, 0, 0, 0, time.UTC) }
	for _, m := range []struct {
		subject string
		at      time.Time
	}{{"old", day(1, 0)}, {"eve", day(9, 23)}, {"edge", day(10, 8)}, {"older", day(2, 0)}, {"new", day(11, 1)}} {
		h.deliver(t, "INBOX", note(m.subject), m.at)
	}
	memory := positions{}
	o := h.options()
	o.Since = day(10, 8)
	read(t, h.url("INBOX"), memory, o).want(t, "edge new")
	// Later runs read whatever is new, of whatever date.
	h.deliver(t, "INBOX", note("restored"), day(1, 0))
	read(t, h.url("INBOX"), memory, o).want(t, "restored")
}

func TestVanishedMessage(t *testing.T) {
	h := serve(t)
	for _, s := range []string{"one", "two", "three"} {
		h.deliver(t, "INBOX", note(s))
	}
	o := h.options()
	o.Batch = 1
	o.Progress = func(done, _ int) {
		if done == 1 {
			h.remove(t, "INBOX", 2)
		}
	}
	read(t, h.url("INBOX"), nil, o).want(t, "one three")
}

func TestManyMessages(t *testing.T) {
	h := serve(t)
	var want []string
	for i := range 450 {
		want = append(want, fmt.Sprint("m", i))
		h.deliver(t, "INBOX", note(want[i]))
	}
	for _, list := range []int{1 << 20, 450, 100} { // so many are taken from one list
		var last [2]int
		o := imap.WithList(h.options(), list)
		o.Progress = func(done, found int) { last = [2]int{done, found} }
		read(t, h.url("INBOX"), nil, o).want(t, strings.Join(want, " "))
		if last != [2]int{450, 450} {
			t.Errorf("Progress ended with %v, want 450 of 450", last)
		}
	}
	t.Run("a million", func(t *testing.T) {
		const total = 1_100_000
		s := &script{mail: letters(300), answer: func(c *peer, _ int, cmd command) bool {
			switch {
			case cmd.name == "EXAMINE":
				c.say("* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n%s OK", total, cmd.tag)
			case cmd.is("UID SEARCH", "1:*"):
				list := []byte("* SEARCH")
				for uid := int64(1); uid <= total; uid++ {
					list = strconv.AppendInt(append(list, ' '), uid, 10)
				}
				c.say("%s\r\n%s OK", list, cmd.tag)
			default:
				return false
			}
			return true
		}}
		url, o := s.serve(t)
		eachMessage(t, url, o, func(n int) bool { return n < 300 })
	})
}

func TestFolders(t *testing.T) {
	h := serve(t)
	for _, name := range []string{"Bounces", "Lists/Bounces", "Rückläufer", "返送/エラー", "a#b?c%"} {
		h.create(t, name)
		h.deliver(t, name, note("in-"+name))
	}
	memory := positions{}
	for _, tt := range []struct{ path, subject string }{
		{"Bounces", "in-Bounces"},
		{"Lists/Bounces", "in-Lists/Bounces"},
		{"R%C3%BCckl%C3%A4ufer", "in-Rückläufer"},
		{"返送/エラー", "in-返送/エラー"},
		{"a%23b%3Fc%25", "in-a#b?c%"},
	} {
		read(t, h.url(tt.path), memory, h.options()).want(t, tt.subject)
	}
	if len(memory) != 5 {
		t.Errorf("%d positions, want one for each folder: %v", len(memory), memory)
	}
	err := read(t, h.url("Bonces"), nil, h.options()).err
	if err == nil || !strings.Contains(err.Error(), "there are: Bounces, INBOX, Lists/Bounces") {
		t.Errorf("wrong folder: %v; want the names of those that exist", err)
	}
}
