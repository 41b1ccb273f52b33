package scanner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// SchemaVersion is the version of the flat form that Event describes.
const SchemaVersion = 1

// eventType is Event.Type, by which an event is told from other lines.
const eventType = "event"

// An Event is an Outcome in the flat form that nixie prints, stores and
// exports. Field names and meanings are stable; absent facts are "".
type Event struct {
	Type              string   `json:"type"` // always "event"
	Schema            int      `json:"schema"`
	ID                string   `json:"id"`
	Path              string   `json:"path"`
	Time              string   `json:"time"` // RFC 3339, UTC
	Event             string   `json:"event"`
	Recipient         string   `json:"recipient"`
	OriginalRecipient string   `json:"original_recipient"`
	Cause             string   `json:"cause"`
	Family            string   `json:"family"`
	Class             string   `json:"class"`
	Owner             string   `json:"owner"`
	Advice            string   `json:"advice"`
	Status            string   `json:"status"`
	DSNAction         string   `json:"dsn_action"`
	SMTPCode          string   `json:"smtp_code"`
	SMTPCommand       string   `json:"smtp_command"`
	Diagnostic        string   `json:"diagnostic"`
	Remark            string   `json:"remark"`
	RemoteMTA         string   `json:"remote_mta"`
	ReportingMTA      string   `json:"reporting_mta"`
	Provider          string   `json:"provider"`
	Detail            string   `json:"detail"`
	List              string   `json:"list"`
	ListURL           string   `json:"list_url"`
	NewAddress        string   `json:"new_address"`
	Format            string   `json:"format"`
	Rule              string   `json:"rule"`
	Basis             string   `json:"basis"`
	Quote             string   `json:"quote"`
	MessageID         string   `json:"message_id"`
	OriginalMessageID string   `json:"original_message_id"`
	OriginalSubject   string   `json:"original_subject"`
	OriginalFrom      string   `json:"original_from"`
	ListID            string   `json:"list_id"`
	Campaign          string   `json:"campaign"`
	Subscriber        string   `json:"subscriber"`
	FeedbackType      string   `json:"feedback_type"`
	Problems          []string `json:"problems"`
}

// Event returns the outcome in its flat form.
func (o Outcome) Event() Event {
	r, v := o.Recipient, o.Verdict
	meaning := v.Cause.Meaning()
	e := Event{
		Type: eventType, Schema: SchemaVersion, ID: o.ID, Path: o.Location, Time: FormatTime(o.Time), Event: string(o.Kind),
		Recipient: lowerDomain(r.Address), OriginalRecipient: r.Alias,
		Cause: string(v.Cause), Family: string(meaning.Family), Class: string(v.Class),
		Owner: string(meaning.Owner), Advice: string(v.Advice),
		Status: r.Status.String(), DSNAction: string(r.Action), SMTPCommand: r.Command,
		Diagnostic: r.Reply.Text, Remark: r.Remark, RemoteMTA: r.Host, ReportingMTA: o.Reporter,
		Provider: v.Provider, Detail: v.Detail, List: v.List, ListURL: v.ListURL, NewAddress: v.NewAddress,
		Format: o.Format, MessageID: o.MessageID,
		OriginalMessageID: o.OriginalMessageID, OriginalSubject: o.OriginalSubject,
		OriginalFrom: o.OriginalFrom, ListID: o.ListID,
		Campaign: o.Campaign, Subscriber: o.Subscriber, FeedbackType: o.FeedbackType,
		Problems: append([]string{}, o.Problems...), // never null in JSON
	}
	if r.Reply.Code != 0 {
		e.SMTPCode = strconv.Itoa(r.Reply.Code)
	}
	if len(v.Evidence) > 0 {
		first := v.Evidence[0] // it decided
		e.Rule, e.Basis, e.Quote = first.Rule, string(first.Basis), first.Quote
	}
	return e
}

// FormatTime returns a time as an Event holds it: RFC 3339, UTC, and "" for the
// zero time.
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// MarshalJSON returns the event of the outcome as a JSON object on one line.
func (o Outcome) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // diagnostics are full of <addresses>
	if err := enc.Encode(o.Event()); err != nil {
		return nil, fmt.Errorf("scanner: writing event %s: %w", o.ID, err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// columns are the fields of Event that are printed as CSV: all that hold a
// fact in one string.
var columns = csvColumns()

func csvColumns() (fields []reflect.StructField) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Event]()) {
		if f.Type.Kind() == reflect.String && f.Name != "Type" {
			fields = append(fields, f)
		}
	}
	return fields
}

// EventColumns returns the names of the columns of events.csv, in order. The
// slice is the caller's.
func EventColumns() []string {
	names := make([]string, len(columns))
	for i, f := range columns {
		names[i] = f.Tag.Get("json")
	}
	return names
}

// Values returns the fields of the event as they are, in the order of
// EventColumns. Who writes CSV for spreadsheets still must neutralise formulas.
func (e Event) Values() []string {
	v := reflect.ValueOf(e)
	values := make([]string, len(columns))
	for i, f := range columns {
		values[i] = v.FieldByIndex(f.Index).String()
	}
	return values
}

// lowerDomain returns the address with what follows the last "@" in lower case.
func lowerDomain(address string) string {
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return address[:at] + strings.ToLower(address[at:])
	}
	return address
}
