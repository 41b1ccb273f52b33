package ledger

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// bodies plans to hide the address in what is kept of messages.
func (f *forgetting) bodies(ctx context.Context, q rower) error {
	return f.each(ctx, q, "SELECT id, body FROM kept", func(rows *sql.Rows) error {
		var id string
		var body sql.RawBytes
		if err := rows.Scan(&id, &body); err != nil {
			return err
		}
		text, err := unpacked(body)
		if err != nil {
			return nil // nobody can read it, and a check tells of it
		}
		hidden, ok := f.mask.kept(string(text))
		switch {
		case !ok:
			f.edit("DELETE FROM kept WHERE id = $1", id)
			f.edit("UPDATE outcome SET kept = '' WHERE kept = $1", id)
		case hidden == string(text):
			return nil
		default:
			body, err := packed([]byte(hidden))
			if err != nil {
				return err
			}
			f.edit("UPDATE kept SET body = $1 WHERE id = $2", body, id)
		}
		f.Others++
		return nil
	})
}

// deliveries plans to take back what is to be told of the address, and to hide it
// in what is told of others.
func (f *forgetting) deliveries(ctx context.Context, q rower) error {
	return f.each(ctx, q, "SELECT id, body, why FROM outbox", func(rows *sql.Rows) error {
		var id, body, why string
		if err := rows.Scan(&id, &body, &why); err != nil {
			return err
		}
		text := body
		if low := folded(body); strings.Contains(low, `"email":"`+f.mask.key+`"`) {
			f.Others++
			f.edit("DELETE FROM outbox WHERE id = $1", id)
			return nil
		} else if field := `"new_address":"`; strings.Contains(low, field+f.mask.key+`"`) {
			at := strings.Index(low, field+f.mask.key+`"`) + len(field)
			text = body[:at] + body[at+len(f.mask.key):]
		}
		text = f.mask.hide(text)
		if hidden := f.mask.hideAlone(why); text != body || hidden != why {
			f.Others++
			f.edit("UPDATE outbox SET body = $1, why = $2 WHERE id = $3", text, hidden, id)
		}
		return nil
	})
}

// texts plans to hide the address in what refuses acts, and in why others were
// blocked or forgiven.
func (f *forgetting) texts(ctx context.Context, q rower) error {
	for _, column := range [][2]string{{"debt", "why"}, {"hand", "reason"}} {
		table, name := column[0], column[1]
		err := f.each(ctx, q, "SELECT DISTINCT "+name+" FROM "+table+" WHERE "+name+" <> ''", func(rows *sql.Rows) error {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			if hidden := f.mask.hide(text); hidden != text {
				f.Others++
				f.edit("UPDATE "+table+" SET "+name+" = $1 WHERE "+name+" = $2", f.mask.hideAlone(hidden), text)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// troubles plans to hide the address in the notes of unreadable messages.
func (f *forgetting) troubles(ctx context.Context, q rower) error {
	return f.each(ctx, q, "SELECT source, location, what, at FROM trouble", func(rows *sql.Rows) error {
		var source, location, what string
		var at int64
		if err := rows.Scan(&source, &location, &what, &at); err != nil {
			return err
		}
		place, text := f.mask.hidePlace(location), f.mask.hidePlace(what)
		if place == location && text == what {
			return nil
		}
		f.Others++
		f.edit("DELETE FROM trouble WHERE source = $1 AND location = $2", source, location)
		f.edit("INSERT INTO trouble (source, location, what, at) VALUES ($1, $2, $3, $4) ON CONFLICT (source, location) DO NOTHING", source, place, text, at)
		return nil
	})
}

// hands plans to delete what was decided about the address by hand.
func (f *forgetting) hands(ctx context.Context, q rower) error {
	return f.each(ctx, q, "SELECT recipient, revision FROM hand", func(rows *sql.Rows) error {
		var recipient string
		var revision int64
		if err := rows.Scan(&recipient, &revision); err != nil {
			return err
		}
		if mentioned(recipient, f.mask.key) {
			f.Others++
			f.edit("DELETE FROM hand WHERE recipient = $1 AND revision = $2", recipient, revision)
		}
		return nil
	})
}

// exports plans to forget how far an export of that address alone has come.
func (f *forgetting) exports(ctx context.Context, q rower) error {
	return f.each(ctx, q, "SELECT name FROM export", func(rows *sql.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if _, filters, ok := strings.Cut(name, " --"); ok && f.mask.in(filters) {
			f.Others++
			f.edit("DELETE FROM export WHERE name = $1", name)
		} else {
			f.called(name)
		}
		return nil
	})
}

// names looks for what is called by the address.
func (f *forgetting) names(ctx context.Context, q rower) error {
	for _, query := range []string{
		"SELECT source FROM cursor", "SELECT DISTINCT source FROM seen", "SELECT DISTINCT source FROM trouble", "SELECT DISTINCT source FROM debt",
		"SELECT name FROM seen", "SELECT source FROM visit", "SELECT name FROM lease", "SELECT holder FROM lease", "SELECT DISTINCT target FROM outbox", "SELECT DISTINCT target FROM debt",
	} {
		err := f.each(ctx, q, query, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			f.called(name)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// called notes a name by which something is called.
func (f *forgetting) called(name string) {
	name = restored(name)
	if len(f.Called) < maxCalled && f.mask.inPlace(name) && !slices.Contains(f.Called, name) {
		f.Called = append(f.Called, name)
	}
}
