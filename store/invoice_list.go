package store

import (
	"context"
	"fmt"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// InvoiceFilter says which invoices to list. Zero values do not filter.
type InvoiceFilter struct {
	Status        billing.Status
	Year          int // of issue
	After, Before string
}

func (f InvoiceFilter) query(today billing.Day) list.Query {
	k := list.New("invoices i", list.Order{Columns: []string{"i.number"}, Descending: true}, f.After, f.Before)
	switch f.Status {
	case billing.Void:
		k.Where("i.voided_at > 0")
	case billing.Paid:
		k.Where("i.voided_at = 0 AND i.paid >= i.billed")
	case billing.Open:
		k.Where(owed+" AND i.due_on >= ?", string(today))
	case billing.Overdue:
		k.Where(owed+" AND i.due_on < ?", string(today))
	}
	if f.Year != 0 {
		k.Where("i.issued_on BETWEEN ? AND ?", fmt.Sprintf("%04d-01-01", f.Year), fmt.Sprintf("%04d-12-31", f.Year))
	}
	return k
}

// Invoices returns a page of the invoices, the newest first.
func (s *Store) Invoices(ctx context.Context, actor portal.Administrator, f InvoiceFilter) (List[Invoice], error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return List[Invoice]{}, err
	}
	return s.invoices(ctx, f)
}

func (s *Store) invoices(ctx context.Context, f InvoiceFilter) (List[Invoice], error) {
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[Invoice], error) {
		today := billing.DayOf(s.now())
		return list.Read(ctx, tx, f.query(today), invoiceColumns, func(row database.Row, cursor []any) (Invoice, error) {
			i, err := readInvoice(row, cursor, today)
			number := list.Int(cursor[0])
			i.Number = billing.Number(number)
			return i, err
		})
	})
}

// InvoiceYears returns the years in which invoices were issued, the latest first.
func (s *Store) InvoiceYears(ctx context.Context, actor portal.Administrator) ([]int, error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return nil, err
	}
	return database.All[int](ctx, s.db, `SELECT DISTINCT CAST(SUBSTR(issued_on, 1, 4) AS BIGINT) AS year FROM invoices ORDER BY year DESC`)
}

// InvoiceDetails is an invoice with its payments.
type InvoiceDetails struct {
	Invoice
	Payments []Payment // void ones among them
}

// Invoice returns the invoice of the number.
func (s *Store) Invoice(ctx context.Context, actor portal.Administrator, number billing.Number) (InvoiceDetails, error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return InvoiceDetails{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (InvoiceDetails, error) {
		i, err := invoice(ctx, tx, number, billing.DayOf(s.now()))
		if err != nil {
			return InvoiceDetails{}, err
		}
		paid, err := payments(ctx, tx, i)
		return InvoiceDetails{i, paid}, err
	})
}

// ExportInvoices notes the export in the audit trail, and then calls each with
// every invoice that matches, the newest first, a page at a time.
func (s *Store) ExportInvoices(ctx context.Context, by By, f InvoiceFilter, each func([]Invoice) error) error {
	f.Before = ""
	about := func(*tx) target { return target{kind: "account", name: "Payment history"} }
	return export(ctx, s, by, AccountExported, portal.ExportAccount, about, func(actor portal.Administrator, after string) (List[Invoice], error) {
		f.After = after
		return s.Invoices(ctx, actor, f)
	}, each)
}

// EachInvoice calls each with every invoice, the newest first, for who holds the
// machine.
func (s *Store) EachInvoice(ctx context.Context, each func(Invoice) error) error {
	for f := (InvoiceFilter{}); ; {
		page, err := s.invoices(ctx, f)
		if err != nil {
			return err
		}
		for _, i := range page.Rows {
			if err := each(i); err != nil {
				return err
			}
		}
		if f.After = page.Next; f.After == "" {
			return nil
		}
	}
}

// Payments returns the payments of the invoice, for who holds the machine.
func (s *Store) Payments(ctx context.Context, number billing.Number) ([]Payment, error) {
	i, err := invoice(ctx, s.db, number, billing.DayOf(s.now()))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no invoice "+number.String()+".")
	}
	if err != nil {
		return nil, err
	}
	return payments(ctx, s.db, i)
}
