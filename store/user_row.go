package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/portal"
	"mtp/store/database"
)

func anyOrganization(ctx context.Context, q database.Querier, id string) (portal.Organization, error) {
	if id == "" {
		return portal.Organization{}, portal.NotFound()
	}
	return reached(ctx, q, portal.Administrator{AllOrganizations: true}, id)
}

// UserOrganization returns the organization, for the sign-in of its users: whoever
// knows its id may know its name. An unknown one is NotFound.
func (s *Store) UserOrganization(ctx context.Context, id string) (portal.Organization, error) {
	return anyOrganization(ctx, s.db, id)
}

// userByLogin finds the user of organization $1 by the key $2: the one with that
// username or, if there is none, with that email address.
const userByLogin = `u.id = COALESCE(
	(SELECT n.id FROM users n WHERE n.organization_id = $1 AND n.username_key = $2 AND n.status <> 'deleted'),
	(SELECT e.id FROM users e WHERE e.organization_id = $1 AND e.email_key = $2 AND e.status <> 'deleted'))`

// userCredentials returns the user and its password hash, the zero User for a
// login of nobody.
func userCredentials(ctx context.Context, q database.Querier, organizationID, login string) (u portal.User, hash string, err error) {
	err = q.QueryRowContext(ctx, `SELECT `+userColumns+`, u.password_hash FROM users u WHERE `+userByLogin,
		organizationID, portal.Key(login)).Scan(append(intoUser(&u), &hash)...)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.User{}, "", nil
	}
	return u, hash, err
}

const userColumns = `u.id, u.organization_id, u.first_name, u.last_name, u.username, u.email, u.status, u.locked_at > 0, u.password_hash <> '', u.version`

// intoUser returns where userColumns are scanned to.
func intoUser(u *portal.User) []any {
	return []any{&u.ID, &u.OrganizationID, &u.FirstName, &u.LastName, &u.Username, &u.Email, &u.Status, &u.Locked, &u.HasPassword, &u.Version}
}

// findUser returns the user of the organization with the id, the zero User when
// there is none. A deleted one is found.
func findUser(ctx context.Context, q database.Querier, organizationID, id string) (portal.User, error) {
	var u portal.User
	err := q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.id = $1 AND u.organization_id = $2`, id, organizationID).Scan(intoUser(&u)...)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.User{}, nil
	}
	return u, err
}
