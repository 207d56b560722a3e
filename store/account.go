package store

import (
	"context"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// Account is what the provider's account is about.
type Account struct {
	ProviderName, ProviderID string
	Administrators           int // of the portal
	Organizations            int
	Users                    int64
	Month                    MonthUsage // this one, so far
	Priced                   bool       // a price is in force this month
	Price                    billing.Price
	Estimate                 billing.Bill
	Beyond                   bool // the estimate is more than can be billed
}

// Account returns the account as it is now, with what this month comes to by the
// users counted so far.
func (s *Store) Account(ctx context.Context, actor portal.Administrator) (Account, error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return Account{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (a Account, err error) {
		if err := tx.QueryRowContext(ctx, `SELECT provider_name, provider_id,
			(SELECT COUNT(*) FROM administrators WHERE organization_id = '' AND status <> 'deleted'),
			(SELECT COUNT(*) FROM organizations), (SELECT COALESCE(SUM(user_count), 0) FROM organizations)
		FROM portal WHERE id = 1`).Scan(&a.ProviderName, &a.ProviderID, &a.Administrators, &a.Organizations, &a.Users); err != nil {
			return a, err
		}
		now := s.now()
		if a.Month, err = monthUsage(ctx, tx, billing.MonthOf(now), now); err != nil {
			return a, err
		}
		if a.Price, a.Priced, err = priceOf(ctx, tx, a.Month.Month); err != nil || !a.Priced {
			return a, err
		}
		if a.Estimate, err = a.Price.Bill(a.Month.Users); fault.Is(err, fault.Invalid) {
			a.Beyond, err = true, nil
		}
		return a, err
	})
}

// Month returns the month that it is now.
func (s *Store) Month() billing.Month { return billing.MonthOf(s.now()) }
