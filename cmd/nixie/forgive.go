package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// decideAtOnce is how many addresses are decided about in one transaction.
const decideAtOnce = 500

// maxArguments is how many addresses a command line takes; a file takes more.
const maxArguments = 100_000

// maxAddressLine bounds a line of a list of addresses, in bytes.
const maxAddressLine = 64 << 10

// handFlags are the flags of `nixie forgive` and `nixie block`.
type handFlags struct {
	ledger, reason string
	complaint      bool
}

func (f *handFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.reason, "reason", "m", "", "why, in your `WORDS`: nixie show tells it a year later")
	ledgerFlag(cmd.Flags(), &f.ledger)
}

// forgiveCommand lets what was held against addresses count no more.
func (a *app) forgiveCommand() *cobra.Command {
	var f handFlags
	cmd := &cobra.Command{
		Use:   "forgive ADDRESS...|FILE|-",
		Short: "Let what is held against addresses count no more",
		Long: `What happened until now counts no more, though mail about it be read later or again. New
failures count from the first. A complaint or an unsubscription stands unless --complaint
is given: mail that arrives is no consent. Forgiving undoes nixie block. An address of which
the ledger knows nothing is forgiven, too, with a warning: it may be misspelt. Where mail for
an address was forwarded, what the other address refused of it counts no more either.

FILE has an address on each line; "-" is standard input.`,
		Example: `  nixie forgive -m "their server was misconfigured, see ticket 4711" someone@example.org
  nixie forgive -m "our MX was wrong on 3 May" addresses.txt
  nixie forgive --complaint -m "asked to be added again" someone@example.org
  nixie report --format csv --advice review | cut -d, -f1 | nixie forgive -`,
		Args: between(1, maxArguments, "addresses, or a file of them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := ledger.Forgiven
			if f.complaint {
				kind = ledger.Pardoned
			}
			return a.decide(cmd.Context(), kind, args, &f)
		},
	}
	f.flags(cmd)
	cmd.Flags().BoolVar(&f.complaint, "complaint", false, "forgive complaints and unsubscriptions, too")
	return cmd
}

// blockCommand lets addresses get no more mail.
func (a *app) blockCommand() *cobra.Command {
	var f handFlags
	cmd := &cobra.Command{
		Use:   "block ADDRESS...|FILE|-",
		Short: "Let addresses get no more mail, whatever happens",
		Long: `The advice for a blocked address is remove, until nixie forgive undoes it. The address
need not be known to the ledger.

FILE has an address on each line; "-" is standard input.`,
		Example: `  nixie block -m "asked by phone" someone@example.org
  nixie block -m "spam traps" traps.txt`,
		Args: between(1, maxArguments, "addresses, or a file of them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.decide(cmd.Context(), ledger.Blocked, args, &f)
		},
	}
	f.flags(cmd)
	return cmd
}

// decide notes the decision about all addresses that the arguments name.
func (a *app) decide(ctx context.Context, kind ledger.HandKind, args []string, f *handFlags) error {
	book, err := a.ledgerOf(ctx, f.ledger)
	if err != nil {
		return err
	}
	defer book.close()
	d := &decision{app: a, ctx: ctx, book: book, kind: kind, reason: f.reason}
	for _, arg := range args {
		if err := a.addressesOf(arg, d.add); err != nil {
			return err
		}
	}
	if err := d.flush(); err != nil {
		return err
	}
	d.tellMore()
	a.tell(map[ledger.HandKind]string{ledger.Forgiven: "forgiven", ledger.Pardoned: "pardoned", ledger.Blocked: "blocked"}[kind], "n", a.n(d.n))
	return nil
}

// addressesOf calls add for each address that an argument names: itself, or
// those in a file. The same address twice does no harm.
func (a *app) addressesOf(arg string, add func(string) error) error {
	if arg == "-" {
		return readAddresses("standard input", a.stdin, add)
	}
	if _, err := os.Stat(arg); err != nil && strings.Contains(arg, "@") {
		arg = withoutGuard(arg)
		if err := checkAddress(arg); err != nil {
			return usagef("", "%w", err)
		}
		return add(arg)
	}
	file, err := os.Open(arg)
	if err != nil {
		return failedf("give an address, a file with one on each line, or -", "%w", err)
	}
	defer file.Close()
	return readAddresses(arg, file, add)
}

// readAddresses reads an address from each line. Empty lines, a header "email"
// and those that begin with # are passed over; so are quotes around one.
func readAddresses(name string, r io.Reader, add func(string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxAddressLine)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") || n == 1 && strings.EqualFold(strings.Trim(line, `"`), "email") {
			continue
		}
		if strings.Count(line, `"`) == 2 && strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `"`) {
			line = line[1 : len(line)-1]
		}
		line = withoutGuard(line)
		if err := checkAddress(line); err != nil {
			return failedf("give an address on each line", "%s:%d: %w", safe.Line(name), n, err)
		}
		if err := add(line); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return failedf("", "%s: %w", safe.Line(name), err)
	}
	return nil
}

// withoutGuard undoes what recipients.csv puts before an address that a
// spreadsheet would calculate: '+ann@example.org.
func withoutGuard(address string) string {
	if len(address) > 1 && address[0] == '\'' && strings.IndexByte("=+-@", address[1]) >= 0 {
		return address[1:]
	}
	return address
}

// checkAddress refuses what is no address at all, such as a whole row of CSV.
func checkAddress(text string) error {
	at := strings.LastIndexByte(text, '@')
	if at <= 0 || at == len(text)-1 || len(text) > 320 || strings.ContainsAny(text, ",;\t<>") || strings.Contains(text[at:], " ") {
		return fmt.Errorf("%q is no address", safe.Line(text[:min(len(text), 80)]))
	}
	return nil
}
