package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"mtp/internal/billing"
	"mtp/internal/fault"
)

// MaxDue is how many days an invoice may be due after its issue at most.
const MaxDue = 365

// IssueInvoice bills what was counted in the month by the price in force then,
// due that many days from today. A month that is not over, that is invoiced,
// that has no price or in which nothing was counted is refused.
func (s *Store) IssueInvoice(ctx context.Context, m billing.Month, due int) (Invoice, error) {
	return change(ctx, s, By{Operator: true}, InvoiceIssued, func(t *tx) (Invoice, error) {
		t.target = target{kind: "invoice", name: m.Words()}
		i, err := t.draw(m, due)
		if err != nil {
			return i, err
		}
		if err := t.insertInvoice(i); err != nil {
			return i, err
		}
		t.target = target{kind: "invoice", id: strconv.FormatInt(int64(i.Number), 10), name: i.Number.String()}
		fields := []FieldChange{
			{Field: "Month", After: m.Words()}, {Field: "Due", After: string(i.Due)},
			{Field: "Users", After: strconv.FormatInt(i.Bill.Users, 10)}, {Field: "Billed", After: i.Billed().String()},
		}
		return i, t.record(InvoiceIssued, changed(fields, "Days not counted", "", i.MissingDays)...)
	})
}

// draw makes the month's invoice but does not write it.
func (t *tx) draw(m billing.Month, due int) (Invoice, error) {
	today := billing.DayOf(t.now)
	i := Invoice{Month: m, Issued: today, Due: today.Add(due)}
	if due < 0 || due > MaxDue {
		return i, fault.New(fault.Invalid, "An invoice is due within 0 to "+strconv.Itoa(MaxDue)+" days.")
	}
	if m >= billing.MonthOf(t.now) {
		return i, fault.New(fault.Rule, m.Words()+" is not over. Issue its invoice from "+billing.DayOf((m+1).First()).Words()+" on.")
	}
	var other billing.Number
	err := t.scan(`SELECT number FROM invoices WHERE month = $1 AND voided_at = 0`, []any{m.String()}, &other)
	if err == nil {
		return i, fault.New(fault.Rule, m.Words()+" is invoiced already, by "+other.String()+". Void that one first.")
	} else if !errors.Is(err, sql.ErrNoRows) {
		return i, err
	}
	var known bool
	if i.Price, known, err = priceOf(t.ctx, t, m); err != nil {
		return i, err
	}
	if !known {
		return i, fault.New(fault.Rule, "No price is in force in "+m.Words()+". Set one with: mtp billing price --from "+m.String())
	}
	counted, err := monthUsage(t.ctx, t, m, t.now)
	if err != nil {
		return i, err
	}
	if counted.Days == 0 {
		return i, fault.New(fault.Rule, "Nothing was counted in "+m.Words()+", so there is nothing to bill.")
	}
	i.MissingDays = counted.MissingDays
	if i.Bill, err = i.Price.Bill(counted.Users); err != nil {
		return i, err
	}
	i.Status = billing.StatusOf(i.Bill.Billed, 0, i.Due, false, today)
	if i.BillTo, err = t.billTo(); err != nil {
		return i, err
	}
	if i.PaymentMethod, err = t.defaultMethodWords(); err != nil {
		return i, err
	}
	return i, t.scan(`SELECT COALESCE(MAX(number), 0) + 1 FROM invoices`, nil, &i.Number)
}

func (t *tx) insertInvoice(i Invoice) error {
	_, err := t.exec(`INSERT INTO invoices (number, month, issued_on, due_on, currency, users, per_user, base, tax_rate, tax, billed, paid,
			missing_days, bill_to, payment_method, voided_at, void_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, 0, '')`,
		int64(i.Number), i.Month.String(), string(i.Issued), string(i.Due), i.Price.Currency, i.Bill.Users, i.Price.PerUser, i.Price.Base,
		int64(i.Price.Tax), i.Bill.Tax, i.Bill.Billed, i.MissingDays, i.BillTo, i.PaymentMethod)
	return err
}

// VoidInvoice takes an invoice back. One that has payments is refused: they are
// voided first. The month can then be invoiced again.
func (s *Store) VoidInvoice(ctx context.Context, number billing.Number, reason string) error {
	_, err := change(ctx, s, By{Operator: true}, InvoiceVoided, func(t *tx) (struct{}, error) {
		i, err := t.invoiceOf(number)
		if err != nil {
			return struct{}{}, err
		}
		if reason, err = checkNote(reason, "a reason", true); err != nil {
			return struct{}{}, err
		}
		if i.Status == billing.Void {
			return struct{}{}, fault.New(fault.Rule, number.String()+" is void already.")
		}
		if i.Paid > 0 {
			return struct{}{}, fault.New(fault.Rule, number.String()+" has payments of "+i.PaidSoFar().String()+". Void those first.")
		}
		if err := exactlyOne(t.exec(`UPDATE invoices SET voided_at = $1, void_reason = $2 WHERE number = $3 AND voided_at = 0 AND paid = 0`, t.millis(), reason, int64(number))); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.record(InvoiceVoided, FieldChange{Field: "Status", Before: i.Status.String(), After: billing.Void.String()}, FieldChange{Field: "Reason", After: reason})
	})
	return err
}
