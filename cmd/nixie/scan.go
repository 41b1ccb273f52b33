package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var scanKinds = []string{"csv", "events", "table", "json", "ndjson"}

// defaultList is where the list-cleanup file goes unless --output says
// otherwise.
const defaultList = "recipients.csv"

// scanFlags are the flags of `nixie scan`.
type scanFlags struct {
	readFlags
	outputFlags
	ledger string
	dryRun bool
	apply  bool
	rescan bool
	batch  int

	batchGiven bool
}

// scanCommand reads mailboxes into the ledger.
func (a *app) scanCommand() *cobra.Command {
	var f scanFlags
	cmd := &cobra.Command{
		Use:   "scan [ACCOUNT|SOURCE]...",
		Short: "Read mailboxes into the ledger and write recipients.csv",
		Long: `SOURCE is imaps://user@host/FOLDER, imap://user@host/FOLDER (STARTTLS), an mbox, a
Maildir or a folder; ACCOUNT is one of the configuration, and without arguments
all of them are read. Only what is new since the last scan is read, and nothing
is counted twice. The mailbox is not changed, and no message marked as read, unless
the account says what becomes of its messages ([accounts.on]) and --apply is given.
That is decided when a message is read, and owed until it is done. What the mailbox refuses
is tried again by each scan, as long as [accounts.on] asks for it: say something else there,
and that is done instead, or nothing ("leave"). nixie check tells what is owed, and why.

The ledger keeps what was found in ./nixie.db. recipients.csv has a row for every
address in the ledger, with what to do about it and why. A scan may be stopped at
any moment; the next one goes on where it was.`,
		Example: `  nixie scan imaps://bounces@mail.example.org
  nixie scan ~/Maildir /var/mail/bounces
  nixie scan -o /srv/lists/recipients.csv bounces
  nixie scan --dry-run --format table inbox.mbox
  nixie scan --apply bounces
  pass show bounces | nixie scan --password-stdin imaps://bounces@mail.example.org`,
		ValidArgsFunction: a.completeAccounts,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.batchGiven = cmd.Flags().Changed("batch")
			return a.scan(cmd.Context(), args, &f)
		},
	}
	f.outputFlags.flags(cmd, scanKinds, "also print what is new as `FORMAT`: table, json, ndjson or events; csv is the list")
	flags := cmd.Flags()
	ledgerFlag(flags, &f.ledger)
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "read, but record and write nothing; say what would be done")
	flags.BoolVar(&f.apply, "apply", false, "do in the mailbox what [accounts.on] says")
	flags.BoolVar(&f.rescan, "rescan", false, "read everything again; nothing is counted twice")
	flags.IntVar(&f.batch, "batch", 500, "record after `N` messages, or a second (files: 4000)")
	flags.BoolVar(&a.passwordStdin, "password-stdin", false, "read the password from standard input")
	f.readFlags.flags(cmd)
	return cmd
}

// completeAccounts completes the names of accounts, beside paths.
func (a *app) completeAccounts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return conf.AccountNames(), cobra.ShellCompDirectiveDefault
}

// scan reads the inputs into the ledger.
func (a *app) scan(ctx context.Context, args []string, f *scanFlags) error {
	conf, inputs, err := a.sources("scan", args)
	if err != nil {
		return err
	}
	if f.batch < 1 {
		return usagef("", "--batch %d: must be above zero", f.batch)
	}
	lists, events, err := scanTargets(f, conf)
	if err != nil {
		return err
	}
	a.owns(conf, f.ledger, slices.Concat(lists, events))
	if f.apply {
		if err := checkApply(inputs); err != nil {
			return err
		}
	}
	s := &scan{acting: acting{apply: f.apply}, limit: f.maxMessage, size: f.batchSize(inputs), dry: f.dryRun, last: time.Now(), conn: connection{app: a}}
	if err := a.scanStore(ctx, s, f, conf); err != nil {
		return err
	}
	defer s.close()
	a.tellRestored(ctx, s.book, conf)
	s.reading, err = a.newReading(conf, &f.readFlags, events, &f.outputFlags)
	if err != nil {
		return err
	}
	defer s.out.abandon()
	if !f.all {
		s.others = "nixie scan --rescan --dry-run --all --format table " + nameOf(inputs, "SOURCE")
	}
	var memory scanner.Memory = scanner.Forgetful{}
	if !f.rescan {
		memory = recollection{s}
	}
	unapplied := !f.rescan && s.unapplied(ctx, inputs)
	stop := s.all(ctx, inputs, memory)
	if unapplied && stop == nil {
		defer a.tell("unapplied")
	}
	err = a.endScan(ctx, s, lists, f, stop)
	if f.dryRun || s.book == nil {
		return err
	}
	return a.endWebhooks(ctx, conf, s.book, err)
}

// checkStdin refuses two readers of standard input, and one password for
// several servers.
func (a *app) checkStdin(inputs []input) error {
	if !a.passwordStdin {
		return nil
	}
	accounts := map[*config.Account]bool{}
	for _, in := range inputs {
		if in.path == "-" {
			return usagef("", "standard input cannot be both the mail and the password")
		}
		if in.url != "" {
			accounts[in.account] = true
		}
	}
	if len(accounts) != 1 {
		return usagef("for several accounts use password_cmd (nixie help config)",
			"--password-stdin is for exactly one account, and %d are to be scanned", len(accounts))
	}
	return nil
}

// scanTargets divides the outputs into lists of recipients and streams of
// events.
func scanTargets(f *scanFlags, conf *config.Config) (lists, events []target, err error) {
	targets, err := parseTargets(f.outputs, f.format, "", scanKinds)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range targets {
		if t.format == "csv" {
			lists = append(lists, t)
		} else {
			events = append(events, t)
		}
	}
	if len(lists) == 0 && !f.dryRun {
		lists = configuredLists(conf)
	}
	return lists, events, nil
}

// configuredLists returns where the lists go that the command line does not
// name: where the configuration says, else to recipients.csv.
func configuredLists(conf *config.Config) []target {
	var lists []target
	for _, o := range conf.OutputsOf(config.CSVOutput) {
		lists = append(lists, target{format: "csv", path: o.Path})
	}
	if len(lists) == 0 {
		lists = []target{{format: "csv", path: defaultList}}
	}
	return lists
}

// scanStore opens the ledger of a scan. One that is not there yet is made when
// the first source is open; a dry run makes none, and then there is none.
func (a *app) scanStore(ctx context.Context, s *scan, f *scanFlags, conf *config.Config) error {
	path, err := ledgerPath(f.ledger, conf)
	if err != nil {
		return err
	}
	open := func(create bool) error {
		book, err := a.openStore(ctx, path, create)
		if err == nil {
			a.detail("ledger: %s", safe.Line(book.path))
			book.policy, s.book = conf.Policy.Ledger(), book
		}
		return err
	}
	_, err = os.Stat(path)
	if isPostgres(path) || !errors.Is(err, fs.ErrNotExist) {
		return open(!f.dryRun)
	}
	if f.dryRun {
		return nil
	}
	s.create = func() error { return open(true) }
	return checkFolder(path)
}

// endScan writes the lists and the summary, and finds the exit code. Stop is
// why the scan ended early, if it did.
func (a *app) endScan(ctx context.Context, s *scan, lists []target, f *scanFlags, stop error) error {
	// What was read is recorded, so the list can be written even when the
	// person has lost patience.
	after := context.WithoutCancel(ctx)
	var failed error
	if s.book != nil && !f.dryRun && !isLost(stop) {
		standings := s.standings(after)
		if failed = a.writeLists(standings, lists, f.csvBOM); failed != nil {
			for range standings { // the summary is to know all the same
			}
		}
	}
	if err := s.finish(stop); failed == nil {
		failed = err
	}
	switch {
	case f.dryRun:
		a.tell("dry")
	case failed == nil && s.book != nil && !isLost(stop) && (s.good > 0 || s.troubles == 0): // else it would look like success
		a.note("%s", a.writtenLists(lists, s.book.path))
	}
	if stop != nil {
		if ctx.Err() != nil {
			a.tell("stopped")
		}
		return stop
	}
	if failed != nil {
		return failed
	}
	if code := s.code(); code != exitDone {
		return &exitError{code: code}
	}
	return nil
}

// writtenLists says where the lists and the ledger are.
func (a *app) writtenLists(lists []target, ledger string) string {
	say, text := a.locale().Text, ""
	for _, t := range lists {
		if t.path != "" {
			text += say("run.list", "path", safe.Line(config.DatePath(t.path, time.Now()))) + "  "
		}
	}
	return text + say("run.ledger", "path", safe.Line(ledger))
}

// writeLists writes recipients.csv for the whole ledger to each target.
func (a *app) writeLists(standings iter.Seq2[ledger.Standing, error], lists []target, bom bool) error {
	write := func(w io.Writer) error {
		_, err := report.Recipients(w, standings, &report.Options{Locale: a.locale()}, &report.CSVOptions{BOM: bom})
		if err != nil {
			return failedf("", "%w", err)
		}
		return nil
	}
	for _, t := range lists {
		var err error
		if t.path == "" {
			err = write(a.stdout)
		} else {
			err = writeFile(config.DatePath(t.path, time.Now()), private, write)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
