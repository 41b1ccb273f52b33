package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// An input is one thing to read: a path, standard input, or a folder on a
// server.
type input struct {
	name    string          // as people call it: "inbox.mbox", "bounces (INBOX)"
	path    string          // "-" is standard input
	url     string          // of the folder, for IMAP
	key     string          // of the folder in the ledger, for IMAP
	mailbox string          // what one nixie at a time reads; "" for standard input
	account *config.Account // never nil for IMAP
}

// pathInputs are the arguments of `nixie analyze`.
func pathInputs(args []string) ([]input, error) {
	var all []input
	for _, arg := range args {
		if config.IsIMAP(arg) {
			return nil, usagef("nixie scan "+withoutPassword(arg), "a server's mailbox is read with scan")
		}
		name := arg
		if arg == "-" {
			name = "standard input"
		}
		all = append(all, input{name: name, path: arg})
	}
	return all, nil
}

// sources reads the configuration and finds out what the arguments of a command
// name, as scanInputs does. Standard input is read by one thing at most.
func (a *app) sources(command string, args []string) (*config.Config, []input, error) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, nil, err
	}
	inputs, err := scanInputs(command, args, conf)
	if err != nil {
		return nil, nil, err
	}
	return conf, inputs, a.checkStdin(inputs)
}

// scanInputs finds out what each argument of `nixie scan` is, or of another
// command that takes the same; without any it returns all accounts.
func scanInputs(command string, args []string, conf *config.Config) ([]input, error) {
	if len(args) == 0 {
		args = conf.AccountNames()
	}
	if len(args) == 0 {
		return nil, usagef(fmt.Sprintf("nixie %s imaps://user@host, nixie %[1]s inbox.mbox, or configure accounts (nixie help config)", command),
			"nothing to %s: no source is named, and no account is configured", command)
	}
	var all []input
	for _, arg := range args {
		found, err := scanInput(arg, conf)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	for i := range all {
		all[i].identify()
	}
	return all, nil
}

// scanInput returns the inputs of one argument; an account may have several
// folders.
func scanInput(arg string, conf *config.Config) ([]input, error) {
	acc := conf.Account(arg)
	switch {
	case acc != nil && config.IsIMAP(acc.URL):
		return accountInputs(acc), nil
	case acc != nil:
		return []input{{name: acc.Name, path: acc.URL, account: acc}}, nil
	case strings.Contains(arg, "://"):
		if err := config.CheckURL(arg); err != nil {
			return nil, usagef("", "%w", err)
		}
		return accountInputs(&config.Account{URL: arg}), nil
	case arg == "-":
		return pathInputs([]string{arg})
	}
	_, err := os.Lstat(arg)
	if errors.Is(err, fs.ErrNotExist) && likeServer(arg) {
		return nil, usagef("did you mean imaps://"+withUser(arg)+"?", "%q is neither an account nor a path", arg)
	}
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(arg, `/\.`) {
		hint := didYouMean(arg, conf.AccountNames(), "check the spelling; nixie scan --help shows what can be scanned")
		return nil, usagef(hint, "%q is neither an account nor a path", arg)
	}
	return pathInputs([]string{arg})
}

// likeServer reports whether an argument that names no file looks like a server,
// or somebody's mailbox on one: imap.example.org, bounces@example.org.
func likeServer(arg string) bool {
	at := strings.LastIndexByte(arg, '@')
	host := strings.TrimSuffix(arg[at+1:], "/")
	labels := strings.Split(host, ".")
	if strings.ContainsAny(host, `/\ `) || len(labels) < 2 || at == 0 {
		return false
	}
	first := strings.ToLower(labels[0])
	return at > 0 || len(labels) > 2 && (strings.HasPrefix(first, "imap") || strings.HasPrefix(first, "mail") || strings.HasPrefix(first, "mx") || first == "outlook")
}

// withUser puts the place of a user before a host that lacks one.
func withUser(server string) string {
	if strings.Contains(server, "@") {
		return server
	}
	return "USER@" + server
}

// identify finds out what the ledger calls the input. A URL that is malformed
// has no name; opening it will tell.
func (in *input) identify() {
	switch abs, err := filepath.Abs(in.path); {
	case in.url != "":
		in.key, in.mailbox, _ = imap.Keys(in.url)
	case in.path != "-" && err == nil:
		in.mailbox = "path:" + abs
	}
}

// sameMailbox returns how many of the first inputs are of one mailbox.
func sameMailbox(inputs []input) int {
	n := 1
	for n < len(inputs) && inputs[n].mailbox == inputs[0].mailbox {
		n++
	}
	return n
}

// accountInputs returns an input for each folder of an account on a server.
func accountInputs(acc *config.Account) []input {
	if len(acc.Folders) == 0 {
		return []input{{name: safe.Line(acc.Label()), url: acc.URL, account: acc}}
	}
	var all []input
	for _, folder := range acc.Folders {
		var levels []string
		for level := range strings.SplitSeq(folder, "/") {
			levels = append(levels, url.PathEscape(level))
		}
		all = append(all, input{name: safe.Line(acc.Label()) + " " + folder, account: acc,
			url: strings.TrimSuffix(acc.URL, "/") + "/" + strings.Join(levels, "/")})
	}
	return all
}

// limit is the most that is read of a message: what the account says, else what
// the flags say.
func (in input) limit(flag config.Size) config.Size {
	if in.account != nil && in.account.Fetch.MaxMessage > 0 {
		return in.account.Fetch.MaxMessage
	}
	return flag
}

// open returns the source of an input, and what to do when it is read.
func (a *app) open(ctx context.Context, in input, memory scanner.Memory, limit config.Size) (scanner.Source, func(), error) {
	if in.url == "" {
		opts := &mailbox.Options{MaxMessage: int64(in.limit(limit)), Skip: a.isOwn}
		if memory != nil { // what is recorded must be whole
			opts.OnUnfinished = func(location string) { a.tell("unfinished", "path", safe.Line(location)) }
		}
		if in.path == "-" {
			return mailbox.Reader("stdin", a.stdin, memory, opts), func() {}, nil
		}
		src, err := mailbox.Open(in.path, memory, opts)
		return src, func() {}, err
	}
	src, err := a.dial(ctx, in, memory, limit)
	if err != nil {
		return nil, nil, err
	}
	return src, func() { src.Close() }, nil
}
