package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/export/webhook"
	"github.com/nixie-mail/nixie/report/safe"
)

// webhookTime is how long a scan delivers at its end at most. What is left waits
// for the next run.
const webhookTime = 5 * time.Minute

// A hook is a webhook of the configuration.
type hook struct {
	webhook.Target
	label  string
	again  time.Time // before it, nothing is delivered: the receiver is down
	parked int64     // deliveries that it has refused for good, as people were told last
	waits  int64     // likewise, that it has not taken and that are sent again
}

// hooks returns the webhooks of the configuration. It gets their passwords and
// secrets.
func (a *app) hooks(ctx context.Context, conf *config.Config) ([]*hook, error) {
	var all []*hook
	for _, o := range conf.OutputsOf(config.WebhookOutput) {
		h, err := a.hook(ctx, o)
		if err != nil {
			return nil, &exitError{code: codeOf(err), err: fmt.Errorf("webhook %s: %w", o.Label(), err)}
		}
		all = append(all, h)
	}
	return all, nil
}

// hook returns one webhook.
func (a *app) hook(ctx context.Context, o config.Output) (*hook, error) {
	h := &hook{label: o.Label(), Target: webhook.Target{
		Name: o.Label(), URL: o.URL, Preset: o.Preset, Send: o.Send, Wait: time.Duration(o.Wait), User: o.User,
		Timeout: time.Duration(o.Timeout), Agent: "nixie/" + currentVersion().Version,
	}}
	for _, s := range []struct {
		from config.Secret
		to   *string
	}{{o.Password(), &h.Password}, {o.Secret(), &h.Secret}} {
		word, err := s.from.Read(ctx, a.env.get)
		if err != nil && !errors.Is(err, config.ErrNoSecret) {
			return nil, noSecret(err)
		}
		a.warnOfSecret("webhook "+h.label, s.from)
		*s.to = word
	}
	if err := webhook.CheckSecret(h.Secret); err != nil {
		return nil, usagef("", "%w", err)
	}
	if o.Exposed() && !a.quiet { // who wrote tls = "none" knows it, and must be able to have silence
		a.warn("webhook %s: addresses travel unencrypted", h.label)
	}
	tls, err := o.TLS.Config()
	if err != nil {
		return nil, usagef("", "%w", err)
	}
	h.Client = webhook.NewClient(tls)
	return h, nil
}

// endWebhooks tells the webhooks what a scan has found, after it has ended with
// err. Trouble with a webhook makes a scan that went well partly done.
func (a *app) endWebhooks(ctx context.Context, conf *config.Config, book *store, err error) error {
	if ctx.Err() != nil || book == nil || isLost(err) || len(conf.OutputsOf(config.WebhookOutput)) == 0 {
		return err
	}
	hooks, herr := a.hooks(ctx, conf)
	if herr != nil {
		a.complain(herr)
	}
	limited, cancel := context.WithTimeout(ctx, webhookTime)
	defer cancel()
	well := herr == nil
	for _, h := range hooks {
		_, ok := a.tellWebhook(limited, book, h)
		well = well && ok
	}
	if err == nil && !well {
		err = &exitError{code: exitPartly}
	}
	return err
}

// tellWebhook stores what is new for a webhook and delivers what is due, and says what
// came of it. It reports whether all was taken.
func (a *app) tellWebhook(ctx context.Context, book *store, h *hook) (webhook.Result, bool) {
	_, err := h.Queue(ctx, book.Ledger, book.policy)
	var res webhook.Result
	if err == nil {
		res, err = h.Deliver(ctx, book.Ledger)
	}
	if res.Delivered > 0 {
		a.tell("delivered", "name", safe.Line(h.label), "n", a.n(res.Delivered))
	}
	untaken, perr := a.tellUntaken(ctx, book, h, res)
	err = cmp.Or(err, perr)
	if res.Failed > 0 {
		a.say(levelError, safe.Line(fmt.Sprintf("webhook %s: %s; what it has not taken waits, and is sent again", h.label, res.Why)), "webhook", h.label)
	}
	if res.Wait > 0 && res.Halted {
		h.again = time.Now().Add(res.Wait)
	}
	switch {
	case err == nil:
		return res, res.Failed == 0 && untaken == 0
	case errors.Is(err, context.DeadlineExceeded):
		a.tell("undelivered", "name", safe.Line(h.label))
		return res, true
	case ctx.Err() == nil:
		a.complain(failedf("", "webhook %s: %w", h.label, err))
	}
	return res, false
}

// tellUntaken says how many deliveries the receiver has refused for good, and how
// many wait that it did not take, those of earlier runs included: who was away that
// night must hear of it. It returns how many they are. One run says the same number
// but once.
func (a *app) tellUntaken(ctx context.Context, book *store, h *hook, res webhook.Result) (int64, error) {
	s, err := book.Outbox(context.WithoutCancel(ctx), h.Name)
	if err == nil && s.GivenUp > 0 && s.GivenUp != h.parked {
		a.warn("webhook %s refuses %s for good: %s; nixie webhook flush --parked %s sends them once more", h.label, thousands(int(s.GivenUp)), s.Why, h.label)
	}
	h.parked = s.GivenUp
	waits := s.Refused
	if err == nil && waits > 0 && waits != h.waits && res.Failed == 0 { // else it was said just now
		a.warn("webhook %s has not taken %s: %s; the next try is due at %s, and nixie webhook flush %s sends them at once",
			h.label, thousands(int(waits)), s.Why, report.Clock(s.Next), h.label)
	}
	h.waits = waits
	return s.GivenUp + waits, err
}
