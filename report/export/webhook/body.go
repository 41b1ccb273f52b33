package webhook

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// An item is one piece of news.
type item struct {
	news    News
	email   string // on the list
	advice  rules.Advice
	cause   rules.Cause
	outcome scanner.Outcome // that decided, or was met
	hand    int64           // revision of the decision by hand behind it, or 0
}

// id returns what is the same whenever the same is told.
func (i *item) id() string {
	if i.hand > 0 {
		return fmt.Sprintf("%s_hand%d", i.news, i.hand)
	}
	return string(i.news) + "_" + i.outcome.ID
}

// body returns what is sent.
func (p Preset) body(i *item) (string, error) {
	if p == Listmonk {
		return i.listmonk()
	}
	event := i.outcome.Event()
	return encode(struct {
		Type   News          `json:"type"`
		Email  string        `json:"email"`
		Advice rules.Advice  `json:"advice"`
		Cause  rules.Cause   `json:"cause"`
		Event  scanner.Event `json:"event"`
	}{i.news, i.email, i.advice, i.cause, event})
}

// uuid is how listmonk names subscribers and campaigns. It refuses the rest.
var uuid = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// listmonk returns the body of POST /webhooks/bounce. Where a UUID is known,
// listmonk goes by that, else by the address.
func (i *item) listmonk() (string, error) {
	o := &i.outcome
	meta, err := encode(map[string]string{
		"id": i.id(), "cause": string(i.cause), "advice": string(i.advice), "time": o.Event().Time,
		"status": o.Recipient.Status.String(), "diagnostic": o.Recipient.Reply.Text, "recipient": o.Recipient.Address,
	})
	if err != nil {
		return "", err
	}
	sort := i.news
	if sort == Block {
		sort = Soft // listmonk has no word for it
	}
	return encode(struct {
		Email      string `json:"email"`
		Subscriber string `json:"subscriber_uuid,omitempty"`
		Campaign   string `json:"campaign_uuid,omitempty"`
		Source     string `json:"source"`
		Type       News   `json:"type"`
		Meta       string `json:"meta"`
	}{i.email, uuid.FindString(o.Subscriber), uuid.FindString(o.Campaign), "nixie", sort, meta})
}

// encode returns v on one line, with "<" as "<".
func encode(v any) (string, error) {
	var buf bytes.Buffer
	if err := safe.JSON(&buf).Encode(v); err != nil {
		return "", fmt.Errorf("webhook: %w", err)
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// addressOf returns the address on the list that an outcome is about.
func addressOf(o *scanner.Outcome) string { return cmp.Or(o.Recipient.Alias, o.Recipient.Address) }
