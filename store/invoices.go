package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// Invoice is one month's bill, as it was on the day of issue, and what became
// of it. Amounts are in the minor units of its currency.
type Invoice struct {
	Number        billing.Number
	Month         billing.Month
	Issued, Due   billing.Day
	Price         billing.Price // by which it was billed; From is not kept
	Bill          billing.Bill
	Paid          int64
	Status        billing.Status // today
	MissingDays   string         // of the month, in words; "" when every day was counted
	BillTo        string         // name and address, a line each
	PaymentMethod string         // in words; "" when there was none
	VoidedAt      time.Time
	VoidReason    string
}

// Billed returns what the invoice comes to.
func (i Invoice) Billed() billing.Money {
	return billing.Money{Minor: i.Bill.Billed, Currency: i.Price.Currency}
}

// PaidSoFar returns what was paid of it.
func (i Invoice) PaidSoFar() billing.Money {
	return billing.Money{Minor: i.Paid, Currency: i.Price.Currency}
}

// Owed returns what is left to pay; nothing of a void one.
func (i Invoice) Owed() billing.Money {
	owed := billing.Money{Currency: i.Price.Currency}
	if i.Status != billing.Void {
		owed.Minor = i.Bill.Billed - i.Paid
	}
	return owed
}

const invoiceColumns = `i.month, i.issued_on, i.due_on, i.currency, i.users, i.per_user, i.base, i.tax_rate, i.tax, i.billed, i.paid,
	i.missing_days, i.bill_to, i.payment_method, i.voided_at, i.void_reason`

// readInvoice reads a row of first and then invoiceColumns; the status is that of
// today.
func readInvoice(row database.Row, first []any, today billing.Day) (Invoice, error) {
	var i Invoice
	var month string
	var voided int64
	err := row.Scan(append(first, &month, &i.Issued, &i.Due, &i.Price.Currency, &i.Bill.Users, &i.Price.PerUser, &i.Price.Base, &i.Price.Tax,
		&i.Bill.Tax, &i.Bill.Billed, &i.Paid, &i.MissingDays, &i.BillTo, &i.PaymentMethod, &voided, &i.VoidReason)...)
	if err != nil {
		return i, err
	}
	i.Month, err = billing.ParseMonth(month)
	i.Bill.Usage, i.Bill.Net = i.Price.PerUser*i.Bill.Users, i.Bill.Billed-i.Bill.Tax
	i.VoidedAt = millisTime(voided)
	i.Status = billing.StatusOf(i.Bill.Billed, i.Paid, i.Due, voided > 0, today)
	return i, err
}

// OpenInvoices are those that are not paid in full, overdue ones among them.
type OpenInvoices struct {
	Rows    []Invoice // those that are due first, at most MaxOpen
	Count   int       // of them all
	Overdue int       // of them all, those that are overdue
}

// MaxOpen is how many open invoices are listed at most.
const MaxOpen = 20

// owed is the condition that something of invoice i is left to pay.
const owed = `i.voided_at = 0 AND i.paid < i.billed`

// OpenInvoices returns the invoices that are open or overdue, the ones that are
// due first coming first.
func (s *Store) OpenInvoices(ctx context.Context, actor portal.Administrator) (OpenInvoices, error) {
	var open OpenInvoices
	if err := actor.Require(portal.ViewAccount); err != nil {
		return open, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (OpenInvoices, error) {
		today := billing.DayOf(s.now())
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(CASE WHEN i.due_on < $1 THEN 1 END) FROM invoices i WHERE `+owed, string(today)).
			Scan(&open.Count, &open.Overdue); err != nil {
			return open, err
		}
		var err error
		open.Rows, err = database.Rows(ctx, tx, `SELECT i.number, `+invoiceColumns+` FROM invoices i WHERE `+owed+` ORDER BY i.due_on, i.number LIMIT $1`, []any{MaxOpen}, func(row database.Row) (Invoice, error) {
			var number billing.Number
			i, err := readInvoice(row, []any{&number}, today)
			i.Number = number
			return i, err
		})
		return open, err
	})
}

// invoice returns one invoice, and NotFound when there is none of the number.
func invoice(ctx context.Context, q database.Querier, number billing.Number, today billing.Day) (Invoice, error) {
	i, err := readInvoice(q.QueryRowContext(ctx, `SELECT `+invoiceColumns+` FROM invoices i WHERE i.number = $1`, int64(number)), nil, today)
	if errors.Is(err, sql.ErrNoRows) {
		return i, portal.NotFound()
	}
	i.Number = number
	return i, err
}

// checkNote cleans a short text such as a reference, or says what is wrong with
// it. Nothing that looks like a card's number is kept.
func checkNote(text, what string, needed bool) (string, error) {
	text = portal.Clean(text)
	switch {
	case text == "" && needed:
		return text, fault.New(fault.Invalid, "Give "+what+".")
	case portal.NoteProblem(text) != "":
		return text, fault.New(fault.Invalid, portal.NoteProblem(text))
	case billing.LooksLikeCard(text):
		return text, fault.New(fault.Invalid, billing.CardRefused)
	}
	return text, nil
}

// invoiceOf returns the invoice for a change by who holds the machine, and makes
// it the target of the audit entry.
func (t *tx) invoiceOf(number billing.Number) (Invoice, error) {
	i, err := invoice(t.ctx, t, number, billing.DayOf(t.now))
	if fault.Is(err, fault.NotFound) {
		return i, fault.New(fault.NotFound, "There is no invoice "+number.String()+".")
	}
	t.target = target{kind: "invoice", id: strconv.FormatInt(int64(number), 10), name: number.String()}
	return i, err
}
