package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/store/database"
)

// readPrice reads a row of from_month, currency, per_user, base, tax.
func readPrice(row database.Row) (billing.Price, error) {
	var p billing.Price
	var from string
	if err := row.Scan(&from, &p.Currency, &p.PerUser, &p.Base, &p.Tax); err != nil {
		return p, err
	}
	var err error
	p.From, err = billing.ParseMonth(from)
	return p, err
}

// priceOf returns the price in force in the month, and whether there is one.
func priceOf(ctx context.Context, q database.Querier, m billing.Month) (billing.Price, bool, error) {
	p, err := readPrice(q.QueryRowContext(ctx, `SELECT from_month, currency, per_user, base, tax FROM prices
		WHERE from_month <= $1 ORDER BY from_month DESC LIMIT 1`, m.String()))
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

// Prices returns every price, the earliest first, for who holds the machine.
func (s *Store) Prices(ctx context.Context) ([]billing.Price, error) {
	return database.Rows(ctx, s.db, `SELECT from_month, currency, per_user, base, tax FROM prices ORDER BY from_month`, nil, readPrice)
}

// SetPrice sets the price of the months from p.From on, until the next price
// that is set. It is refused when one of those months is invoiced.
func (s *Store) SetPrice(ctx context.Context, p billing.Price) error {
	_, err := change(ctx, s, By{Operator: true}, PriceSet, func(t *tx) (struct{}, error) {
		t.target = target{kind: "account", name: "Price from " + p.From.Words()}
		if _, err := p.Bill(1); err != nil {
			return struct{}{}, err
		}
		if err := t.notInvoiced(p.From); err != nil {
			return struct{}{}, err
		}
		before, known, err := priceOf(t.ctx, t, p.From)
		if err != nil {
			return struct{}{}, err
		}
		if _, err := t.exec(`INSERT INTO prices (from_month, currency, per_user, base, tax, set_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (from_month) DO UPDATE SET currency = excluded.currency, per_user = excluded.per_user, base = excluded.base,
				tax = excluded.tax, set_at = excluded.set_at`,
			p.From.String(), p.Currency, p.PerUser, p.Base, int64(p.Tax), t.millis()); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.record(PriceSet, priceChanges(before, known, p)...)
	})
	return err
}

// notInvoiced refuses a price that would change months already invoiced: those
// from the month on until the next price begins.
func (t *tx) notInvoiced(from billing.Month) error {
	var month string
	err := t.scan(`SELECT i.month FROM invoices i WHERE i.voided_at = 0 AND i.month >= $1
			AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.from_month > $1 AND p.from_month <= i.month)
		ORDER BY i.month DESC LIMIT 1`, []any{from.String()}, &month)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	last, err := billing.ParseMonth(month)
	if err != nil {
		return err
	}
	return fault.New(fault.Rule, last.Words()+" is invoiced already. Set a price from a later month, or void the invoice first.")
}

// priceChanges words a price for the audit trail, with the one before it.
func priceChanges(before billing.Price, known bool, after billing.Price) []FieldChange {
	var list []FieldChange
	for _, f := range []struct {
		field string
		of    func(billing.Price) string
	}{
		{"Per user", func(p billing.Price) string { return billing.Money{Minor: p.PerUser, Currency: p.Currency}.String() }},
		{"Base", func(p billing.Price) string { return billing.Money{Minor: p.Base, Currency: p.Currency}.String() }},
		{"Tax", func(p billing.Price) string { return p.Tax.String() }},
	} {
		was := ""
		if known {
			was = f.of(before)
		}
		list = changed(list, f.field, was, f.of(after))
	}
	return list
}
