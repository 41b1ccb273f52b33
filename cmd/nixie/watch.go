package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/scanner"
)

// watchFlags are the flags of `nixie watch`.
type watchFlags struct {
	readFlags
	outputs []string
	csvBOM  bool
	ledger  string
	health  string
	apply   bool
	batch   int
}

// watchCommand scans mailboxes for ever.
func (a *app) watchCommand() *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "watch [ACCOUNT|SOURCE]...",
		Short: "Scan mailboxes for ever, as mail arrives",
		Long: `Like scan, again and again: each folder is read as soon as the server tells of new
mail, and every few minutes ([watch] poll) whatever it tells. A connection that breaks
is made anew after a pause, for ever. Of an account with more than eight folders the first
seven are waited for, and the others read in turns, so that eight connections are enough.
The list is rewritten when something new was found, at most once a minute.

SIGHUP reads the configuration and the rules again; if they are wrong, the old ones stay.
SIGTERM and Ctrl-C end it within seconds; what is not recorded then is read again. It
ends by itself, with exit code 1, when nothing can be recorded any more: the file of the
ledger was removed or replaced, or a newer nixie has brought it up to date.

The health file is JSON: for each folder when it was last read to its end, what is
wrong, and why the mailbox refuses acts, if it does: the folder is read all the same,
and healthy. Over all, "state" is "starting" until each folder was read to its end
once, then "well", "failing" while some folder cannot be read, and "stopped" at the end;
"healthy" means "well". The file is written at each success and failure, so that "time"
is older than the poll time only if nixie was killed or a folder takes long. Every
user may read it; once it is there, change its mode if that is too much. Under
systemd (Type=notify) READY says that the configuration is right and the watching has
begun, not that a server has answered: one that is away is no reason to start anew. The
watchdog asks whether the process lives.`,
		Example: `  nixie watch
  nixie watch --apply bounces
  nixie watch --log-format json --health /run/nixie/health.json`,
		ValidArgsFunction: a.completeAccounts,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.watch(cmd.Context(), args, &f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.outputs, "output", "o", nil, "write the list to `FILE`, or csv=FILE; may be repeated (default recipients.csv)")
	flags.BoolVar(&f.csvBOM, "csv-bom", false, "begin CSV with a byte order mark, for Excel")
	ledgerFlag(flags, &f.ledger)
	flags.BoolVar(&f.apply, "apply", false, "do in the mailbox what [accounts.on] says")
	flags.StringVar(&f.health, "health", "", "keep the health of each folder in `FILE`, as JSON")
	flags.IntVar(&f.batch, "batch", 500, "record after `N` messages, or a second")
	flags.BoolVar(&a.passwordStdin, "password-stdin", false, "read the password from standard input")
	f.readFlags.flags(cmd)
	return cmd
}

// watch works until a signal ends it. Each configuration gets a watcher of its
// own; SIGHUP ends it after the batch and begins the next.
func (a *app) watch(ctx context.Context, args []string, f *watchFlags) error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	systemd := watch.NewNotifier(a.env.get)
	p, err := a.watchPlan(ctx, args, f)
	for err == nil && p != nil {
		p, err = a.watchOnce(ctx, p, systemd, again, func() (*watchPlan, error) { return a.watchPlan(ctx, args, f) })
	}
	systemd.Tell("STOPPING=1")
	return err
}

// A watchPlan is what the configuration and the flags make of each other.
type watchPlan struct {
	flags  *watchFlags
	watch  config.Watch
	inputs []input
	opts   *scanner.Options
	lists  []target
	hooks  []*hook
	book   *store
	health string
}

// watchPlan reads the configuration and the rules, and opens the ledger.
func (a *app) watchPlan(ctx context.Context, args []string, f *watchFlags) (*watchPlan, error) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	p := &watchPlan{flags: f, watch: conf.Watch, health: f.health}
	if p.inputs, err = scanInputs("watch", args, conf); err != nil {
		return nil, err
	}
	if err := a.checkWatch(p, f); err != nil {
		return nil, err
	}
	if p.lists, err = parseTargets(f.outputs, "", "", []string{"csv"}); err != nil {
		return nil, err
	}
	if len(p.lists) == 0 {
		p.lists = configuredLists(conf)
	}
	if p.health == "" {
		p.health = conf.Watch.Health
	}
	a.owns(conf, f.ledger, append(slices.Clone(p.lists), target{path: p.health}))
	if p.opts, err = f.options(conf); err != nil {
		return nil, err
	}
	if p.hooks, err = a.hooks(ctx, conf); err != nil {
		return nil, err
	}
	where, err := ledgerPath(f.ledger, conf)
	if err == nil {
		p.book, err = a.openStore(ctx, where, true)
	}
	if err == nil {
		p.book.policy = conf.Policy.Ledger()
		a.tellRestored(ctx, p.book, conf)
	}
	return p, err
}

// checkWatch refuses what cannot be watched.
func (a *app) checkWatch(p *watchPlan, f *watchFlags) error {
	if f.batch < 1 {
		return usagef("", "--batch %d: must be above zero", f.batch)
	}
	for _, in := range p.inputs {
		if in.path == "-" {
			return usagef("nixie scan - reads it once", "standard input cannot be watched")
		}
	}
	if f.apply {
		if err := checkApply(p.inputs); err != nil {
			return err
		}
	}
	return a.checkStdin(p.inputs)
}
