package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// UserFilter says which users to list, in which order and which page of them.
// Zero values do not filter.
type UserFilter struct {
	Query         string // words, or parts of them, of the name, the username or the email address
	Status        portal.Status
	Sort          string // name or -name
	After, Before string
}

// UserLine is one user of the list.
type UserLine struct {
	portal.User
	LastLogin time.Time // zero for never
}

// usersCounted is how far the users that match are counted. To count them each must be
// looked at, for a page only those on it.
const usersCounted = 1_000

// Users returns a page of the users of the organization that match, deleted ones
// left out.
func (s *Store) Users(ctx context.Context, actor portal.Administrator, organizationID string, f UserFilter) (List[UserLine], error) {
	return s.users(ctx, actor, organizationID, portal.ViewUsers, f, usersCounted)
}

// users returns the page for who holds the permission. It counts the matches up
// to a number; not at all for 0.
func (s *Store) users(ctx context.Context, actor portal.Administrator, organizationID string, p portal.Permission, f UserFilter, counted int) (List[UserLine], error) {
	var none List[UserLine]
	if err := actor.Require(p); err != nil {
		return none, err
	}
	k, err := f.query(organizationID)
	if err != nil {
		return none, err
	}
	k.Count(list.Counted(counted))
	if counted == 0 {
		k.Count(list.Never())
	}
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (List[UserLine], error) {
		if err := reachedForUsers(ctx, q, actor, organizationID); err != nil {
			return none, err
		}
		if f.Status != "" {
			ctx = database.Watched(ctx) // few may be left of the many that are passed
		}
		if err := search.Users.NarrowPage(ctx, q, &k, s.tuning.search, organizationID, f.Query, f.Status != ""); err != nil {
			return none, err
		}
		return list.Read(ctx, q, k, userColumns+", u.last_login_at", readUserLine)
	})
}

// reachedForUsers refuses who does not reach the organization. The portal itself
// has no users.
func reachedForUsers(ctx context.Context, q database.Querier, actor portal.Administrator, organizationID string) error {
	o, err := reached(ctx, q, actor, organizationID)
	if err == nil && o.ID == "" {
		return portal.NotFound()
	}
	return err
}

func readUserLine(row database.Row, cursor []any) (UserLine, error) {
	var line UserLine
	var login int64
	err := row.Scan(append(append(cursor, intoUser(&line.User)...), &login)...)
	line.LastLogin = millisTime(login)
	return line, err
}

// query is the list's query; the text that is searched for is not in it yet.
func (f UserFilter) query(organizationID string) (list.Query, error) {
	name, descending := strings.CutPrefix(f.Sort, "-")
	if name != "" && name != "name" {
		return list.Query{}, fault.New(fault.Invalid, "The list cannot be sorted by that.")
	}
	k := list.New("users u", list.Order{Columns: []string{"u.name_key", "u.id"}, Descending: descending}, f.After, f.Before)
	k.Where("u.organization_id = ? AND u.status <> 'deleted'", organizationID)
	switch f.Status {
	case "":
	case StatusLocked:
		k.From(lockedUsers)
		k.Where("u.status = 'active' AND u.locked_at > 0")
	case portal.Active:
		k.Where("u.status = 'active' AND u.locked_at = 0")
	default:
		k.Where("u.status = ?", string(f.Status))
	}
	return k, nil
}

// UserDetails is a user with what its page shows beside the form.
type UserDetails struct {
	portal.User
	AddedAt   time.Time
	LastLogin time.Time // zero for never
	Sessions  int       // that have not ended
	Links     int       // open mailed links
}

// User returns what the page of a user of the organization shows. Who is deleted
// is not found.
func (s *Store) User(ctx context.Context, actor portal.Administrator, organizationID, id string) (UserDetails, error) {
	if err := actor.Require(portal.ViewUsers); err != nil {
		return UserDetails{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (d UserDetails, err error) {
		if err := reachedForUsers(ctx, tx, actor, organizationID); err != nil {
			return d, err
		}
		var added, login int64
		now := s.now()
		err = tx.QueryRowContext(ctx, `SELECT `+userColumns+`, u.created_at, u.last_login_at,
			(SELECT COUNT(*) FROM user_sessions s WHERE s.user_id = u.id AND `+userLive("$3", "$4", "$5")+`),
			(SELECT COUNT(*) FROM user_links l WHERE l.user_id = u.id AND `+works("l", "$5")+`)
		FROM users u WHERE u.id = $1 AND u.organization_id = $2 AND u.status <> 'deleted'`,
			append([]any{id, organizationID}, userSince(now)...)...).
			Scan(append(intoUser(&d.User), &added, &login, &d.Sessions, &d.Links)...)
		if errors.Is(err, sql.ErrNoRows) {
			return d, portal.NotFound()
		}
		d.AddedAt, d.LastLogin = millisTime(added), millisTime(login)
		return d, err
	})
}

// UserCounts is how many users an organization has, in all and by state.
type UserCounts struct{ All, Active, Locked, Suspended, Invited int }

// UserCounts counts the users of the organization by state, by looking at those
// who are not active only.
func (s *Store) UserCounts(ctx context.Context, actor portal.Administrator, organizationID string) (UserCounts, error) {
	var n UserCounts
	if err := actor.Require(portal.ViewUsers); err != nil {
		return n, err
	}
	err := s.db.QueryRowContext(ctx, `SELECT o.user_count,
			(SELECT COUNT(*) FROM `+lockedUsers+` WHERE u.organization_id = o.id AND u.locked_at > 0 AND u.status = 'active'),
			(SELECT COUNT(*) FROM users WHERE organization_id = o.id AND status = 'suspended' AND status <> 'deleted'),
			(SELECT COUNT(*) FROM users WHERE organization_id = o.id AND status = 'invited' AND status <> 'deleted')
		FROM organizations o WHERE o.id = $1 AND `+reaches("$2", "$3", "$4"),
		append([]any{organizationID}, reaching(actor)...)...).Scan(&n.All, &n.Locked, &n.Suspended, &n.Invited)
	if errors.Is(err, sql.ErrNoRows) {
		return n, portal.NotFound()
	}
	n.Active = n.All - n.Locked - n.Suspended - n.Invited
	return n, err
}
