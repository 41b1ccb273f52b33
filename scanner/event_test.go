package scanner_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// The columns of output.md, in its order.
const columns = "id path time event recipient original_recipient cause family class owner advice status dsn_action " +
	"smtp_code smtp_command diagnostic remark remote_mta reporting_mta provider detail list list_url new_address format " +
	"rule basis quote message_id original_message_id original_subject original_from list_id campaign subscriber feedback_type"

// full is an outcome with every field set that an event holds.
func full() scanner.Outcome {
	return scanner.Outcome{
		ID: "00112233445566778899aabbccddeeff", Location: "in.mbox#3", Time: time.Date(2024, 1, 2, 10, 0, 30, 0, time.UTC), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{
			Address: "Jane.Doe@example.com", Alias: "jane@example.net", Action: dsn.ActionFailed, Status: dsn.Status{Class: 5, Subject: 1, Detail: 1},
			Reply:  dsn.Reply{Code: 550, Text: "550 5.1.1 <Jane.Doe@example.com>: no such user & \"more\""},
			Remark: "said mx.example.com", Command: "RCPT", Host: "mx.example.com",
		},
		Verdict: rules.Verdict{
			Cause: rules.UserUnknown, Class: rules.Hard, Advice: rules.Remove,
			Provider: "google", Detail: "null-mx", List: "a-list", ListURL: "https://example.org/list", NewAddress: "new@example.org",
			Evidence: []rules.Evidence{{Rule: "user-unknown/plain", Cause: rules.UserUnknown, Basis: rules.ByReply, Quote: "no such user", Start: 34, End: 46}},
		},
		Format: "rfc3464", Reporter: "mx.example.net", MessageID: "report-1@mx.example.net",
		OriginalMessageID: "news-1@example.org", OriginalSubject: "January", OriginalFrom: "News <news@example.org>", ListID: "news.example.org",
		Campaign: "january", Subscriber: "17", FeedbackType: "abuse", Problems: []string{"header: no date"},
	}
}

func TestEventOfOutcome(t *testing.T) {
	e := full().Event()
	e.Problems = nil
	want := []string{
		"00112233445566778899aabbccddeeff", "in.mbox#3", "2024-01-02T10:00:30Z", "bounce", "Jane.Doe@example.com", "jane@example.net",
		"user-unknown", "address", "hard", "recipient", "remove", "5.1.1", "failed",
		"550", "RCPT", "550 5.1.1 <Jane.Doe@example.com>: no such user & \"more\"", "said mx.example.com", "mx.example.com", "mx.example.net",
		"google", "null-mx", "a-list", "https://example.org/list", "new@example.org", "rfc3464",
		"user-unknown/plain", "reply", "no such user", "report-1@mx.example.net", "news-1@example.org", "January", "News <news@example.org>",
		"news.example.org", "january", "17", "abuse",
	}
	if diff := cmp.Diff(want, e.Values()); diff != "" {
		t.Errorf("Values (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(strings.Fields(columns), scanner.EventColumns()); diff != "" {
		t.Errorf("EventColumns (-want +got):\n%s", diff)
	}
}

func TestEventOfNothing(t *testing.T) {
	text, err := json.Marshal(scanner.Outcome{Kind: dsn.Complaint, Recipient: dsn.Recipient{Address: "A.B@EXAMPLE.org"}, Verdict: rules.Event(dsn.Complaint)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]any{
		"type": "event", "schema": 1.0, "event": "complaint", "cause": "complaint", "class": "none", "owner": "sender", "advice": "unsubscribe",
		"recipient": "A.B@example.org", "time": "", "smtp_code": "", "status": "", "rule": "", "family": "", "problems": []any{},
	} {
		if !reflect.DeepEqual(got[field], want) {
			t.Errorf("%s = %#v, want %#v", field, got[field], want)
		}
	}
	if len(got) != len(strings.Fields(columns))+3 {
		t.Errorf("%d fields, want those of output.md: the columns, type, schema and problems", len(got))
	}
}

func TestOutcomeRoundTrip(t *testing.T) {
	ordinary := scanner.Outcome{Kind: dsn.Other, Verdict: rules.Verdict{Cause: rules.Cause(dsn.Other), Class: rules.None, Advice: rules.Ignore}}
	for name, want := range map[string]scanner.Outcome{"full": full(), "ordinary": ordinary} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got scanner.Outcome
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, through %s (-want +got):\n%s", name, text, diff)
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(full()); err != nil || !strings.Contains(b.String(), `<Jane.Doe@example.com>: no such user & \"more\"`) {
		t.Errorf("signs of HTML are escaped, or %v: %s", err, b.String())
	}
}

// Who reports that SPF or DKIM failed does not ask to be taken off a list.
func TestMachineComplaint(t *testing.T) {
	raw := "From: dmarc@example.net\nSubject: failure report\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n" +
		"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: %s\nOriginal-Rcpt-To: ann@example.org\n\n--b--\n"
	for feedback, want := range map[string]rules.Advice{"auth-failure": rules.Keep, "abuse": rules.Unsubscribe} {
		list := scan(t, []byte(fmt.Sprintf(raw, feedback)))
		if len(list) != 1 || list[0].Kind != dsn.Complaint || list[0].Verdict.Advice != want {
			t.Errorf("%s: outcomes %+v, want one complaint with advice %s", feedback, list, want)
		}
	}
}
