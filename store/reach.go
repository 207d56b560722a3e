package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/portal"
)

// ReachFilter asks for organizations from the side of one administrator.
type ReachFilter struct {
	Query         string // part of the name; "" for those that are reached
	After, Before string
}

// ReachLine is one organization and whether the administrator is given it alone.
type ReachLine struct {
	portal.Organization
	Selected bool
	Since    time.Time // when it was given; zero unless Selected
}

// Reach returns a page of the organizations that one of the portal's
// administrators reaches or, with a text to search for, of all that match. Who
// does not manage organizations sees only those that they reach themselves.
func (s *Store) Reach(ctx context.Context, actor portal.Administrator, administratorID string, f ReachFilter) (List[ReachLine], error) {
	var list List[ReachLine]
	if err := actor.Require(portal.ViewAdministrators); err != nil {
		return list, err
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return list, err
	}
	defer tx.Rollback()
	var all bool
	err = tx.QueryRowContext(ctx, `SELECT all_organizations FROM administrators WHERE id = $1 AND organization_id = '' AND status <> 'deleted'`, administratorID).Scan(&all)
	if errors.Is(err, sql.ErrNoRows) {
		return list, portal.NotFound()
	}
	if err != nil {
		return list, err
	}
	return listPage(ctx, tx, f.keyset(actor, administratorID, all), "o.name, COALESCE(x.granted_at, -1)", func(row scanner, cursor []any) (ReachLine, error) {
		var line ReachLine
		var since int64
		err := row.Scan(append(cursor, &line.Name, &since)...)
		line.ID = cursorText(cursor[1])
		if line.Selected = since >= 0; line.Selected {
			line.Since = millisTime(since)
		}
		return line, err
	})
}

// keyset is the list's query. It walks the organizations in order of name, and
// looks at each for access: that costs the same for three as for thousands.
func (f ReachFilter) keyset(actor portal.Administrator, administratorID string, all bool) keyset {
	k := keyset{columns: []string{"o.search_text", "o.id"}, after: f.After, before: f.Before}
	k.rows("organizations o LEFT JOIN access x ON x.organization_id = o.id AND x.administrator_id = ?", administratorID)
	switch {
	case f.Query != "":
		k.where(`o.search_text LIKE ? ESCAPE '\'`, like(f.Query))
	case !all: // not IS NOT NULL, which would turn the join around and sort thousands
		k.where("COALESCE(x.granted_at, -1) >= 0")
	}
	if !actor.AllOrganizations && !actor.May(portal.EditOrganizations) {
		k.where("EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = o.id AND mine.administrator_id = ?)", actor.ID)
	}
	return k
}
