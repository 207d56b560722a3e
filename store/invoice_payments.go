package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/store/database"
)

// Payment is money that came in for an invoice.
type Payment struct {
	ID         int64
	Invoice    billing.Number
	Amount     billing.Money
	On         billing.Day
	Reference  string
	VoidedAt   time.Time // zero while it stands
	VoidReason string
}

// RecordPayment notes a payment of the invoice. The amount is read in the
// currency, "" standing for the invoice's; the day "" is today.
func (s *Store) RecordPayment(ctx context.Context, number billing.Number, amount, currency string, on billing.Day, reference string) (Payment, error) {
	return change(ctx, s, By{Operator: true}, PaymentRecorded, func(t *tx) (Payment, error) {
		p := Payment{Invoice: number, On: on}
		i, err := t.invoiceOf(number)
		if err != nil {
			return p, err
		}
		if currency == "" {
			currency = i.Price.Currency
		}
		if p.On == "" {
			p.On = billing.DayOf(t.now)
		}
		if p.Amount, err = billing.ParseAmount(amount, currency); err != nil {
			return p, err
		}
		if p.Reference, err = checkNote(reference, "a reference", false); err != nil {
			return p, err
		}
		switch {
		case i.Status == billing.Void:
			return p, fault.New(fault.Rule, number.String()+" is void. Nothing is owed for it.")
		case p.On > billing.DayOf(t.now):
			return p, fault.New(fault.Invalid, "The day "+string(p.On)+" has not come yet.")
		}
		if err := billing.CheckPayment(p.Amount, i.Owed()); err != nil {
			return p, err
		}
		if err := t.scan(`SELECT COALESCE(MAX(id), 0) + 1 FROM payments`, nil, &p.ID); err != nil {
			return p, err
		}
		if _, err := t.exec(`INSERT INTO payments (id, invoice, amount, paid_on, reference, voided_at, void_reason) VALUES ($1, $2, $3, $4, $5, 0, '')`,
			p.ID, int64(number), p.Amount.Minor, string(p.On), p.Reference); err != nil {
			return p, err
		}
		return p, t.pay(PaymentRecorded, i, p, p.Amount.Minor, p.Reference)
	})
}

// pay changes what is paid of the invoice, and records it.
func (t *tx) pay(action Action, i Invoice, p Payment, minor int64, note string) error {
	if err := exactlyOne(t.exec(`UPDATE invoices SET paid = paid + $1 WHERE number = $2 AND voided_at = 0`, minor, int64(i.Number))); err != nil {
		return err
	}
	after := i
	after.Paid += minor
	field := "Reference"
	if action == PaymentVoided {
		field = "Reason"
	}
	return t.record(action, changed([]FieldChange{
		{Field: "Payment", After: strconv.FormatInt(p.ID, 10)}, {Field: "Amount", After: p.Amount.String()}, {Field: "Day", After: string(p.On)},
		{Field: "Paid", Before: i.PaidSoFar().String(), After: after.PaidSoFar().String()},
	}, field, "", note)...)
}

// VoidPayment takes a payment back, so that its amount is owed again.
func (s *Store) VoidPayment(ctx context.Context, id int64, reason string) (Payment, error) {
	return change(ctx, s, By{Operator: true}, PaymentVoided, func(t *tx) (Payment, error) {
		p := Payment{ID: id}
		var voided int64
		err := t.scan(`SELECT invoice, amount, paid_on, voided_at FROM payments WHERE id = $1`, []any{id}, &p.Invoice, &p.Amount.Minor, &p.On, &voided)
		if errors.Is(err, sql.ErrNoRows) {
			return p, fault.New(fault.NotFound, "There is no payment "+strconv.FormatInt(id, 10)+".")
		}
		if err != nil {
			return p, err
		}
		i, err := t.invoiceOf(p.Invoice)
		if err != nil {
			return p, err
		}
		p.Amount.Currency = i.Price.Currency
		if reason, err = checkNote(reason, "a reason", true); err != nil {
			return p, err
		}
		if voided > 0 {
			return p, fault.New(fault.Rule, "Payment "+strconv.FormatInt(id, 10)+" is void already.")
		}
		if err := exactlyOne(t.exec(`UPDATE payments SET voided_at = $1, void_reason = $2 WHERE id = $3 AND voided_at = 0`, t.millis(), reason, id)); err != nil {
			return p, err
		}
		return p, t.pay(PaymentVoided, i, p, -p.Amount.Minor, reason)
	})
}

// payments returns the payments of the invoice, void ones among them, in the
// order in which they were recorded.
func payments(ctx context.Context, q database.Querier, i Invoice) ([]Payment, error) {
	const query = `SELECT id, amount, paid_on, reference, voided_at, void_reason FROM payments WHERE invoice = $1 ORDER BY id`
	return database.Rows(ctx, q, query, []any{int64(i.Number)}, func(row database.Row) (Payment, error) {
		p := Payment{Invoice: i.Number, Amount: billing.Money{Currency: i.Price.Currency}}
		var voided int64
		err := row.Scan(&p.ID, &p.Amount.Minor, &p.On, &p.Reference, &voided, &p.VoidReason)
		p.VoidedAt = millisTime(voided)
		return p, err
	})
}
