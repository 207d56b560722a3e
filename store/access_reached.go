package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/portal"
	"mtp/store/database"
)

// reaches is the SQL condition that the actor reaches organization o, with the
// parameters that reaching gives values to.
func reaches(all, own, id string) string {
	return `(` + all + ` OR o.id = ` + own + ` OR EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = o.id AND mine.administrator_id = ` + id + `))`
}

// reaching says whether the actor reaches every organization, which one it
// belongs to, and who it is.
func reaching(actor portal.Administrator) []any {
	return []any{actor.AllOrganizations, actor.OrganizationID, actor.ID}
}

// reached returns the organization with the id, and NotFound when it does not
// exist or is out of the actor's reach. For "" it returns the zero one.
func reached(ctx context.Context, q database.Querier, actor portal.Administrator, id string) (portal.Organization, error) {
	if id == "" {
		return portal.Organization{}, nil
	}
	o := portal.Organization{ID: id}
	err := q.QueryRowContext(ctx, `SELECT o.name, o.version FROM organizations o WHERE o.id = $1 AND `+reaches("$2", "$3", "$4"),
		append([]any{id}, reaching(actor)...)...).Scan(&o.Name, &o.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.Organization{}, portal.NotFound()
	}
	return o, err
}
