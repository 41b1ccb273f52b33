package scanner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// list is a source of messages made by a function.
type list struct {
	n    int
	make func(int) *Message
	read *atomic.Int64 // messages yielded
	err  error         // at the end
}

func (l list) Messages(context.Context) iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		for i := range l.n {
			if l.read != nil {
				l.read.Add(1)
			}
			if !yield(l.make(i), nil) {
				return
			}
		}
		if l.err != nil {
			yield(nil, l.err)
		}
	}
}

func bounce(i int) string {
	return fmt.Sprintf(`From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail
Date: Tue, 2 Jan 2024 10:01:00 +0000
Message-ID: <report-%d@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; user%d@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <user%d@example.com>: User unknown

Final-Recipient: rfc822; full%d@example.com
Action: delayed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 Mailbox full

Final-Recipient: rfc822; fine%d@example.com
Action: delivered
Status: 2.0.0

--b1
Content-Type: text/rfc822-headers

Message-ID: <news-%d@example.org>
Subject: January news

--b1--
`, i, i, i, i, i, i)
}

func bounceMessage(i int) *Message {
	return &Message{Location: fmt.Sprint("m#", i), Raw: []byte(bounce(i))}
}

func TestScan(t *testing.T) {
	gone := errors.New("connection lost")
	unreadable := errors.New("no permission")
	src := list{n: 40, err: gone, make: func(i int) *Message {
		switch i % 4 {
		case 1:
			return &Message{Location: fmt.Sprint("m#", i), Raw: []byte("Subject: hello\n\nHow are you?\n")}
		case 2:
			return &Message{Location: fmt.Sprint("m#", i), Err: unreadable}
		}
		return bounceMessage(i)
	}}
	n := 0
	var last error
	for res, err := range Scan(t.Context(), src, &Options{Workers: 3}) {
		if last = err; err != nil {
			continue
		}
		if want := fmt.Sprint("m#", n); res.Message.Location != want {
			t.Fatalf("result of %s where %s was due", res.Message.Location, want)
		}
		switch n % 4 {
		case 1:
			if !errors.Is(res.Err, dsn.ErrNotReport) || res.Unreadable() || res.Outcomes != nil {
				t.Errorf("ordinary mail: %+v", res)
			}
		case 2:
			if !errors.Is(res.Err, unreadable) || !res.Unreadable() {
				t.Errorf("unreadable mail: Err %v", res.Err)
			}
		default:
			checkBounce(t, n, res)
		}
		n++
	}
	if n != 40 || !errors.Is(last, gone) {
		t.Errorf("%d results, then %v; want 40, then the error of the source", n, last)
	}
}

func checkBounce(t *testing.T, n int, res *Result) {
	t.Helper()
	var got []string
	for _, o := range res.Outcomes {
		e := o.Event()
		got = append(got, strings.Join([]string{e.Recipient, e.Event, e.Cause, e.Class, e.Advice, e.OriginalMessageID}, " "))
	}
	want := fmt.Sprintf("user%[1]d@example.com bounce user-unknown hard remove news-%[1]d@example.org\n"+
		"full%[1]d@example.com delay mailbox-full none ignore news-%[1]d@example.org\n"+
		"fine%[1]d@example.com delivered delivered none ignore news-%[1]d@example.org", n)
	if strings.Join(got, "\n") != want {
		t.Errorf("%s: outcomes\n%s\nwant\n%s", res.Message.Location, strings.Join(got, "\n"), want)
	}
}

// A complaint whose recipient was blacked out still is an outcome.
func TestScanWithoutRecipient(t *testing.T) {
	const mail = `From: fbl@example.net
Subject: complaint
Date: Tue, 2 Jan 2024 10:01:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1.0
Version: 1

--b1
Content-Type: text/rfc822-headers

Message-ID: <news-1@example.org>
Subject: January news

--b1--
`
	src := list{n: 1, make: func(int) *Message { return &Message{Raw: []byte(mail)} }}
	for res, err := range Scan(t.Context(), src, nil) {
		if err != nil || res.Err != nil || len(res.Outcomes) != 1 {
			t.Fatalf("%v, %+v", err, res)
		}
		e := res.Outcomes[0].Event()
		if e.Event != "complaint" || e.Cause != "complaint" || e.Recipient != "" || e.FeedbackType != "abuse" || len(e.ID) != 32 {
			t.Errorf("event %+v", e)
		}
	}
}

// A fault of our own is that message's trouble, not the end of the run.
func TestJudgeSurvivesPanic(t *testing.T) {
	res := Judge(bounceMessage(1), &Options{Rules: new(rules.Set)}) // which was not loaded, and cannot judge
	if res.Err == nil || !res.Unreadable() || !strings.Contains(res.Err.Error(), "m#1") || res.Message == nil {
		t.Errorf("result %+v, want the message with an error that names it", res)
	}
}

// However many workers and however slow the caller, no more than 48 MiB of raw
// mail is in flight.
func TestScanBoundsWhatIsInFlight(t *testing.T) {
	const size = 5 << 20
	raw := append(make([]byte, 0, size), "Subject: large, by what it takes in memory\n\n"...)
	var read atomic.Int64
	src := list{n: 30, read: &read, make: func(int) *Message { return &Message{Raw: raw} }}
	done := int64(0)
	for _, err := range Scan(t.Context(), src, &Options{Workers: 64}) {
		if err != nil {
			t.Fatal(err)
		}
		if ahead := (read.Load() - done) * size; ahead > 48<<20 {
			t.Fatalf("%d bytes in flight", ahead)
		}
		done++
	}
	if done != 30 {
		t.Errorf("%d results, want 30", done)
	}
}

func TestScanBoundsCount(t *testing.T) {
	var read atomic.Int64
	src := list{n: 4 * 2 * maxAhead, read: &read, make: bounceMessage}
	done := int64(0)
	for range Scan(t.Context(), src, &Options{Workers: 2}) {
		if ahead := read.Load() - done; ahead > 2*maxAhead {
			t.Fatalf("%d messages in flight, want at most %d", ahead, 2*maxAhead)
		}
		done++
	}
}

func BenchmarkScan(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) {
			src := list{n: b.N, make: bounceMessage}
			b.SetBytes(int64(len(bounce(1))))
			b.ReportAllocs()
			b.ResetTimer()
			for res, err := range Scan(b.Context(), src, &Options{Workers: workers}) {
				if err != nil || res.Err != nil {
					b.Fatal(err, res)
				}
			}
		})
	}
}
