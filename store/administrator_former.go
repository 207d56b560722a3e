package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"mtp/internal/portal"
	"mtp/store/database"
)

// Former is an administrator who was deleted, with what was written about it then.
type Former struct {
	portal.Administrator
	AddedAt, LastLogin, DeletedAt time.Time
	DeletedBy                     string        // "" when it is not known
	Held                          []FieldChange // what they were and reached, and what ended; names only for those who manage organizations
}

// Former returns what is left of an administrator of the organization, or of the
// portal when organizationID is "", who was deleted. The actor must be allowed to
// see administrators there; who is not deleted is not found.
func (s *Store) Former(ctx context.Context, actor portal.Administrator, organizationID, id string) (Former, error) {
	if err := actor.Require(portal.ViewAdministratorsOf(organizationID)); err != nil {
		return Former{}, err
	}
	f, err := database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (f Former, err error) {
		if _, err := reached(ctx, q, actor, organizationID); err != nil {
			return f, err
		}
		var added, login, deleted int64
		var held string
		err = q.QueryRowContext(ctx, `SELECT `+administratorColumns+`, a.created_at, a.last_login_at, COALESCE(e.at, 0), COALESCE(e.actor_name, ''), COALESCE(e.changes, '[]')
			FROM administrators a LEFT JOIN audit e ON e.target_id = a.id AND e.action = 'administrator.deleted' AND e.result = 'done'
			WHERE a.id = $1 AND a.organization_id = $2 AND a.status = 'deleted'`, id, organizationID).
			Scan(intoAdministrator(&f.Administrator), &added, &login, &deleted, &f.DeletedBy, &held)
		if errors.Is(err, sql.ErrNoRows) {
			return f, portal.NotFound()
		}
		if err != nil {
			return f, err
		}
		f.AddedAt, f.LastLogin, f.DeletedAt = millisTime(added), millisTime(login), millisTime(deleted)
		return f, json.Unmarshal([]byte(held), &f.Held)
	})
	if !actor.May(portal.EditOrganizations) {
		for i := range f.Held {
			f.Held[i] = f.Held[i].bare()
		}
	}
	return f, err
}
