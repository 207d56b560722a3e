package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/portal"
	"mtp/store/database"
)

// Details is an administrator with what its page shows beside the form.
type Details struct {
	portal.Administrator
	AddedAt   time.Time
	LastLogin time.Time // zero for never
	Sessions  int       // live ones
	Links     int       // open mailed links
	Keys      int       // API keys that work
	Key       APIKey    // the zero one when there is none
	All       Granted   // of all organizations, the zero one unless they are reached
	Census    portal.Census
}

// Administrator returns what the page of an administrator of the organization
// shows, or of the portal when organizationID is "". The actor must be allowed
// to see those; who is deleted is not found.
func (s *Store) Administrator(ctx context.Context, actor portal.Administrator, organizationID, id string) (Details, error) {
	if err := actor.Require(portal.ViewAdministratorsOf(organizationID)); err != nil {
		return Details{}, err
	}
	length := database.Short
	if organizationID == "" { // one query tells all of it
		length = database.Single
	}
	return database.Read(ctx, s.db, length, func(ctx context.Context, q database.Querier) (d Details, err error) {
		if _, err := reached(ctx, q, actor, organizationID); err != nil {
			return d, err
		}
		var added, login, made, used, expires, all int64
		var hint, allBy, allByName string
		var n roleCounts
		now := s.now()
		err = q.QueryRowContext(ctx, `SELECT `+administratorColumns+`, a.created_at, a.last_login_at,
				(SELECT COUNT(*) FROM sessions s WHERE s.administrator_id = a.id AND `+userLive("$2", "$3", "$4")+`),
				(SELECT COUNT(*) FROM links l WHERE l.administrator_id = a.id AND `+works("l", "$4")+`),
				COALESCE(k.expires_at > $4, FALSE), COALESCE(k.hint, ''), COALESCE(k.created_at, 0), COALESCE(k.last_used_at, 0), COALESCE(k.expires_at, 0),
				a.all_granted_at, a.all_granted_by, COALESCE((SELECT g.first_name || ' ' || g.last_name FROM administrators g WHERE g.id = a.all_granted_by), ''), `+roleCountsOf("$5", "$6")+`
			FROM administrators a LEFT JOIN api_keys k ON k.administrator_id = a.id AND `+wasMade("k.created_at", "$4")+`
			WHERE a.id = $1 AND a.organization_id = $5 AND a.status <> 'deleted'`,
			append(append([]any{id}, userSince(now)...), organizationID, upToTwo)...).
			Scan(append([]any{intoAdministrator(&d.Administrator), &added, &login, &d.Sessions, &d.Links, &d.Keys, &hint, &made, &used, &expires, &all, &allBy, &allByName}, n.pointers()...)...)
		if errors.Is(err, sql.ErrNoRows) {
			return d, portal.NotFound()
		}
		if err != nil {
			return d, err
		}
		d.AddedAt, d.LastLogin, d.Census = millisTime(added), millisTime(login), n.census()
		d.Key, d.All = apiKey(hint, made, used, expires), granted(all, allBy, allByName)
		return d, nil
	})
}

// Standing is what pages of administrators tell who can act on it.
type Standing struct {
	WithBilling int  // active Administrators with Billing: none, 1, or 2 for all above
	JobsRun     bool // something is being done to many
}

// Standing is that of the portal or, when organizationID is not "", of the
// organization's own administrators.
func (s *Store) Standing(ctx context.Context, organizationID string) (Standing, error) {
	return database.Read(ctx, s.db, database.Single, func(ctx context.Context, q database.Querier) (now Standing, err error) {
		err = q.QueryRowContext(ctx, `SELECT `+activeWith(portal.AdministratorWithBilling, "$1", "$2")+`,
			EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND organization_id = '')`, organizationID, upToTwo).Scan(&now.WithBilling, &now.JobsRun)
		return now, err
	})
}

// InvitedWithBilling returns the name of an Administrator with Billing, of the
// portal or the organization's own, who is invited and has not set a password
// yet, the first by name; "" when there is none.
func (s *Store) InvitedWithBilling(ctx context.Context, organizationID string) (string, error) {
	a, err := findAdministrator(ctx, s.db, `a.organization_id = $1 AND a.role = 'administrator-with-billing' AND a.status = 'invited' AND a.status <> 'deleted'
		ORDER BY a.name_key, a.id LIMIT 1`, organizationID)
	if a.ID == "" {
		return "", err
	}
	return a.Name(), err
}
