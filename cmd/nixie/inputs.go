package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// An input is one thing to read: a path, standard input, or a folder on a
// server.
type input struct {
	name    string   // as people call it: "inbox.mbox", "bounces (INBOX)"
	path    string   // "-" is standard input
	url     string   // of the folder, for IMAP
	account *account // never nil for IMAP
}

// pathInputs are the arguments of `nixie analyze`.
func pathInputs(args []string) ([]input, error) {
	var all []input
	for _, arg := range args {
		if isIMAP(arg) {
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

// scanInputs finds out what each argument of `nixie scan` is; without any it
// returns all accounts.
func scanInputs(args []string, conf *config) ([]input, error) {
	if len(args) == 0 {
		args = conf.accountNames()
	}
	if len(args) == 0 {
		return nil, usagef("nixie scan imaps://user@host, nixie scan inbox.mbox, or configure accounts (nixie help config)",
			"nothing to scan: no source is named, and no account is configured")
	}
	var all []input
	for _, arg := range args {
		found, err := scanInput(arg, conf)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// scanInput returns the inputs of one argument; an account may have several
// folders.
func scanInput(arg string, conf *config) ([]input, error) {
	acc := conf.account(arg)
	switch {
	case acc != nil && isIMAP(acc.URL):
		return accountInputs(acc), nil
	case acc != nil:
		return []input{{name: acc.Name, path: acc.URL, account: acc}}, nil
	case strings.Contains(arg, "://"):
		if err := checkURL(arg); err != nil {
			return nil, usagef("", "%w", err)
		}
		return accountInputs(&account{URL: arg}), nil
	case arg == "-":
		return pathInputs([]string{arg})
	}
	_, err := os.Lstat(arg)
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(arg, `/\.`) {
		hint := didYouMean(arg, conf.accountNames(), "check the spelling; nixie scan --help shows what can be scanned")
		return nil, usagef(hint, "%q is neither an account nor a path", arg)
	}
	return pathInputs([]string{arg})
}

// accountInputs returns an input for each folder of an account on a server.
func accountInputs(acc *account) []input {
	if len(acc.Folders) == 0 {
		return []input{{name: acc.label(), url: acc.URL, account: acc}}
	}
	var all []input
	for _, folder := range acc.Folders {
		var levels []string
		for level := range strings.SplitSeq(folder, "/") {
			levels = append(levels, url.PathEscape(level))
		}
		all = append(all, input{name: acc.label() + " " + folder, account: acc,
			url: strings.TrimSuffix(acc.URL, "/") + "/" + strings.Join(levels, "/")})
	}
	return all
}

// open returns the source of an input, and what to do when it is read.
func (a *app) open(ctx context.Context, in input, memory scanner.Memory, limit size) (scanner.Source, func(), error) {
	if in.account != nil && in.account.MaxMessage > 0 {
		limit = in.account.MaxMessage
	}
	if in.url == "" {
		opts := &mailbox.Options{MaxMessage: int64(limit)}
		if in.path == "-" {
			return mailbox.Reader("stdin", a.stdin, memory, opts), func() {}, nil
		}
		src, err := mailbox.Open(in.path, memory, opts)
		return src, func() {}, err
	}
	src, err := imap.Dial(ctx, in.url, memory, &imap.Options{
		Password:   func(ctx context.Context) (string, error) { return a.password(ctx, in.account) },
		TLS:        in.account.TLS.TLSMode,
		MaxMessage: int(limit),
		Since:      in.account.Since.begin(time.Now()),
		Warn:       func(line string) { a.warn("%s", line) },
	})
	if err != nil {
		return nil, nil, err
	}
	return src, func() { src.Close() }, nil
}
