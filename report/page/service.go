package page

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A Service says how the mailboxes and webhooks of a ledger are.
type Service struct {
	Recorded   time.Time // when the last event came into the ledger; zero: never
	Unreadable int64     // messages
	Mailboxes  []ServiceMailbox
	Webhooks   []ServiceWebhook
}

// A ServiceMailbox is one mailbox, or a folder of it.
type ServiceMailbox struct {
	Name    string
	Read    time.Time // to its end, last; zero: never
	Owed    int64     // acts, those refused among them
	Refused int64
}

// A ServiceWebhook is one webhook.
type ServiceWebhook struct {
	Name    string
	Waiting int64 // deliveries
	Refused int64 // for good
}

// NewService returns what a ledger says of the service. Name gives the name of a
// source that a person has given it, "" if none has: then the user in it is masked.
// Names are made different from each other.
func NewService(s *ledger.Stats, name func(source string) string) *Service {
	service := &Service{Recorded: s.Recorded, Unreadable: s.Troubles}
	places, taken := map[string]int{}, map[string]bool{}
	mailbox := func(source string) *ServiceMailbox {
		at, known := places[source]
		if !known {
			label := name(source)
			if label == "" {
				label = safe.Mask(source)
			}
			at = len(service.Mailboxes)
			places[source] = at
			service.Mailboxes = append(service.Mailboxes, ServiceMailbox{Name: unlike(taken, label)})
		}
		return &service.Mailboxes[at]
	}
	for _, v := range s.Visits {
		mailbox(v.Source).Read = v.Time
	}
	for _, one := range s.Sources {
		if _, visited := places[one.Source]; visited || one.Owed > 0 {
			m := mailbox(one.Source)
			m.Owed, m.Refused = one.Owed, one.Refused
		}
	}
	taken = map[string]bool{}
	for _, t := range s.Targets {
		service.Webhooks = append(service.Webhooks, ServiceWebhook{unlike(taken, webhookName(t.Target)), t.Waiting, t.GivenUp})
	}
	return service
}

// unlike returns the name, with a number behind it if it is taken.
func unlike(taken map[string]bool, name string) string {
	name = safe.Line(name)
	for n, plain := 2, name; taken[name]; n++ {
		name = fmt.Sprintf("%s (%d)", plain, n)
	}
	taken[name] = true
	return name
}

// webhookName returns the name of a webhook, or the host of one that has none: the
// path of a URL is often a secret.
func webhookName(target string) string {
	if u, err := url.Parse(target); err == nil && strings.Contains(target, "://") {
		return u.Host
	}
	return target
}

// write writes what is told of the service.
func (s *Service) write(m *metrics) {
	m.family("nixie_mailbox_last_success_timestamp_seconds", "When the mailbox was last read to its end, Unix time; 0 for never.")
	for _, b := range s.Mailboxes {
		m.sample(unix(b.Read), "mailbox", b.Name)
	}
	m.family("nixie_mailbox_acts_owed", "Acts that are still to be done in the mailbox.")
	for _, b := range s.Mailboxes {
		m.sample(int(b.Owed), "mailbox", b.Name)
	}
	m.family("nixie_mailbox_acts_refused", "Acts that the mailbox has refused and that are tried again; they are among those owed.")
	for _, b := range s.Mailboxes {
		m.sample(int(b.Refused), "mailbox", b.Name)
	}
	m.family("nixie_webhook_deliveries_waiting", "Deliveries that the webhook has not taken yet.")
	for _, h := range s.Webhooks {
		m.sample(int(h.Waiting), "webhook", h.Name)
	}
	m.family("nixie_webhook_deliveries_refused", "Deliveries that the webhook has refused for good.")
	for _, h := range s.Webhooks {
		m.sample(int(h.Refused), "webhook", h.Name)
	}
	m.family("nixie_ledger_last_recorded_timestamp_seconds", "When the last event came into the ledger, Unix time; 0 for never.")
	m.sample(unix(s.Recorded))
	m.family("nixie_ledger_unreadable_messages", "Messages that could not be read, of any time.")
	m.sample(int(s.Unreadable))
}

// unix returns Unix seconds, 0 for the zero time.
func unix(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return int(t.Unix())
}
