package ledger

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
)

// Keep says what is kept of a message that reports something, beside what was
// said about each recipient.
type Keep string

// What may be kept.
const (
	KeepReplies Keep = ""        // nothing more
	KeepHeaders Keep = "headers" // the header of the report and that of the returned message
	KeepWhole   Keep = "whole"   // the message as it was read
)

// Bounds of what is kept of a message, in bytes; more is cut off.
const (
	maxKeptHeader = 16 << 10 // of each of the two headers
	maxKeptWhole  = 1 << 20
)

// UnmarshalText reads "replies", "headers" or "whole" and refuses the rest.
func (k *Keep) UnmarshalText(text []byte) error {
	switch string(text) {
	case "replies":
		*k = KeepReplies
	case string(KeepHeaders), string(KeepWhole):
		*k = Keep(text)
	default:
		return fmt.Errorf(`%q is nothing that can be kept of a message; write "replies", "headers" or "whole"`, text)
	}
	return nil
}

// Kept returns what is kept of the message from which the outcome of that id
// was read: its text, which ends where it was cut off, and what of the message
// that is. It is nil and KeepReplies if there is nothing.
func (l *Ledger) Kept(ctx context.Context, id string) ([]byte, Keep, error) {
	var what Keep
	var body []byte
	err := l.db.QueryRowContext(ctx, "SELECT what, body FROM kept WHERE id = (SELECT kept FROM outcome WHERE id = $1)", keyOf(id)).Scan(&what, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, KeepReplies, nil
	}
	if err == nil {
		body, err = unpacked(body)
	}
	if err != nil {
		return nil, KeepReplies, fmt.Errorf("ledger: what is kept of %s: %w", id, err)
	}
	return body, what, nil
}

// keptID returns the key of what is kept of a result, or "".
func (r *recording) keptID(res *scanner.Result) string {
	if r.keep == KeepReplies || len(res.Outcomes) == 0 || res.Message == nil || len(res.Message.Raw) == 0 {
		return ""
	}
	digest := sha256.Sum256(res.Message.Raw)
	return hex.EncodeToString(digest[:16])
}

// kept stores what is kept of the messages that told something new.
func (r *recording) kept(results []*scanner.Result) error {
	var values []any
	met := map[string]bool{}
	for i, res := range results {
		id := r.keptID(res)
		if id == "" || met[id] || !slices.Contains(r.Fresh[i], true) {
			continue
		}
		met[id] = true
		body, err := packed(r.text(res))
		if err != nil {
			return err
		}
		values = append(values, id, string(r.keep), r.now, body)
	}
	return r.insert("INSERT INTO kept (id, what, at, body)", 4, values, "ON CONFLICT (id) DO NOTHING", nil)
}

// text returns what is to be kept of a message.
func (r *recording) text(res *scanner.Result) []byte {
	raw := res.Message.Raw
	if r.keep == KeepWhole {
		return raw[:min(len(raw), maxKeptWhole)]
	}
	report := res.Report
	if report == nil { // the caller has let go of it
		report, _ = dsn.ParseBytes(raw) // what is no report any more returns nothing
	}
	text := bytes.Clone(header(raw, maxKeptHeader))
	if report == nil {
		return text
	}
	var returned bytes.Buffer
	for _, f := range report.Original.Header {
		fmt.Fprintf(&returned, "%s: %s\n", f.Name, f.Value)
	}
	return append(append(text, '\n'), returned.Bytes()[:min(returned.Len(), maxKeptHeader)]...)
}

func packed(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// unpacked undoes packed, and reads no more than packed was given.
func unpacked(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, maxKeptWhole))
}
