package ledger

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// short holds the names of the fields of scanner.Event in the column said. With
// the full ones, a quarter of a ledger would be names. A name is never given
// another meaning.
var short = map[string]string{
	"type": "-", "schema": "-", // always the same
	"family": "-", "owner": "-", // follow from the cause
	"id": "i", "path": "p", "time": "t", "event": "e", "recipient": "r", "original_recipient": "or",
	"cause": "c", "class": "k", "advice": "a", "status": "s", "dsn_action": "x", "smtp_code": "n", "smtp_command": "v",
	"diagnostic": "d", "remark": "m", "remote_mta": "h", "reporting_mta": "g", "provider": "o", "detail": "y",
	"list": "l", "list_url": "lu", "new_address": "na", "format": "f", "rule": "u", "basis": "b", "quote": "q",
	"message_id": "mi", "original_message_id": "om", "original_subject": "os", "original_from": "of", "list_id": "li",
	"campaign": "ca", "subscriber": "su", "feedback_type": "ft", "problems": "z",
}

// saidType is scanner.Event with short names, and every field left out that is
// empty, as most are.
var saidType = shortEvent()

func shortEvent() reflect.Type {
	fields := reflect.VisibleFields(reflect.TypeFor[scanner.Event]())
	for i := range fields {
		name := fields[i].Tag.Get("json")
		if short[name] == "" {
			panic(fmt.Sprintf("ledger: the field %s of an event has no short name", name))
		}
		tag := short[name]
		if tag != "-" {
			tag += ",omitempty"
		}
		fields[i].Tag = reflect.StructTag(`json:"` + tag + `"`)
	}
	return reflect.StructOf(fields)
}

// columns are what the other columns of a row say of its outcome.
type columns struct {
	fact
	id, recipient, spelled string
	original               string
	at                     int64
	listID, campaign       string
}

// twins pairs the fields of e that columns tell with what they tell. What the
// columns cannot hold as it is, such as NUL, stands in said.
func (c *columns) twins(e *scanner.Event) [12]twin {
	return [...]twin{
		{&e.ID, c.id}, {&e.Recipient, cmp.Or(c.spelled, c.recipient)}, {&e.OriginalRecipient, c.original}, {&e.ListID, c.listID}, {&e.Campaign, c.campaign},
		{&e.Event, string(c.kind)}, {&e.Cause, string(c.cause)}, {&e.Class, string(c.class)}, {&e.Advice, string(c.advice)},
		{&e.Provider, c.provider}, {&e.List, c.list},
		{&e.Time, utc(c.at).Format(time.RFC3339)},
	}
}

type twin struct {
	field  *string
	column string
}

// encode returns what the column said holds of the outcome, given the others.
func encode(o scanner.Outcome, c *columns) (string, error) {
	e := o.Event()
	shorten(&e)
	for _, t := range c.twins(&e) {
		*t.field = unusual(*t.field, t.column)
	}
	if text, ok := plainText(&e); ok {
		return text, nil
	}
	return jsonText(&e)
}

// jsonText writes an event with its short names.
func jsonText(e *scanner.Event) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // diagnostics are full of <addresses>
	if err := enc.Encode(reflect.ValueOf(*e).Convert(saidType).Interface()); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// decode undoes encode. It also reads the event with its full names, as the
// first version of the tables held it, and with the short names of all its
// fields, as the second did.
func decode(said string, c *columns) (o scanner.Outcome, err error) {
	if strings.HasPrefix(said, `{"type":`) {
		var e scanner.Event // Outcome would refuse words that today's rules do not know
		if err := json.Unmarshal([]byte(said), &e); err != nil {
			return o, err
		}
		return e.Outcome()
	}
	e, ok := plain(said)
	if !ok {
		v := reflect.New(saidType)
		if err := json.Unmarshal([]byte(said), v.Interface()); err != nil {
			return o, err
		}
		e = v.Elem().Convert(reflect.TypeFor[scanner.Event]()).Interface().(scanner.Event)
	}
	for _, t := range c.twins(&e) {
		if *t.field != t.column {
			*t.field = usual(*t.field, t.column)
		}
	}
	lengthen(&e)
	return e.Outcome()
}

// shorten takes out of e what follows from the rest: the reply code that begins
// the reply, the usual action of a bounce, the cause that begins the rule's id,
// and the words of a quote, in place of which "@16+9" says where they stand. What is not as usual is said: "-" for a
// code or an action that is missing.
func shorten(e *scanner.Event) {
	e.SMTPCode = unusual(e.SMTPCode, leadingCode(e.Diagnostic))
	e.DSNAction = unusual(e.DSNAction, usualAction(e))
	if name, ok := strings.CutPrefix(e.Rule, e.Cause+"/"); ok {
		e.Rule = "/" + name
	}
	text := quoted(e)
	if at := strings.Index(text, e.Quote); at >= 0 && e.Quote != "" && utf8.ValidString(text) { // JSON makes the rest longer
		e.Quote = fmt.Sprintf("@%d+%d", at, len(e.Quote))
	} else if strings.HasPrefix(e.Quote, "@") {
		e.Quote = "@" + e.Quote
	}
}

// lengthen undoes shorten.
func lengthen(e *scanner.Event) {
	e.SMTPCode = usual(e.SMTPCode, leadingCode(e.Diagnostic))
	e.DSNAction = usual(e.DSNAction, usualAction(e))
	if strings.HasPrefix(e.Rule, "/") { // no id begins so
		e.Rule = e.Cause + e.Rule
	}
	place, ok := strings.CutPrefix(e.Quote, "@")
	if !ok {
		return
	}
	e.Quote = place
	at, length, _ := strings.Cut(place, "+")
	from, err1 := strconv.Atoi(at)
	n, err2 := strconv.Atoi(length)
	if text := quoted(e); err1 == nil && err2 == nil && from >= 0 && n >= 0 && from <= len(text) && n <= len(text)-from {
		e.Quote = text[from : from+n]
	}
}

func unusual(is, usually string) string {
	switch is {
	case usually:
		return ""
	case "":
		return "-"
	}
	return is
}

func usual(said, usually string) string {
	switch said {
	case "":
		return usually
	case "-":
		return ""
	}
	return said
}

// leadingCode returns the three digits with which a reply begins, or "".
func leadingCode(reply string) string {
	if len(reply) < 3 || strings.Trim(reply[:3], "0123456789") != "" || reply[0] == '0' {
		return ""
	}
	return reply[:3]
}

func usualAction(e *scanner.Event) string {
	if e.Event == string(dsn.Bounce) {
		return string(dsn.ActionFailed)
	}
	return ""
}

// quoted returns the text in which the quote of e stands.
func quoted(e *scanner.Event) string {
	if e.Basis == string(rules.ByRemark) {
		return e.Remark
	}
	return e.Diagnostic
}
