package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// webhookCommand looks after deliveries to webhooks.
func (a *app) webhookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "webhook",
		Short: "Look after the webhooks of the configuration",
		Long: `Webhooks ([[outputs]] type = "webhook") are told by scan and watch which addresses are not to be
mailed any more. What a receiver does not take waits in the ledger and is sent again; what it
refuses for good is parked.`,
		Example: `  nixie webhook list
  nixie webhook flush
  nixie webhook flush --parked listmonk`,
	}
	cmd.AddCommand(a.webhookListCommand(), a.webhookFlushCommand())
	return cmd
}

// webhookListCommand shows what waits.
func (a *app) webhookListCommand() *cobra.Command {
	var url, format string
	var mask masking
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Show what waits for each webhook, and why",
		Example: "  nixie webhook list\n  nixie webhook list --format json",
		Args:    between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			mask.resolve(cmd)
			return a.listWebhooks(cmd.Context(), url, format, mask)
		},
	}
	rowsFlag(cmd, &format)
	mask.flags(cmd)
	ledgerFlag(cmd.Flags(), &url)
	return cmd
}

// A webhookLine is a webhook with its deliveries.
type webhookLine struct {
	Name      string `json:"name"`
	Waiting   int64  `json:"waiting"`
	Next      string `json:"next"` // when the first of them is due, RFC 3339, or ""
	Delivered int64  `json:"delivered"`
	Parked    int64  `json:"parked"`
	Why       string `json:"why"`
}

// listWebhooks prints a line for each webhook.
func (a *app) listWebhooks(ctx context.Context, url, format string, mask masking) error {
	if err := checkRows(format); err != nil {
		return err
	}
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	book, err := a.ledgerOf(ctx, url)
	if err != nil {
		return err
	}
	defer book.close()
	var lines []webhookLine
	for _, o := range conf.OutputsOf(config.WebhookOutput) {
		s, err := book.Outbox(ctx, o.Label())
		if err != nil {
			return failedf("", "%w", err)
		}
		line := webhookLine{Name: o.Label(), Waiting: s.Owed, Delivered: s.Delivered, Parked: s.GivenUp, Why: s.Why, Next: scanner.FormatTime(s.Next)}
		if mask.hides(format) { // receivers quote what they refuse
			line.Name, line.Why = safe.Mask(line.Name), safe.Mask(line.Why)
		}
		lines = append(lines, line)
	}
	return writeRows(a.stdout, format, []string{"WEBHOOK", "WAITING", "NEXT", "DELIVERED", "PARKED", "WHY"}, lines, func(l webhookLine) []string {
		return []string{l.Name, thousands(int(l.Waiting)), l.Next, thousands(int(l.Delivered)), thousands(int(l.Parked)), l.Why}
	})
}

// webhookFlushCommand delivers now.
func (a *app) webhookFlushCommand() *cobra.Command {
	var url string
	var parked bool
	cmd := &cobra.Command{
		Use:   "flush [WEBHOOK]...",
		Short: "Deliver what waits, now",
		Long: `Looks for what is new in the ledger, and sends what waits for the webhooks, whenever it would be
due. Without arguments it does so for all of them.`,
		Example: "  nixie webhook flush\n  nixie webhook flush --parked listmonk",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.flushWebhooks(cmd.Context(), args, url, parked)
		},
	}
	cmd.Flags().BoolVar(&parked, "parked", false, "also what was refused for good")
	ledgerFlag(cmd.Flags(), &url)
	return cmd
}

// flushWebhooks delivers to the named webhooks, or to all.
func (a *app) flushWebhooks(ctx context.Context, names []string, url string, parked bool) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	var all []string
	for _, o := range conf.OutputsOf(config.WebhookOutput) {
		all = append(all, o.Label())
	}
	if len(all) == 0 {
		return usagef("nixie help config shows how", "the configuration has no webhook")
	}
	for _, name := range names {
		if !in(all, name) {
			return usagef(didYouMean(name, all, "one of "+strings.Join(all, ", ")), "%s: the configuration has no such webhook", name)
		}
	}
	hooks, err := a.hooks(ctx, conf)
	if err != nil {
		return err
	}
	book, err := a.ledgerOf(ctx, url)
	if err != nil {
		return err
	}
	defer book.close()
	return a.flush(ctx, book, hooks, names, parked)
}

// flush delivers, and finds the exit code.
func (a *app) flush(ctx context.Context, book *store, hooks []*hook, names []string, parked bool) error {
	well, reached := true, false
	for _, h := range hooks {
		if !in(names, h.label) {
			continue
		}
		if _, err := book.Reopen(ctx, h.Name, parked); err != nil {
			return failedf("", "%w", err)
		}
		res, ok := a.tellWebhook(ctx, book, h)
		well, reached = well && ok, reached || res.Delivered > 0 || !ok && res.Failed == 0
		if ok && res.Delivered == 0 {
			a.tell("nonews", "name", safe.Line(h.label))
		}
	}
	switch {
	case well:
		return context.Cause(ctx)
	case !reached:
		return &exitError{code: exitUnreachable}
	}
	return &exitError{code: exitPartly}
}

const webhookTopic = `What a webhook ([[outputs]] type = "webhook") sends: a POST with JSON, for each address that is not to be
mailed any more.

preset = "listmonk" is what POST /webhooks/bounce of listmonk takes; user and password are those of
an API user. preset = "generic" is

  {"type": "hard", "email": "ann@example.org", "advice": "remove", "cause": "user-unknown", "event": {…}}

type is hard (the policy removes or replaces the address), complaint (the person complained or
unsubscribed), or, if send asks for them, soft and block (a single bounce). email is the address on
your list; event is as nixie help output tells, and nixie schema.

What was told is not taken back. The first addresses that a provider refuses in an outage bounce
before it can be known for one (nixie help policy); with wait = "1h", nixie watch, or the next scan
after an hour, tells only whom the policy removes then. Complaints, unsubscriptions and what you
block by hand are told at once, whatever wait says. Without it, all is.

The headers are those of Standard Webhooks (https://www.standardwebhooks.com):

  webhook-id         the same however often it is sent: take an id that you have met for done
  webhook-timestamp  when it is sent, Unix seconds: refuse old ones
  webhook-signature  with a secret: "v1," and base64 of HMAC-SHA256 of "id.timestamp.body"

The key is the secret as it is, or what follows whsec_ in it, decoded from base64.

Answer 2xx when you have stored it. After 408, 425, 429, 5xx, no answer or a broken connection it is
sent again, as late as Retry-After asks. 401, 403, 404, 405, 407, 410 and redirects are mistakes of the
configuration, and everything waits until it is mended; so answer 2xx, not 404, for an address that you
do not know. Any other 4xx parks it: every scan says so and ends with 3, nixie webhook list shows how
many, nixie webhook flush --parked sends them once more. Nothing is lost while the receiver is down.`
