package imap_test

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// A book is a scanner.Book in memory.
type book struct {
	mu    sync.Mutex
	debts []scanner.Debt
	done  map[string]bool
	gone  map[string]bool // of the done ones, which were told to be gone
	why   map[string]string
	steps []string // what was told, in order
}

// owing returns a book that owes acts to messages of the source: "3 move:Old".
func owing(t *testing.T, source string, acts ...string) *book {
	t.Helper()
	b := &book{done: map[string]bool{}, gone: map[string]bool{}, why: map[string]string{}}
	for _, a := range acts {
		position, act, _ := strings.Cut(a, " ")
		d := scanner.Debt{Source: source, Position: position}
		if err := d.Act.UnmarshalText([]byte(act)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(position, ":") {
			d.Position = "1:" + position
		}
		b.debts = append(b.debts, d)
	}
	return b
}

// name gives the source another name: the server has moved.
func (b *book) name(source string) {
	for i := range b.debts {
		b.debts[i].Source = source
	}
}

// owed are the debts that are left.
func (b *book) owed() (left []scanner.Debt) {
	for _, d := range b.debts {
		if !b.done[d.Position] {
			left = append(left, d)
		}
	}
	return left
}

func (b *book) Begin(ctx context.Context, debts ...scanner.Debt) ([]scanner.Debt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var granted []scanner.Debt
	for i, d := range b.debts {
		for _, asked := range debts {
			if asked.Position == d.Position && !b.done[d.Position] {
				b.debts[i].Begun = true
				granted = append(granted, asked)
			}
		}
	}
	b.note("begin", debts)
	return granted, ctx.Err()
}

func (b *book) Done(ctx context.Context, debts ...scanner.Debt) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err() // killed before it is stored
	}
	for _, d := range debts {
		if b.done[d.Position] {
			return fmt.Errorf("%s is done twice", d.Position)
		}
		b.done[d.Position], b.gone[d.Position] = true, d.Gone
	}
	b.note("done", debts)
	return nil
}

func (b *book) Refused(_ context.Context, d scanner.Debt, why string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.why[d.Position] = why
	b.note("refused", []scanner.Debt{d})
	return nil
}

func (b *book) note(what string, debts []scanner.Debt) {
	for _, d := range debts {
		what += " " + d.Position
	}
	b.steps = append(b.steps, what)
}

// pay settles what is left and returns the warnings and the error.
func (b *book) pay(ctx context.Context, t *testing.T, url string, o *imap.Options) (warnings []string, err error) {
	t.Helper()
	p := *imap.WithoutPause(o)
	p.Warn = func(line string) {
		if !strings.Contains(line, "plain text") {
			warnings = append(warnings, line)
		}
	}
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	src, err := imap.Dial(limited, url, nil, &p)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return warnings, src.Settle(limited, b.owed(), b)
}

// key is the key of the source of a URL.
func key(t *testing.T, url string) string {
	t.Helper()
	folder, _, err := imap.Keys(url)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// shelf lists a folder: the subjects of its messages with their flags.
func (h *host) shelf(t *testing.T, folder string) string {
	t.Helper()
	c := h.client(t, folder)
	defer c.Close()
	status, err := c.Status(folder, &goimap.StatusOptions{NumMessages: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if *status.NumMessages == 0 {
		return ""
	}
	o := &goimap.FetchOptions{Flags: true, BodySection: []*goimap.FetchItemBodySection{{Peek: true}}}
	messages, err := c.Fetch(goimap.SeqSet{{Start: 1, Stop: 0}}, o).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range messages {
		_, after, _ := strings.Cut(string(m.BodySection[0].Bytes), "Subject: ")
		subject, _, _ := strings.Cut(after, "\r\n")
		flags := make([]string, len(m.Flags))
		for i, f := range m.Flags {
			flags[i] = strings.ToLower(string(f))
		}
		sort.Strings(flags)
		all = append(all, strings.TrimSpace(subject+" "+strings.Join(flags, " ")))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// wantShelf checks what lies in a folder.
func (h *host) wantShelf(t *testing.T, folder, want string) {
	t.Helper()
	if got := h.shelf(t, folder); got != want {
		t.Errorf("in %s lie %q, want %q", folder, got, want)
	}
}
