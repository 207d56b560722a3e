package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

const (
	// MaxImport is how many users one file may hold.
	MaxImport = 10_000
	// importKept is how long a previewed import waits to be done.
	importKept = 24 * time.Hour
)

// UserImport is an import that was previewed.
type UserImport struct {
	ID     string       `json:"-"`
	Lines  []ImportLine `json:"lines"`
	Unread []string     `json:"unread,omitempty"` // names of the file's other columns
}

// Count returns how many lines have the fate.
func (i UserImport) Count(f Fate) (n int) {
	for _, l := range i.Lines {
		if l.Fate == f {
			n++
		}
	}
	return n
}

// mayImport refuses who may not import: an import both adds and edits.
func mayImport(a portal.Administrator) error {
	return errors.Join(a.Require(portal.AddUsers), a.Require(portal.EditUsers))
}

// PreviewUserImport says of each line what importing it comes to, keeps that for
// a day for the same administrator and organization, and returns its id. No user
// is changed yet.
func (s *Store) PreviewUserImport(ctx context.Context, by By, lines []ImportLine, unread []string) (string, error) {
	return change(ctx, s, by, UsersPreviewed, func(t *tx) (string, error) {
		t.target = aboutPlace(t)
		if err := mayImport(t.actor); err != nil {
			return "", err
		}
		if t.organization.ID == "" {
			return "", portal.NotFound()
		}
		if len(lines) > MaxImport {
			return "", fault.New(fault.Invalid, "These are too many users for one import.")
		}
		if err := planImport(t.ctx, t, t.actor, t.organization.ID, lines); err != nil {
			return "", err
		}
		plan, err := json.Marshal(UserImport{Lines: lines, Unread: unread})
		if err != nil {
			return "", err
		}
		// One at a time is looked at; those before it are not kept.
		if _, err := t.exec(`DELETE FROM user_imports WHERE administrator_id = $1 AND organization_id = $2`, t.actor.ID, t.organization.ID); err != nil {
			return "", err
		}
		id := newID()
		_, err = t.exec(`INSERT INTO user_imports (id, organization_id, administrator_id, plan, created_at) VALUES ($1, $2, $3, $4, $5)`,
			id, t.organization.ID, t.actor.ID, string(plan), t.millis())
		return id, err
	})
}

// UserImport returns what the actor previewed in the organization.
func (s *Store) UserImport(ctx context.Context, actor portal.Administrator, organizationID, id string) (UserImport, error) {
	if err := mayImport(actor); err != nil {
		return UserImport{}, err
	}
	if err := reachedForUsers(ctx, s.db, actor, organizationID); err != nil {
		return UserImport{}, err
	}
	return findImport(ctx, s.db, s.now(), actor.ID, organizationID, id)
}

func findImport(ctx context.Context, q database.Querier, now time.Time, administratorID, organizationID, id string) (UserImport, error) {
	i := UserImport{ID: id}
	var plan string
	err := q.QueryRowContext(ctx, `SELECT plan FROM user_imports WHERE id = $1 AND administrator_id = $2 AND organization_id = $3 AND created_at > $4 AND `+wasMade("created_at", "$5"),
		id, administratorID, organizationID, now.Add(-importKept).UnixMilli(), now.UnixMilli()).Scan(&plan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, fault.New(fault.NotFound, "This import was done already, is too old, or is out of your reach. Choose the file again.")
	}
	if err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(plan), &i)
}

// ImportResult is what an import came to.
type ImportResult struct {
	Created, Changed, Unchanged, Refused int
	Meanwhile                            []int // lines refused since someone changed the user after the preview
}

// ImportUsers does what was previewed, all in one transaction, and invites those
// who are added if asked to. Each line is looked at again: one that would come to
// something else than was shown is refused and counted as such.
func (s *Store) ImportUsers(ctx context.Context, by By, id string, invite bool) (ImportResult, error) {
	return change(ctx, s, by, UsersImported, func(t *tx) (ImportResult, error) {
		var r ImportResult
		t.target = aboutPlace(t)
		if err := mayImport(t.actor); err != nil {
			return r, err
		}
		shown, err := findImport(t.ctx, t, t.now, t.actor.ID, t.organization.ID, id)
		if err != nil {
			return r, err
		}
		now := append([]ImportLine(nil), shown.Lines...)
		if err := planImport(t.ctx, t, t.actor, t.organization.ID, now); err != nil {
			return r, err
		}
		for i := range now {
			if err := t.importLine(shown.Lines[i], now[i], invite, &r); err != nil {
				return r, err
			}
		}
		if err := t.countUsers(t.organization.ID, r.Created); err != nil {
			return r, err
		}
		if _, err := t.exec(`DELETE FROM user_imports WHERE id = $1`, id); err != nil {
			return r, err
		}
		t.target = aboutPlace(t)
		return r, t.record(UsersImported, r.fields()...)
	})
}

// importLine does what the line comes to now, if that is what was shown.
func (t *tx) importLine(shown, now ImportLine, invite bool, r *ImportResult) (err error) {
	switch {
	case shown.Fate == IsRefused:
		r.Refused++
	case now.Fate != shown.Fate || now.UserID != shown.UserID || now.Version != shown.Version:
		r.Refused++
		r.Meanwhile = append(r.Meanwhile, now.Line)
	case now.Fate == StaysAsIs:
		r.Unchanged++
	case now.Fate == WillCreate:
		r.Created++
		_, err = t.addUser(now.after, invite)
	default:
		r.Changed++
		_, err = t.editUser(now.before, now.after, false)
	}
	return err
}

// fields are the counts for the audit trail.
func (r ImportResult) fields() []FieldChange {
	var list []FieldChange
	for _, f := range []struct {
		name string
		n    int
	}{{"Users added", r.Created}, {"Users changed", r.Changed}, {"Unchanged", r.Unchanged}, {"Refused", r.Refused}} {
		list = append(list, FieldChange{Field: f.name, After: strconv.Itoa(f.n)})
	}
	return list
}
