package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"mtp/internal/billing"
	"mtp/store"
)

func issueInvoice(f *flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	month := f.String("month", "", "`month` to bill, like 2026-10")
	due := f.Int("due", 30, "`days` from today until it is due")
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		if *month == "" {
			return usageError{errors.New("give --month, like: mtp billing issue --month 2026-10")}
		}
		m, err := billing.ParseMonth(*month)
		if err != nil {
			return err
		}
		i, err := s.IssueInvoice(ctx, m, *due)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s for %s: %s, due on %s.\n", i.Number, m.Words(), i.Billed(), i.Due)
		if i.MissingDays != "" {
			fmt.Fprintf(out, "Not counted: %s. The invoice says so.\n", i.MissingDays)
		}
		return nil
	}
}

func listInvoices(*flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NUMBER\tMONTH\tDUE\tSTATUS\tBILLED\tPAID\tOWED")
		some := false
		err := s.EachInvoice(ctx, func(i store.Invoice) error {
			some = true
			_, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", i.Number, i.Month, i.Due, i.Status, i.Billed(), i.PaidSoFar(), i.Owed())
			return err
		})
		if err != nil {
			return err
		}
		if !some {
			fmt.Fprintln(out, "No invoice was issued.")
			return nil
		}
		return table.Flush()
	}
}

func listPayments(f *flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	number := f.String("invoice", "", "`number` of the invoice, like INV-0012")
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		n, err := invoiceNumber(*number)
		if err != nil {
			return err
		}
		list, err := s.Payments(ctx, n)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintf(out, "%s has no payments.\n", n)
			return nil
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "PAYMENT\tDAY\tAMOUNT\tREFERENCE\tVOID")
		for _, p := range list {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", p.ID, p.On, p.Amount, p.Reference, p.VoidReason)
		}
		return table.Flush()
	}
}

func invoiceNumber(text string) (billing.Number, error) {
	if text == "" {
		return 0, usageError{errors.New("give --invoice, like --invoice INV-0012")}
	}
	return billing.ParseNumber(text)
}

func recordPayment(f *flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	number := f.String("invoice", "", "`number` of the invoice, like INV-0012")
	amount := f.String("amount", "", "`amount` in the currency of the invoice, like 120.00")
	code := f.String("currency", "", "`code` of the currency, refused when it is not that of the invoice")
	date := f.String("date", "", "`day` of the payment, like 2026-11-20; today if left out")
	reference := f.String("reference", "", "`words` by which the payment is found, such as the bank's")
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		n, err := invoiceNumber(*number)
		if err != nil {
			return err
		}
		if *amount == "" {
			return usageError{errors.New("give --amount, like --amount 120.00")}
		}
		var on billing.Day
		if *date != "" {
			if on, err = billing.ParseDay(*date); err != nil {
				return err
			}
		}
		p, err := s.RecordPayment(ctx, n, *amount, *code, on, *reference)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Payment %d of %s for %s is recorded.\n", p.ID, p.Amount, n)
		return nil
	}
}

func void(f *flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	number := f.String("invoice", "", "`number` of the invoice, like INV-0012")
	payment := f.String("payment", "", "`number` of the payment, as mtp billing payments lists it")
	reason := f.String("reason", "", "`words` that say why")
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		switch {
		case (*number == "") == (*payment == ""):
			return usageError{errors.New("give either --invoice or --payment")}
		case *reason == "":
			return usageError{errors.New("give --reason")}
		case *number != "":
			n, err := billing.ParseNumber(*number)
			if err != nil {
				return err
			}
			if err := s.VoidInvoice(ctx, n, *reason); err != nil {
				return err
			}
			fmt.Fprintf(out, "%s is void.\n", n)
			return nil
		}
		id, err := strconv.ParseInt(*payment, 10, 64)
		if err != nil || id < 1 {
			return fmt.Errorf("the number %q cannot be read; give that of a payment, as mtp billing payments lists it", *payment)
		}
		p, err := s.VoidPayment(ctx, id, *reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Payment %d of %s for %s is void.\n", p.ID, p.Amount, p.Invoice)
		return nil
	}
}
