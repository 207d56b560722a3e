package billing

import (
	"fmt"
	"strconv"
	"strings"

	"mtp/internal/blank"
	"mtp/internal/fault"
)

// Status is the state of an invoice.
type Status string

// The states.
const (
	Open    Status = "open"
	Paid    Status = "paid"
	Overdue Status = "overdue" // open after the day on which it was due
	Void    Status = "void"
)

// Statuses returns every state in the order in which filters offer them.
func Statuses() []Status { return []Status{Open, Overdue, Paid, Void} }

// String returns the state as people see it: "Overdue".
func (s Status) String() string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// StatusOf returns the state of an invoice on a day. The day on which it is due
// is the last on which it is not overdue. An invoice of nothing is paid.
func StatusOf(billed, paid int64, due Day, void bool, today Day) Status {
	switch {
	case void:
		return Void
	case paid >= billed:
		return Paid
	case due < today:
		return Overdue
	}
	return Open
}

// Number is the number of an invoice. Numbers have no gaps.
type Number int64

// String writes the number as invoices bear it: "INV-0012".
func (n Number) String() string { return fmt.Sprintf("INV-%04d", int64(n)) }

// ParseNumber reads a number such as INV-0012 or 12.
func ParseNumber(text string) (Number, error) {
	typed := strings.TrimPrefix(strings.ToUpper(blank.Trim(text)), "INV-")
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 1 || !digits(typed) {
		return 0, fault.New(fault.Invalid, "The number “"+text+"” cannot be read. Give that of an invoice, like INV-0012.")
	}
	return Number(n), nil
}

// CheckPayment refuses a payment of nothing, in another currency, or of more
// than is owed.
func CheckPayment(pays Money, owed Money) error {
	switch {
	case pays.Currency != owed.Currency:
		return fault.New(fault.Invalid, "The invoice is in "+owed.Currency+", not in "+pays.Currency+". Give the amount in "+owed.Currency+".")
	case pays.Minor <= 0:
		return fault.New(fault.Invalid, "A payment must be more than zero.")
	case pays.Minor > owed.Minor:
		return fault.New(fault.Rule, "The payment of "+pays.String()+" is more than the "+owed.String()+" that is owed.")
	}
	return nil
}
