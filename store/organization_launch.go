package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// Place is an organization within reach that somebody works in, or is about to.
type Place struct {
	portal.Organization
	Launched bool   // in this session; one of the organization's own need not
	ReturnTo string // where it was launched from; "" for one of the organization's own
}

// Enter returns the organization as a place to work in. One that does not exist or is
// out of the actor's reach is NotFound. The caller checks permissions, and whether it
// was launched.
func (s *Store) Enter(ctx context.Context, actor portal.Administrator, sessionID, id string) (Place, error) {
	p := Place{Organization: portal.Organization{ID: id}}
	var back sql.NullString
	err := s.db.QueryRowContext(ctx, `SELECT o.name, o.version, l.return_to FROM organizations o
		LEFT JOIN launches l ON l.organization_id = o.id AND l.session_id = $5
		WHERE o.id = $1 AND `+reaches("$2", "$3", "$4"),
		append(append([]any{id}, reaching(actor)...), sessionID)...).Scan(&p.Name, &p.Version, &back)
	if errors.Is(err, sql.ErrNoRows) {
		return Place{}, portal.NotFound()
	}
	p.Launched, p.ReturnTo = back.Valid || actor.OrganizationID != "", back.String
	return p, err
}

// Launch notes in the audit trail and for the session that the actor goes to
// work in the organization, and where it came from.
func (s *Store) Launch(ctx context.Context, by By, sessionID, id, returnTo string) (portal.Organization, error) {
	by.FormID = "" // each launch is one more
	return change(ctx, s, by, OrganizationLaunched, func(t *tx) (portal.Organization, error) {
		if err := t.actor.Require(portal.UsePortal); err != nil {
			return portal.Organization{}, err
		}
		o, err := reached(t.ctx, t, t.actor, id)
		if err != nil {
			return o, err
		}
		if o.ID == "" {
			return o, portal.NotFound()
		}
		t.target = target{kind: "organization", id: o.ID, name: o.Name, organizationID: o.ID}
		if _, err := t.exec(`INSERT INTO launches (session_id, organization_id, launched_at, return_to) VALUES ($1, $2, $3, $4)
			ON CONFLICT (session_id, organization_id) DO UPDATE SET launched_at = excluded.launched_at, return_to = excluded.return_to`,
			sessionID, o.ID, t.millis(), returnTo); err != nil {
			return o, err
		}
		return o, t.record(OrganizationLaunched)
	})
}

// endLaunches ends the launches of organizations that the administrator no longer
// reaches. After access is given back they are launched, and recorded, anew.
func (t *tx) endLaunches(administratorID string) error {
	_, err := t.exec(`DELETE FROM launches WHERE session_id IN (SELECT s.id FROM sessions s JOIN administrators a ON a.id = s.administrator_id
			WHERE a.id = $1 AND NOT a.all_organizations)
		AND organization_id NOT IN (SELECT x.organization_id FROM access x WHERE x.administrator_id = $1)`, administratorID)
	return err
}

// MTPAdministrators returns a page of the administrators of the portal who reach
// the organization, by name, for those who may see its administrators.
func (s *Store) MTPAdministrators(ctx context.Context, actor portal.Administrator, organizationID string, f AdministratorFilter) (List[AdministratorLine], error) {
	var none List[AdministratorLine]
	if err := actor.Require(portal.ViewOrganizationAdministrators); err != nil {
		return none, err
	}
	k, err := f.query("")
	if err != nil {
		return none, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[AdministratorLine], error) {
		if _, err := reached(ctx, tx, actor, organizationID); err != nil {
			return none, err
		}
		if err := alone(organizationID).narrowPage(ctx, tx, &k, s.tuning, f.Query, k.Conditions() > 1); err != nil {
			return none, err
		}
		return list.Read(ctx, tx, k, administratorColumns+", a.last_login_at", readAdministratorLine)
	})
}

// Overview is what the first page of an organization shows.
type Overview struct {
	Users          int
	Administrators int // its own
	MTP            int // of the portal, who reach it
}

// Overview returns what there is in the organization.
func (s *Store) Overview(ctx context.Context, actor portal.Administrator, organizationID string) (Overview, error) {
	var v Overview
	if err := actor.Require(portal.ViewOrganization); err != nil {
		return v, err
	}
	err := s.db.QueryRowContext(ctx, `SELECT o.user_count,
			(SELECT COUNT(*) FROM administrators WHERE organization_id = o.id AND status <> 'deleted'),
			(SELECT COUNT(*) FROM access WHERE organization_id = o.id) + (SELECT COUNT(*) FROM administrators WHERE all_organizations AND status <> 'deleted')
		FROM organizations o WHERE o.id = $1 AND `+reaches("$2", "$3", "$4"),
		append([]any{organizationID}, reaching(actor)...)...).Scan(&v.Users, &v.Administrators, &v.MTP)
	if errors.Is(err, sql.ErrNoRows) {
		return v, portal.NotFound()
	}
	return v, err
}
