package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"mtp/internal/billing"
	"mtp/internal/digit"
	"mtp/store"
)

const billingUsage = `mtp billing sets prices and bills what was counted. The portal may run meanwhile.

  mtp billing price      set the price of the months from one on
  mtp billing prices     list the prices
  mtp billing issue      issue the invoice of a month that is over
  mtp billing list       list the invoices
  mtp billing payments   list the payments of an invoice
  mtp billing pay        record a payment
  mtp billing void       void an invoice or a payment
  mtp billing recount    count again after the clock was ahead

"mtp billing COMMAND -h" lists the flags of each.
`

// billingCommand is one of the commands below mtp billing. It adds its flags,
// and returns what to do once they are read.
type billingCommand struct {
	about string
	do    func(f *flag.FlagSet) func(ctx context.Context, s *store.Store, out io.Writer) error
}

var billingCommands = map[string]billingCommand{
	"price":    {"sets the price of the months from one on, until the next price.", setPrice},
	"prices":   {"lists the prices.", listPrices},
	"issue":    {"issues the invoice of a month that is over.", issueInvoice},
	"list":     {"lists the invoices, the newest first.", listInvoices},
	"payments": {"lists the payments of an invoice.", listPayments},
	"pay":      {"records a payment of an invoice.", recordPayment},
	"void":     {"voids an invoice that has no payments, or a payment.", void},
	"recount":  {"removes what was counted for days that have not come yet, while the clock was ahead, and counts today.", recount},
}

// bill is everything about money that whoever holds the machine does.
func bill(ctx context.Context, args []string, c config, _ io.Reader, out, _ io.Writer) error {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
		fmt.Fprint(out, billingUsage)
		return nil
	}
	if len(args) == 0 {
		return usageError{errors.New("say what to do: price, prices, issue, list, payments, pay, void or recount")}
	}
	known, ok := billingCommands[args[0]]
	if !ok {
		f := flags("billing", "", out)
		if err := parse(f, args); err != nil {
			return err
		}
	}
	f := flags("billing "+args[0], known.about, out)
	f.StringVar(&c.data, "data", c.data, "data `folder` (MTP_DATA)")
	do := known.do(f)
	if err := parse(f, args[1:]); err != nil {
		return err
	}
	if err := thereIsADatabase(c.data); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(ctx, s, out)
}

func setPrice(f *flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	from := f.String("from", "", "first `month`, like 2026-12")
	code := f.String("currency", "", "`code` of the currency, like EUR")
	perUser := f.String("per-user", "", "`amount` for a user and month, like 2.50")
	base := f.String("base", "0", "`amount` for a month, whatever the users")
	tax := f.String("tax", "0", "`percent` on top, like 19")
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		if *from == "" || *code == "" || *perUser == "" {
			return usageError{errors.New("give --from, --currency and --per-user, like: mtp billing price --from 2026-12 --currency EUR --per-user 2.50")}
		}
		var p billing.Price
		var err error
		if p.From, err = billing.ParseMonth(*from); err != nil {
			return err
		}
		perUser, err := billing.ParseAmount(*perUser, *code)
		if err != nil {
			return err
		}
		base, err := billing.ParseAmount(*base, *code)
		if err != nil {
			return err
		}
		p.Currency, p.PerUser, p.Base = perUser.Currency, perUser.Minor, base.Minor
		if p.Tax, err = billing.ParseRate(*tax); err != nil {
			return err
		}
		if err := s.SetPrice(ctx, p); err != nil {
			return err
		}
		fmt.Fprintf(out, "From %s on: %s\n", p.From.Words(), priceWords(p))
		return nil
	}
}

// priceWords writes a price in a line.
func priceWords(p billing.Price) string {
	words := billing.Money{Minor: p.PerUser, Currency: p.Currency}.String() + " for each user"
	if p.Base > 0 {
		words = billing.Money{Minor: p.Base, Currency: p.Currency}.String() + " and " + words
	}
	if p.Tax > 0 {
		words += ", plus " + p.Tax.String() + " tax"
	}
	return words
}

func listPrices(*flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		list, err := s.Prices(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintln(out, "No price is set.")
		}
		for _, p := range list {
			fmt.Fprintf(out, "%s  %s\n", p.From, priceWords(p))
		}
		return nil
	}
}

func recount(*flag.FlagSet) func(context.Context, *store.Store, io.Writer) error {
	return func(ctx context.Context, s *store.Store, out io.Writer) error {
		done, err := s.Recount(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Removed the counts of %s days that have not come yet. Counted %s users today.\n", digit.Grouped(int(done.Days)), digit.Grouped(int(done.Users)))
		return nil
	}
}
