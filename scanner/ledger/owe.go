package ledger

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/nixie-mail/nixie/scanner"
)

// maxHeader bounds how much of a message is taken for its header.
const maxHeader = 64 << 10

// An owed is an act that is to be stored, with the keys of its message.
type owed struct {
	scanner.Act
	sort, source, position, generation, digest string
	place                                      int
}

// debts stores the acts of the results.
//
// A message has one act for ever. Where the mailbox was renumbered, it comes
// again under another position: an act that is still owed moves there, and of
// one that is done nothing is owed again.
func (r *recording) debts(results []*scanner.Result) error {
	var all []owed
	for i, res := range results {
		m := res.Message
		if m == nil || m.Position == "" || res.Act == (scanner.Act{}) {
			continue
		}
		all = append(all, owed{res.Act, clean(res.Sort), keyOf(m.Source), keyOf(m.Position), keyOf(m.Generation), headerDigest(m.Raw), i})
	}
	var values []any
	for len(all) > 0 { // results come source by source
		n := 1
		for n < len(all) && n < r.atOnce && all[n].source == all[0].source && all[n].generation == all[0].generation {
			n++
		}
		known, err := r.renumbered(all[:n])
		if err != nil {
			return fmt.Errorf("acts owed to %s: %w", all[0].source, err)
		}
		for i, d := range all[:n] {
			if !known[i] {
				values = append(values, d.source, d.position, d.generation, d.digest,
					string(d.Verb), clean(d.Target), d.sort, r.revision, d.place, r.now, "owed", "", "")
			}
		}
		all = all[n:]
	}
	return r.insert("INSERT INTO debt (source, position, generation, digest, verb, target, sort, revision, place, at, state, run, why)",
		13, values, "ON CONFLICT (source, position) DO NOTHING", nil)
}

// A namesake is a debt to a message with the same header in another generation
// of its mailbox.
type namesake struct{ digest, position, state string }

// renumbered reports of each of the debts, which are of one source and
// generation, whether it is known from another generation, and moves what is
// still owed to the present one.
func (r *recording) renumbered(debts []owed) ([]bool, error) {
	found, err := r.namesakes(debts)
	known := make([]bool, len(debts))
	if err != nil || len(found) == 0 {
		return known, err
	}
	for i, d := range debts {
		at := slices.IndexFunc(found, func(n namesake) bool { return n.digest == d.digest })
		if at < 0 {
			continue
		}
		known[i] = true
		if found[at].state == "done" {
			continue
		}
		_, err := r.exec(`UPDATE debt SET position = $1, generation = $2 WHERE source = $3 AND position = $4
			AND NOT EXISTS (SELECT 1 FROM debt AS other WHERE other.source = $3 AND other.position = $1)`,
			d.position, d.generation, d.source, found[at].position)
		if err != nil {
			return nil, err
		}
		found = slices.Delete(found, at, at+1)
	}
	return known, nil
}

// namesakes returns those of the debts' messages, what is still owed first.
func (r *recording) namesakes(debts []owed) (found []namesake, err error) {
	args := []any{debts[0].source, debts[0].generation}
	for _, d := range debts {
		if d.digest != "" && d.generation != "" {
			args = append(args, d.digest)
		}
	}
	if len(args) == 2 {
		return nil, nil
	}
	err = r.read(func(rows *sql.Rows) error {
		var n namesake
		err := rows.Scan(&n.digest, &n.position, &n.state)
		found = append(found, n)
		return err
	}, `SELECT digest, position, state FROM debt WHERE source = $1 AND generation <> $2 AND digest IN (`+list(3, len(args)-2)+`)
		ORDER BY CASE state WHEN 'done' THEN 1 ELSE 0 END, revision, place`, args...)
	return found, err
}

// headerDigest returns a digest of the header of a message, or "" if there is
// no message.
func headerDigest(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	digest := sha256.Sum256(header(raw, maxHeader))
	return hex.EncodeToString(digest[:16])
}

// header returns the message up to its first empty line, and not more than
// limit bytes.
func header(raw []byte, limit int) []byte {
	raw = raw[:min(len(raw), limit)]
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(end)); i >= 0 {
			raw = raw[:i+len(end)/2]
		}
	}
	return raw
}
