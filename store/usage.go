package store

import (
	"context"
	"time"

	"mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// MonthUsage is what was counted in a month.
type MonthUsage struct {
	Month       billing.Month
	Users       int64 // each organization's high-water mark, added up: what is billed
	AtOnce      int64 // the most users at one time
	Days        int   // that were counted
	Missing     int   // days that were not
	MissingDays string
}

// monthUsage returns what was counted in the month. Days that are still to come
// are not missing, nor are those before the portal was there.
func monthUsage(ctx context.Context, q database.Querier, m billing.Month, now time.Time) (MonthUsage, error) {
	u := MonthUsage{Month: m}
	if err := q.QueryRowContext(ctx, `SELECT COALESCE(SUM(users_high), 0) FROM usage_months WHERE month = $1`, m.String()).Scan(&u.Users); err != nil {
		return u, err
	}
	var began int64
	if err := q.QueryRowContext(ctx, `SELECT created_at FROM portal WHERE id = 1`).Scan(&began); err != nil {
		return u, err
	}
	first, last := billing.DayOf(m.First()), billing.DayOf((m + 1).First()).Add(-1)
	counted := map[billing.Day]bool{}
	if err := database.EachRow(ctx, q, `SELECT day, users_high FROM usage_days WHERE day BETWEEN $1 AND $2`, []any{string(first), string(last)}, func(row database.Row) error {
		var day billing.Day
		var high int64
		err := row.Scan(&day, &high)
		counted[day] = true
		u.AtOnce = max(u.AtOnce, high)
		return err
	}); err != nil {
		return u, err
	}
	u.Days = len(counted)
	first, last = max(first, billing.DayOf(millisTime(began))), min(last, billing.DayOf(now))
	u.MissingDays, u.Missing = billing.Missing(first, last, func(d billing.Day) bool { return counted[d] })
	return u, nil
}

// Usage is what was counted of all organizations together.
type Usage struct {
	Organizations int
	Users         int64
	Months        []MonthUsage // the last 12, this one last
}

// UsageMonths is how many months are shown.
const UsageMonths = 12

// Usage returns what was counted in the last months.
func (s *Store) Usage(ctx context.Context, actor portal.Administrator) (Usage, error) {
	var u Usage
	if err := actor.Require(portal.ViewAccount); err != nil {
		return u, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (Usage, error) {
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(user_count), 0) FROM organizations`).Scan(&u.Organizations, &u.Users); err != nil {
			return u, err
		}
		now := s.now()
		for m := billing.MonthOf(now) - UsageMonths + 1; m <= billing.MonthOf(now); m++ {
			month, err := monthUsage(ctx, tx, m, now)
			if err != nil {
				return u, err
			}
			u.Months = append(u.Months, month)
		}
		return u, nil
	})
}

// UsageFilter says which organizations' usage to list.
type UsageFilter struct {
	Query         string        // words of the name, or parts of them
	Month         billing.Month // 0 for this one
	After, Before string
}

// OrganizationUsage is one organization's users.
type OrganizationUsage struct {
	portal.Organization
	Month billing.Month
	Users int64 // now
	High  int64 // the month's high-water mark
}

// UsageByOrganization returns a page of what was counted of each organization in
// the month, by name. Who does not manage organizations is shown those within
// reach; the others are in the totals only.
func (s *Store) UsageByOrganization(ctx context.Context, actor portal.Administrator, f UsageFilter) (List[OrganizationUsage], error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return List[OrganizationUsage]{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[OrganizationUsage], error) {
		k, err := OrganizationFilter{Query: f.Query, After: f.After, Before: f.Before}.query(actor)
		if err != nil {
			return List[OrganizationUsage]{}, err
		}
		if f.Month == 0 {
			f.Month = billing.MonthOf(s.now())
		}
		columns := `o.name, o.user_count, COALESCE((SELECT m.users_high FROM usage_months m WHERE m.organization_id = o.id AND m.month = '` + f.Month.String() + `'), 0)`
		return list.Read(ctx, tx, k, columns, func(row database.Row, cursor []any) (OrganizationUsage, error) {
			u := OrganizationUsage{Month: f.Month}
			err := row.Scan(append(cursor, &u.Name, &u.Users, &u.High)...)
			u.ID = list.Text(cursor[1])
			return u, err
		})
	})
}

// ExportUsage notes the export in the audit trail, and then calls each with
// every organization that the actor may list, a page at a time.
func (s *Store) ExportUsage(ctx context.Context, by By, f UsageFilter, each func([]OrganizationUsage) error) error {
	f.Before = ""
	about := func(*tx) target { return target{kind: "account", name: "Usage"} }
	return export(ctx, s, by, AccountExported, portal.ExportAccount, about, func(actor portal.Administrator, after string) (List[OrganizationUsage], error) {
		f.After = after
		return s.UsageByOrganization(ctx, actor, f)
	}, each)
}
