package store

import (
	"context"
	"strconv"
	"time"

	"mtp/internal/billing"
)

// Usage is counted in two ways: with each change of an organization's number of
// users, and for all of them when the portal starts and then every hour. A day
// that was not counted has no row.
//
// Days are counted forwards only. While the clock stands before the latest day that was
// counted, nothing is counted. Either the clock went back for a moment, and the day has
// been counted already. Or it had been ahead, and what is counted now must not be mixed
// with counts of a wrong date.

// meter counts the organization's users after their number changed. The number before
// counts too, since the day may have begun with it.
func (t *tx) meter(organizationID string, usersBefore, usersAfter int) error {
	if t.unmetered {
		return nil
	}
	today := billing.DayOf(t.now)
	latest, err := t.latestDay()
	if err != nil || latest > today {
		return err
	}
	if latest < today {
		if err := t.meterAll(); err != nil {
			return err
		}
	}
	if high := max(usersBefore, usersAfter); high > 0 {
		if _, err := t.exec(`INSERT INTO usage_months (month, organization_id, users_high) VALUES ($1, $2, $3)
			ON CONFLICT (month, organization_id) DO UPDATE SET users_high = excluded.users_high WHERE excluded.users_high > usage_months.users_high`,
			billing.MonthOf(t.now).String(), organizationID, high); err != nil {
			return err
		}
	}
	users, err := t.users()
	if err != nil {
		return err
	}
	return t.countDay(max(users, users-usersAfter+usersBefore))
}

// meterAll counts the users of every organization for today and this month.
func (t *tx) meterAll() error {
	if _, err := t.exec(`INSERT INTO usage_months (month, organization_id, users_high)
		SELECT $1, o.id, o.user_count FROM organizations o WHERE o.user_count > 0
		ON CONFLICT (month, organization_id) DO UPDATE SET users_high = excluded.users_high WHERE excluded.users_high > usage_months.users_high`,
		billing.MonthOf(t.now).String()); err != nil {
		return err
	}
	users, err := t.users()
	if err != nil {
		return err
	}
	return t.countDay(users)
}

// latestDay returns the latest day that was counted, "" before the first.
func (t *tx) latestDay() (day billing.Day, err error) {
	err = t.scan(`SELECT COALESCE(MAX(day), '') FROM usage_days`, nil, &day)
	return day, err
}

// users counts the users of all organizations.
func (t *tx) users() (n int, err error) {
	err = t.scan(`SELECT COALESCE(SUM(user_count), 0) FROM organizations`, nil, &n)
	return n, err
}

func (t *tx) countDay(users int) error {
	_, err := t.exec(`INSERT INTO usage_days (day, users_high, counted_at) VALUES ($1, $2, $3)
		ON CONFLICT (day) DO UPDATE SET counted_at = excluded.counted_at,
			users_high = CASE WHEN excluded.users_high > usage_days.users_high THEN excluded.users_high ELSE usage_days.users_high END`,
		string(billing.DayOf(t.now)), users, t.millis())
	return err
}

// MeterUsage counts the users of every organization for today, once the portal
// is set up.
func (s *Store) MeterUsage(ctx context.Context) error {
	_, err := change(ctx, s, By{}, "", func(t *tx) (struct{}, error) {
		isEmpty, err := neverSetUp(t.ctx, t)
		if err != nil || isEmpty {
			return struct{}{}, err
		}
		latest, err := t.latestDay()
		if err != nil || latest > billing.DayOf(t.now) {
			return struct{}{}, err
		}
		return struct{}{}, t.meterAll()
	})
	return err
}

// Meter calls MeterUsage at once and then every hour until ctx ends. It calls
// failed with each error.
func (s *Store) Meter(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := s.MeterUsage(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Recounted is what Recount did.
type Recounted struct {
	Days  int // that have not come yet, whose counts were removed
	Users int // counted now
}

// Recount removes what was counted for days that have not come yet, while the
// clock was ahead, and counts today.
func (s *Store) Recount(ctx context.Context) (Recounted, error) {
	return change(ctx, s, By{Operator: true}, UsageRecounted, func(t *tx) (Recounted, error) {
		var out Recounted
		t.target = target{kind: "account", name: "Usage"}
		days, err := t.exec(`DELETE FROM usage_days WHERE day > $1`, string(billing.DayOf(t.now)))
		if err != nil {
			return out, err
		}
		if _, err := t.exec(`DELETE FROM usage_months WHERE month > $1`, billing.MonthOf(t.now).String()); err != nil {
			return out, err
		}
		if err := t.meterAll(); err != nil {
			return out, err
		}
		out.Days = int(days)
		if out.Users, err = t.users(); err != nil {
			return out, err
		}
		return out, t.record(UsageRecounted, FieldChange{Field: "Days that have not come", Before: strconv.Itoa(out.Days)}, FieldChange{Field: "Users", After: strconv.Itoa(out.Users)})
	})
}
