package store

import (
	"context"

	"mtp/internal/portal"
	"mtp/store/database"
)

// Meanwhile asks what was done about one thing since a form about it was opened.
type Meanwhile struct {
	OrganizationID string // that is worked in; "" for the portal
	Kind, ID       string // of the thing, as entries name their target
	After          int64  // the last entry when the form was opened
}

// permission is what it takes to edit the thing, and so to be told about it.
func (m Meanwhile) permission() portal.Permission {
	switch m.Kind {
	case "administrator":
		return portal.EditAdministratorsOf(m.OrganizationID)
	case "user":
		return portal.EditUsers
	case "organization":
		return portal.EditOrganizations
	}
	return portal.ViewAccount
}

// How far back Meanwhile looks, and how much it tells, whatever a form says.
const (
	meanwhileEntries = 100_000
	meanwhileTold    = 200
)

// LastEntry returns the number of the newest entry of the audit trail.
func (s *Store) LastEntry(ctx context.Context) (int64, error) {
	return database.Read(ctx, s.db, database.Single, func(ctx context.Context, q database.Querier) (seq int64, err error) {
		err = q.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM audit`).Scan(&seq)
		return seq, err
	})
}

// Meanwhile returns the entries about what was done, newest first. Organizations
// that somebody's access gained or lost are a number to those who do not manage
// organizations.
func (s *Store) Meanwhile(ctx context.Context, actor portal.Administrator, m Meanwhile) ([]Entry, error) {
	if err := actor.Require(m.permission()); err != nil {
		return nil, err
	}
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (list []Entry, err error) {
		if _, err := reached(ctx, q, actor, m.OrganizationID); err != nil {
			return nil, err
		}
		err = database.EachRow(ctx, q, `SELECT e.seq, `+entryColumns+` FROM audit e
			WHERE e.seq > $1 AND e.seq > (SELECT MAX(seq) FROM audit) - $2 AND e.target_kind = $3 AND e.target_id = $4 AND e.result = $5
				AND (e.organization_id = $6 OR $6 = '') ORDER BY e.seq DESC LIMIT $7`,
			[]any{m.After, meanwhileEntries, m.Kind, m.ID, Done, m.OrganizationID, meanwhileTold}, func(row database.Row) error {
				var seq any
				e, err := readEntry(row, []any{&seq})
				if !actor.May(portal.EditOrganizations) {
					for i := range e.Changes {
						e.Changes[i] = e.Changes[i].bare()
					}
				}
				list = append(list, e)
				return err
			})
		return list, err
	})
}

// AccessWords words a change of the organizations that somebody reaches: "Added 1
// organization: Acme". Of any other change it reports that it is none.
func AccessWords(f FieldChange) (string, bool) {
	switch f.Field {
	case accessAdded:
		return "Added " + f.After, true
	case accessRemoved:
		return "Removed " + f.Before, true
	}
	return "", false
}
