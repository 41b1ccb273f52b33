//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestConnections: there are never more connections to a mailbox than maxOpen, and
// as long as there are not more accounts than that, no two share one.
func TestConnections(t *testing.T) {
	for _, tt := range []struct {
		name     string
		accounts []int // how many folders each has
		want     []int // how many folders share each connection
	}{
		{"few folders", []int{3}, []int{1, 1, 1}},
		{"one for each", []int{8}, []int{1, 1, 1, 1, 1, 1, 1, 1}},
		{"one too many", []int{9}, []int{1, 1, 1, 1, 1, 1, 1, 2}},
		{"few folders of two accounts", []int{4, 4}, []int{1, 1, 1, 1, 1, 1, 1, 1}},
		{"many folders of two accounts", []int{20, 20}, []int{1, 1, 1, 1, 1, 1, 14, 20}},
		{"the second account has them", []int{2, 20}, []int{1, 1, 1, 1, 1, 1, 1, 15}},
		{"the last account has one", []int{20, 1}, []int{1, 1, 1, 1, 1, 1, 14, 1}},
		{"as many accounts as connections", []int{2, 2, 2, 2, 2, 2, 2, 2}, []int{2, 2, 2, 2, 2, 2, 2, 2}},
		{"more accounts than connections", []int{2, 1, 1, 1, 1, 1, 1, 1, 1}, []int{1, 1, 1, 1, 1, 1, 1, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var inputs, read []input
			for n, folders := range tt.accounts {
				acc := &config.Account{Name: fmt.Sprint(n)}
				for f := range folders {
					inputs = append(inputs, input{name: fmt.Sprintf("%d F%d", n, f), url: "imap://x", mailbox: "x", account: acc})
				}
			}
			var got []int
			for _, list := range connections(inputs) {
				got = append(got, len(list))
				read = append(read, list...)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("connections of %v folders, want %v", got, tt.want)
			}
			if !slices.Equal(read, inputs) {
				t.Errorf("connections are for %v, want each of %v once", read, inputs)
			}
		})
	}
}

// TestWatchAccounts: folders of two accounts with one mailbox cost no sign-in each
// time that it is their turn, and a password that is wrong keeps from the folders of
// its own account only.
func TestWatchAccounts(t *testing.T) {
	const folders = 2 * maxOpen
	for _, tt := range []struct {
		name, password string
		rounds         int // of the folders of the second account
		signIns        int // 0: a refused one is tried again
	}{
		{"both are well", "secret", 2, maxOpen},
		{"the second is refused", "wrong", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			gate := &turnstile{}
			p := newPostOffice(t)
			gate.enter(p)
			first := p.fill(folders)
			second := strings.ReplaceAll(first, `"F`, `"G`)
			for n := range folders {
				name := fmt.Sprintf("G%d", n)
				if err := p.user.Create(name, nil); err != nil {
					t.Fatal(err)
				}
				p.put(name, 1000+n)
			}
			w := watchInProcess(t, p, first, "[[accounts]]", `name = "second"`, fmt.Sprintf(`url = "imap://bounces@%s"`, p.address),
				fmt.Sprintf(`auth = { password_cmd = "echo %s" }`, tt.password), second, "[watch]", `poll = "10s"`) // a sixtieth of it where folders take turns
			w.until(folders + tt.rounds/2*folders)
			for n := range folders {
				p.put(fmt.Sprintf("F%d", n), folders+n)
				if tt.rounds > 0 {
					p.put(fmt.Sprintf("G%d", n), 1000+folders+n)
				}
			}
			w.until(2*folders + tt.rounds*folders)
			gate.mu.Lock()
			signIns, most := gate.signIns, gate.most
			gate.mu.Unlock()
			w.end(2*folders + tt.rounds*folders)
			p.shut()
			if tt.signIns > 0 && signIns != tt.signIns || most > maxOpen {
				t.Errorf("%d sign-ins, %d connections at once; want %d and %d at most; nixie says:\n%s", signIns, most, tt.signIns, maxOpen, w.said())
			}
		})
	}
}

// TestWatchRefusedAtOnce: a wrong password does not cost one refused sign-in for each
// connection: who comes while one tries fails as that one does.
func TestWatchRefusedAtOnce(t *testing.T) {
	gate := &turnstile{login: func(int) error {
		time.Sleep(time.Second) // as servers do, and the others come meanwhile
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "who are you?"}
	}}
	p := newPostOffice(t)
	gate.enter(p)
	w := watchInProcess(t, p, p.fill(2*maxOpen), "[watch]", `poll = "10s"`)
	for end := time.Now().Add(2 * patience); strings.Count(w.said(), "who are you?") < maxOpen; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not every task is refused; nixie says:\n%s", w.said())
		}
	}
	gate.mu.Lock()
	if gate.signIns >= maxOpen {
		t.Errorf("%d sign-ins were refused, want fewer than there are connections", gate.signIns)
	}
	gate.mu.Unlock()
	w.end(0)
	p.shut()
}
