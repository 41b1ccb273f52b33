package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/checkup"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// checkCommand tries an account out.
func (a *app) checkCommand() *cobra.Command {
	var f readFlags
	var url string
	cmd := &cobra.Command{
		Use:   "check [ACCOUNT|SOURCE]...",
		Short: "Try an account out: connect, sign in, say what a scan would do",
		Long: `Connects, signs in, lists folders and capabilities, reads the newest twenty messages of each folder
that is scanned, says what a scan would do with them, and what is to be fixed. Nothing
is changed, neither in the mailbox nor in the ledger. Acts that are owed to messages, and those that the
mailbox has refused, are listed with the reason. Of a path, the first twenty messages are read.`,
		Example: `  nixie check
  nixie check bounces
  nixie check imaps://bounces@mail.example.org
  nixie check ~/Maildir`,
		ValidArgsFunction: a.completeAccounts,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.check(cmd.Context(), args, &f, url) },
	}
	f.maxMessage = 32 << 20
	ledgerFlag(cmd.Flags(), &url)
	cmd.Flags().StringVar(&f.rulesDir, "rules", "", "lay the rules in `DIR` over the built-in ones")
	cmd.Flags().BoolVar(&a.passwordStdin, "password-stdin", false, "read the password from standard input")
	return cmd
}

// A trial is a run of `nixie check`.
type trial struct {
	reading // counts what could be read
	limit   config.Size
	book    *store // nil: there is none, or it cannot be read
	fixes   []string
}

// check tries all accounts, whatever happens with one of them.
func (a *app) check(ctx context.Context, args []string, f *readFlags, ledger string) error {
	conf, inputs, err := a.sources("check", args)
	if err != nil {
		return err
	}
	a.owns(conf, ledger, nil)
	opts, err := f.options(conf)
	if err != nil {
		return err
	}
	t := &trial{reading: reading{app: a, opts: opts}, limit: f.maxMessage}
	if t.book, err = a.existing(ctx, ledger, conf); err != nil {
		t.fixes = append(t.fixes, "The ledger cannot be read, so nothing is said of acts that are owed: "+err.Error())
	} else if t.book != nil {
		defer t.book.close()
	}
	for len(inputs) > 0 {
		n := 1
		for n < len(inputs) && inputs[0].url != "" && inputs[n].account == inputs[0].account {
			n++
		}
		if err := t.mailbox(ctx, inputs[:n]); err != nil {
			return err
		}
		inputs = inputs[n:]
	}
	t.tellFixes()
	if code := t.code(); code != exitDone {
		return &exitError{code: code}
	}
	return nil
}

// mailbox tries one mailbox; what goes wrong is told, and the next is tried.
func (t *trial) mailbox(ctx context.Context, inputs []input) error {
	name := inputs[0].path
	if acc := inputs[0].account; acc != nil && acc.Name != "" {
		name = acc.Name + "  " + acc.URL
	} else if acc != nil {
		name = acc.URL
	}
	t.printf("%s\n", safe.Line(name))
	try := t.server
	if inputs[0].url == "" {
		try = t.path
	}
	err := try(ctx, inputs)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		t.fail(inputs[0], err)
		t.fixes = append(t.fixes, inputs[0].name+seeAbove)
	default:
		t.good++
	}
	return nil
}

// seeAbove is what is to be fixed where fail has told it.
const seeAbove = ": see FAILED above"

// fail tells why an input cannot be read, and what to do about it.
func (t *trial) fail(in input, err error) {
	t.failed(err)
	t.printf("  FAILED        %s\n", safe.Line(told(err, in, "").Error()))
	var e *exitError
	if errors.As(err, &e) && e.hint != "" {
		t.printf("                %s\n", safe.Line(e.hint))
	}
}

// path tries an mbox, a Maildir or a folder.
func (t *trial) path(ctx context.Context, inputs []input) error {
	src, done, err := t.app.open(ctx, inputs[0], nil, t.limit)
	if err != nil {
		return err
	}
	defer done()
	_, err = t.sample(ctx, inputs[0], first{src, checkup.Newest}, "first")
	return err
}

// server tries an account on a server with all its folders.
func (t *trial) server(ctx context.Context, inputs []input) error {
	facts := &checkup.Facts{Account: inputs[0].account, Now: time.Now()}
	var line tls.ConnectionState
	src, err := t.dial(ctx, inputs[0], &line)
	if err != nil {
		return err
	}
	defer src.Close()
	facts.Encrypted = line.Version != 0
	if err := t.about(ctx, src, facts, &line); err != nil {
		return err
	}
	for i, in := range inputs {
		if err := src.Switch(in.url); err != nil {
			return err
		}
		sample, err := t.sample(ctx, in, src.Newest(checkup.Newest), "newest")
		if err != nil && (len(inputs) == 1 || imap.OfAccount(err)) {
			return err
		} else if err != nil {
			t.fail(in, err)
			if !facts.Lacks(facts.Account.Scanned()[i]) { // which is said in better words
				t.fixes = append(t.fixes, in.name+seeAbove)
			}
			continue
		}
		facts.Samples = append(facts.Samples, sample)
		if err := t.owed(ctx, in, facts); err != nil {
			return err
		}
	}
	if err := t.rights(ctx, src, facts); err != nil {
		return err
	}
	for _, fix := range facts.Fixes() {
		t.fixes = append(t.fixes, facts.Account.Label()+": "+fix)
	}
	return nil
}

// dial connects and notes how the line is protected.
func (t *trial) dial(ctx context.Context, in input, line *tls.ConnectionState) (*imap.Source, error) {
	opts, err := t.app.serverOptions(in, t.limit)
	if err != nil {
		return nil, err
	}
	opts.TLSConfig.VerifyConnection = func(s tls.ConnectionState) error { *line = s; return nil }
	return imap.Dial(ctx, in.url, nil, opts)
}

// about prints what the server says of itself.
func (t *trial) about(ctx context.Context, src *imap.Source, facts *checkup.Facts, line *tls.ConnectionState) (err error) {
	if facts.Encrypted && len(line.PeerCertificates) > 0 {
		cert := line.PeerCertificates[0]
		facts.Expires = cert.NotAfter
		t.printf("  line          %s, certificate of %s, valid for %s\n",
			tls.VersionName(line.Version), safe.Line(subject(cert)), plural(int(time.Until(cert.NotAfter).Hours()/24), "day"))
	} else {
		t.printf("  line          plain text\n")
	}
	kind := facts.Account.Auth.Type
	if kind == "" {
		kind = config.PasswordAuth
	}
	t.printf("  sign-in       %s: accepted\n", kind)
	if facts.Capabilities, err = src.Capabilities(ctx); err != nil {
		return err
	}
	var caps []string
	for _, c := range checkup.Capabilities {
		if facts.Has(c) {
			caps = append(caps, c)
		} else {
			caps = append(caps, "no "+c)
		}
	}
	t.printf("  capabilities  %s\n", strings.Join(caps, ", "))
	folders, err := src.Folders(ctx)
	switch {
	case err != nil && (ctx.Err() != nil || imap.OfAccount(err)):
		return err
	case err != nil: // those that are scanned may be read all the same
		t.printf("  folders       %s\n", safe.Line(told(err, input{}, "").Error()))
		return nil
	}
	var names []string
	for _, f := range folders {
		facts.Folders = append(facts.Folders, checkup.Folder(f))
		if len(names) < maxNamed {
			names = append(names, folderLine(f))
		}
	}
	if more := len(folders) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	t.printf("  folders       %s\n", strings.Join(names, ", "))
	return nil
}

// maxNamed is how many folders are named; a shared account may have thousands.
const maxNamed = 30

// folderLine is "Junk 12 (\Junk)".
func folderLine(f imap.Folder) string {
	text := safe.Line(f.Name)
	if f.Messages >= 0 {
		text += " " + thousands(f.Messages)
	}
	if f.Use != "" {
		text += " (" + safe.Line(f.Use) + ")"
	}
	return text
}

func (t *trial) printf(format string, args ...any) {
	fmt.Fprintf(t.app.stdout, format, args...)
}

// tellFixes prints what is to be done, with numbers.
func (t *trial) tellFixes() {
	if len(t.fixes) == 0 {
		t.printf("\nNothing to fix.\n")
		return
	}
	t.printf("\nTo fix:\n")
	for i, fix := range t.fixes {
		t.printf("%3d. %s\n", i+1, safe.Line(fix))
	}
}

// first is the beginning of a source.
type first struct {
	scanner.Source
	n int
}

// Messages yields the first n messages.
func (f first) Messages(ctx context.Context) iter.Seq2[*scanner.Message, error] {
	return func(yield func(*scanner.Message, error) bool) {
		n := 0
		for m, err := range f.Source.Messages(ctx) {
			if n++; !yield(m, err) || n == f.n {
				return
			}
		}
	}
}
