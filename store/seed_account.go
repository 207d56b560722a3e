package store

import (
	"time"

	"mtp/internal/billing"
	"mtp/internal/postal"
)

// seedMonths is for how many months the sample portal was billed.
const seedMonths = 12

// account gives the sample portal a price, a year of usage, invoices in several
// states and ways to pay them, all before the day of the seed.
func (s *sower) account() error {
	users, err := s.countedUsers()
	if err != nil {
		return err
	}
	this := billing.MonthOf(seedDay)
	price := billing.Price{From: this - seedMonths, Currency: "EUR", PerUser: 250, Base: 4900, Tax: 1900}
	if _, err := s.exec(`INSERT INTO prices (from_month, currency, per_user, base, tax, set_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		price.From.String(), price.Currency, price.PerUser, price.Base, int64(price.Tax), price.From.First().UnixMilli()); err != nil {
		return err
	}
	if err := s.writeInformation(billing.Information{
		Name: seedFirst.Name(), Email: seedFirst.Email, Phone: "+44 20 7946 0958", Same: true,
		Mailing: postal.Address{Country: "GB", Company: seedProvider, Line1: "12 St James's Square", City: "London", PostalCode: "SW1Y 4JH"},
	}); err != nil {
		return err
	}
	for i, m := range []billing.Method{
		{Kind: billing.Card, LastFour: "4242", Expiry: this + 16, Reference: "pm_sample_4242", Default: true},
		{Kind: billing.BankTransfer, LastFour: "6789"},
	} {
		if _, err := s.exec(`INSERT INTO payment_methods (id, kind, holder, last_four, expiry, reference, is_default, version, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)`, s.ID(), string(m.Kind), seedFirst.Name(), m.LastFour, expiryText(m), m.Reference, m.Default,
			seedDay.AddDate(-1, 0, i).UnixMilli()); err != nil {
			return err
		}
	}
	for m := this - seedMonths; m <= this; m++ {
		if err := s.month(m, users, price); err != nil {
			return err
		}
	}
	return nil
}

// countedUsers returns how many users each organization had at the day of the seed:
// those that were made, or a number by chance when none were.
func (s *sower) countedUsers() ([]int64, error) {
	users := make([]int64, len(s.organizations))
	made, err := s.tx.users()
	if err != nil {
		return nil, err
	}
	for i, id := range s.organizations {
		if made == 0 {
			users[i] = int64(s.IntN(40))
		} else if err := s.scan(`SELECT user_count FROM organizations WHERE id = $1`, []any{id}, &users[i]); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// month counts the users in a month, fewer the longer ago it was, and bills it.
// Three days of one month are missing.
func (s *sower) month(m billing.Month, users []int64, price billing.Price) error {
	ago := int64(billing.MonthOf(seedDay) - m)
	sum := int64(0)
	add, err := s.PrepareContext(s.ctx, `INSERT INTO usage_months (month, organization_id, users_high) VALUES ($1, $2, $3)`)
	if err != nil {
		return err
	}
	defer add.Close()
	for i, id := range s.organizations {
		high := users[i] * (24 - ago) / 24
		if high == 0 {
			continue
		}
		sum += high
		if _, err := add.ExecContext(s.ctx, m.String(), id, high); err != nil {
			return err
		}
	}
	for d := billing.DayOf(m.First()); d < billing.DayOf((m+1).First()) && d <= billing.DayOf(seedDay); d = d.Add(1) {
		if day := d.Time().Day(); ago == 4 && day >= 14 && day <= 16 {
			continue
		}
		if _, err := s.exec(`INSERT INTO usage_days (day, users_high, counted_at) VALUES ($1, $2, $3)`, string(d), sum-sum/50, d.Time().Add(23*time.Hour).UnixMilli()); err != nil {
			return err
		}
	}
	if ago == 0 {
		return nil
	}
	return s.seedInvoice(m, sum, price, ago)
}

// seedInvoice bills the month on the day after it: the newest is open, one
// is overdue in part, one was void and issued again, and the others are paid.
func (s *sower) seedInvoice(m billing.Month, users int64, price billing.Price, ago int64) error {
	issued := billing.DayOf((m + 1).First())
	bill, err := price.Bill(users)
	if err != nil {
		return err
	}
	i := Invoice{Month: m, Issued: issued, Due: issued.Add(30), Price: price, Bill: bill, PaymentMethod: "Card ending in 4242"}
	if i.BillTo, err = s.billTo(); err != nil {
		return err
	}
	if ago == 4 {
		i.MissingDays = "14 to 16 " + m.First().Format("January")
	}
	again := func() error {
		if err := s.scan(`SELECT COALESCE(MAX(number), 0) + 1 FROM invoices`, nil, &i.Number); err != nil {
			return err
		}
		return s.insertInvoice(i)
	}
	if err := again(); err != nil {
		return err
	}
	switch ago {
	case 1:
		return nil
	case 2:
		return s.seedPayment(i, bill.Billed/2, issued.Add(20))
	case 6:
		if _, err := s.exec(`UPDATE invoices SET voided_at = $1, void_reason = 'Issued to the wrong address' WHERE number = $2`, issued.Add(2).Time().UnixMilli(), int64(i.Number)); err != nil {
			return err
		}
		if err := again(); err != nil {
			return err
		}
	}
	return s.seedPayment(i, bill.Billed, issued.Add(12))
}

func (s *sower) seedPayment(i Invoice, amount int64, on billing.Day) error {
	if amount == 0 {
		return nil
	}
	if _, err := s.exec(`INSERT INTO payments (id, invoice, amount, paid_on, reference, voided_at, void_reason)
		SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, 0, '' FROM payments`, int64(i.Number), amount, string(on), "Wire "+i.Number.String()); err != nil {
		return err
	}
	_, err := s.exec(`UPDATE invoices SET paid = paid + $1 WHERE number = $2`, amount, int64(i.Number))
	return err
}
