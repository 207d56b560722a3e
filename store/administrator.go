package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mtp/internal/portal"
	"mtp/store/database"
)

// administratorColumns is what an administrator is read of, as one text: package sql and
// the driver take longer over each value than the database does. What stands between
// the values is in none of them, since no text of an administrator has control
// characters.
const administratorColumns = `concat_ws('` + between + `', a.id, a.organization_id, a.first_name, a.last_name, a.email, a.role, a.status, a.organization_count, a.version,
	a.require_mfa, a.api_access, a.all_organizations, a.password_hash <> '', a.mfa_on, a.locked_at > 0)`

const between = "\x1f" // which ASCII has for this

// into returns where administratorColumns are scanned to.
func into(a *portal.Administrator) any { return (*administratorText)(a) }

// administratorText reads an administrator.
type administratorText portal.Administrator

func (a *administratorText) Scan(value any) error {
	text, _ := value.(string)
	next := func() (value string) {
		value, text, _ = strings.Cut(text, between)
		return value
	}
	*a = administratorText{ID: next(), OrganizationID: next(), FirstName: next(), LastName: next(), Email: next()}
	var known bool
	if a.Role, known = portal.ParseRole(next()); !known {
		return fmt.Errorf("administrator %q has no role that is known", a.ID)
	}
	a.Status = portal.Status(next())
	var err, bad error
	a.OrganizationCount, err = strconv.Atoi(next())
	a.Version, bad = strconv.ParseInt(next(), 10, 64)
	for _, is := range []*bool{&a.RequireMFA, &a.APIAccess, &a.AllOrganizations, &a.HasPassword, &a.MFAOn, &a.Locked} {
		*is = next() == "1"
	}
	return errors.Join(err, bad)
}

// findAdministrator returns the administrator that the condition finds, the
// zero Administrator when there is none. Deleted ones are found by id only.
func findAdministrator(ctx context.Context, q database.Querier, where string, arg any) (portal.Administrator, error) {
	var a portal.Administrator
	err := q.QueryRowContext(ctx, `SELECT `+administratorColumns+` FROM administrators a WHERE `+where, arg).Scan(into(&a))
	if errors.Is(err, sql.ErrNoRows) {
		return portal.Administrator{}, nil
	}
	return a, err
}

const (
	byID    = `a.id = $1`
	byEmail = `a.email_key = $1 AND a.status <> 'deleted'`
)

// administrator returns the administrator with the id, and makes it the target
// of the audit entry. It has no id when there is none in the transaction's
// organization or, outside of one, of the portal.
func (t *tx) administrator(id string) (portal.Administrator, error) {
	a, err := findAdministrator(t.ctx, t, byID, id)
	if err != nil || a.ID == "" || a.OrganizationID != t.organization.ID {
		return portal.Administrator{OrganizationID: t.organization.ID}, err
	}
	t.about(a)
	return a, nil
}

// about makes the administrator the target of the audit entry.
func (t *tx) about(a portal.Administrator) {
	t.target = target{kind: "administrator", id: a.ID, name: a.Name(), email: a.Email, organizationID: a.OrganizationID}
}

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
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (d Details, err error) {
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
			append(append([]any{id}, userSince(now)...), organizationID, enough)...).
			Scan(append([]any{into(&d.Administrator), &added, &login, &d.Sessions, &d.Links, &d.Keys, &hint, &made, &used, &expires, &all, &allBy, &allByName}, n.into()...)...)
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

// Standing tells how it stands in the portal or, when organizationID is not "",
// with the organization's own administrators.
func (s *Store) Standing(ctx context.Context, organizationID string) (Standing, error) {
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (now Standing, err error) {
		err = q.QueryRowContext(ctx, `SELECT `+activeWith(portal.AdministratorWithBilling, "$1", "$2")+`,
			EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND organization_id = '')`, organizationID, enough).Scan(&now.WithBilling, &now.JobsRun)
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

const insertAdministrator = `INSERT INTO administrators (id, organization_id, first_name, last_name, name_key, email, email_key, search_text, role, status,
		require_mfa, api_access, all_organizations, organization_count, password_hash, version, last_login_at, created_at, updated_at, all_granted_at, all_granted_by)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`

// administratorValues are the first values of insertAdministrator; the three
// times follow them, and when and by whom all organizations were given.
func administratorValues(a portal.Administrator, passwordHash string) []any {
	return []any{a.ID, a.OrganizationID, a.FirstName, a.LastName, portal.Order(a.Name()), a.Email, portal.Key(a.Email), searchText(a), a.Role.Key(), string(a.Status),
		a.RequireMFA, a.APIAccess, a.AllOrganizations, a.OrganizationCount, passwordHash, a.Version}
}

// insert adds the administrator with the password hash, which is "" for one
// who is invited.
func (t *tx) insert(a portal.Administrator, passwordHash string) error {
	at, by := int64(0), ""
	if a.AllOrganizations {
		at, by = t.millis(), cmp.Or(t.grantedBy(), a.ID) // nobody gave it to the first one
	}
	_, err := t.exec(insertAdministrator, append(administratorValues(a, passwordHash), 0, t.millis(), t.millis(), at, by)...)
	if database.Taken(err) {
		return portal.EmailTaken(a.OrganizationID)
	}
	return err
}

// update saves what differs from the administrator that was loaded before, over its
// version. What stays is not written, nor the indexes that it stands in. Password,
// access and last login are written by those that change them.
func (t *tx) update(before, after portal.Administrator) error {
	columns, args := "version = $3, updated_at = $4", []any{before.ID, before.Version, after.Version, t.millis()}
	set := func(column string, value any) {
		args = append(args, value)
		columns += ", " + column + " = $" + strconv.Itoa(len(args))
	}
	if before.FirstName != after.FirstName {
		set("first_name", after.FirstName)
	}
	if before.LastName != after.LastName {
		set("last_name", after.LastName)
	}
	if before.Name() != after.Name() {
		set("name_key", portal.Order(after.Name()))
	}
	if before.Email != after.Email {
		set("email", after.Email)
		set("email_key", portal.Key(after.Email))
	}
	if before.Name() != after.Name() || before.Email != after.Email {
		set("search_text", searchText(after))
	}
	if before.Role != after.Role {
		set("role", after.Role.Key())
	}
	if before.Status != after.Status {
		set("status", string(after.Status))
	}
	if before.RequireMFA != after.RequireMFA {
		set("require_mfa", after.RequireMFA)
	}
	if before.APIAccess != after.APIAccess {
		set("api_access", after.APIAccess)
	}
	if before.AllOrganizations != after.AllOrganizations {
		set("all_organizations", after.AllOrganizations)
		if after.AllOrganizations {
			set("organization_count", 0)
			set("all_granted_at", t.millis())
			set("all_granted_by", t.grantedBy())
		} else {
			set("all_granted_at", 0)
			set("all_granted_by", "")
		}
	}
	err := one(t.exec(`UPDATE administrators SET `+columns+` WHERE id = $1 AND version = $2`, args...))
	if database.Taken(err) {
		return portal.EmailTaken(after.OrganizationID)
	}
	return err
}

func searchText(a portal.Administrator) string {
	return portal.Fold(a.Name()) + "\n" + portal.Fold(a.Email)
}

// end signs the administrator out everywhere and voids its mailed links. It
// returns how many sessions and links ended.
func (t *tx) end(id string) (sessions, links int, err error) {
	n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1`, id)
	if err != nil {
		return 0, 0, err
	}
	links, err = t.voidLinks(id)
	return int(n), links, err
}

// endAll does what end does, voids the API keys for good too, and notes how many
// of each there were.
func (t *tx) endAll(id string, out *Outcome) (err error) {
	if out.Sessions, out.Links, err = t.end(id); err != nil {
		return err
	}
	out.Keys, err = t.voidKeys(id)
	return err
}
