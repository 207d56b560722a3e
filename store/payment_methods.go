package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store/database"
)

const methodColumns = `m.id, m.kind, m.holder, m.last_four, m.expiry, m.reference, m.is_default, m.version`

func readMethod(row database.Row) (billing.Method, error) {
	var m billing.Method
	var expiry string
	if err := row.Scan(&m.ID, &m.Kind, &m.Holder, &m.LastFour, &expiry, &m.Reference, &m.Default, &m.Version); err != nil || expiry == "" {
		return m, err
	}
	var err error
	m.Expiry, err = billing.ParseMonth(expiry)
	return m, err
}

// PaymentMethods returns every payment method, the default one first and then
// the oldest.
func (s *Store) PaymentMethods(ctx context.Context, actor portal.Administrator) ([]billing.Method, error) {
	if err := actor.Require(portal.ViewPaymentMethods); err != nil {
		return nil, err
	}
	return methods(ctx, s.db)
}

func methods(ctx context.Context, q database.Querier) ([]billing.Method, error) {
	return database.Rows(ctx, q, `SELECT `+methodColumns+` FROM payment_methods m ORDER BY m.is_default DESC, m.created_at, m.id`, nil, readMethod)
}

func method(ctx context.Context, q database.Querier, id string) (billing.Method, error) {
	m, err := readMethod(q.QueryRowContext(ctx, `SELECT `+methodColumns+` FROM payment_methods m WHERE m.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return m, portal.NotFound()
	}
	return m, err
}

// MethodDetails is a payment method, and which becomes the default when it is
// deleted.
type MethodDetails struct {
	billing.Method
	Next billing.Method // zero when this is not the default, or the only one
}

// PaymentMethod returns one payment method.
func (s *Store) PaymentMethod(ctx context.Context, actor portal.Administrator, id string) (MethodDetails, error) {
	if err := actor.Require(portal.ViewPaymentMethods); err != nil {
		return MethodDetails{}, err
	}
	m, err := method(ctx, s.db, id)
	if err != nil || !m.Default {
		return MethodDetails{Method: m}, err
	}
	next, err := nextDefault(ctx, s.db, id)
	return MethodDetails{m, next}, err
}

// nextDefault returns the method that follows as the default, the oldest of the
// others; the zero Method when there is none.
func nextDefault(ctx context.Context, q database.Querier, id string) (billing.Method, error) {
	m, err := readMethod(q.QueryRowContext(ctx, `SELECT `+methodColumns+` FROM payment_methods m WHERE m.id <> $1 ORDER BY m.created_at, m.id LIMIT 1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return billing.Method{}, nil
	}
	return m, err
}

// defaultMethodWords names the default method, "" when there is none.
func (t *tx) defaultMethodWords() (string, error) {
	m, err := readMethod(t.QueryRowContext(t.ctx, `SELECT `+methodColumns+` FROM payment_methods m WHERE m.is_default`))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return m.Words(), nil
}
