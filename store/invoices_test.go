package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// bill writes an invoice past all rules, of 100.00 euros, and returns its number.
func (h *house) bill(number int, month, due string, paid int, voided bool) {
	h.t.Helper()
	at := 0
	if voided {
		at = 1
	}
	h.exec(`INSERT INTO invoices (number, month, issued_on, due_on, currency, users, per_user, base, tax_rate, tax, billed, paid, missing_days, bill_to, payment_method, voided_at, void_reason)
		VALUES ($1, $2, '2020-01-01', $3, 'EUR', 40, 250, 0, 0, 0, 10000, $4, '', '', '', $5, '')`, number, month, due, paid, at)
}

func TestOpenInvoicesAreThoseThatAreOwedAndTheFirstDueComeFirst(t *testing.T) {
	h := newPortal(t)
	h.bill(1, "2026-07", "2026-09-01", 10000, false)
	h.bill(2, "2026-08", "2026-10-01", 0, true)
	h.bill(3, "2026-09", "2026-11-23", 500, false)
	h.bill(4, "2026-08", "2026-11-22", 0, false)
	open, err := h.OpenInvoices(ctx, h.who(h.ada))
	h.must(err)
	var got []string
	for _, i := range open.Rows {
		got = append(got, fmt.Sprint(i.Number, " ", i.Month, " ", i.Status, " ", i.Owed()))
	}
	if diff := cmp.Diff([]string{"INV-0004 2026-08 Overdue €100.00", "INV-0003 2026-09 Open €95.00"}, got); diff != "" || open.Count != 2 || open.Overdue != 1 {
		t.Errorf("%d, %d overdue (-want +got):\n%s", open.Count, open.Overdue, diff)
	}
	for n := range MaxOpen + 5 {
		h.bill(10+n, fmt.Sprintf("20%02d-01", n), "2026-01-01", 0, false)
	}
	open, err = h.OpenInvoices(ctx, h.who(h.ada))
	h.must(err)
	if len(open.Rows) != MaxOpen || open.Count != MaxOpen+7 || open.Overdue != MaxOpen+6 {
		t.Errorf("%d rows of %d, %d overdue", len(open.Rows), open.Count, open.Overdue)
	}
	for _, r := range []portal.Role{portal.AdministratorRole, portal.Manager, portal.CommandRunnerWithBilling, portal.CommandRunner, portal.HelpDesk, portal.ReadOnlyRole} {
		_, err := h.OpenInvoices(ctx, portal.Administrator{Role: r, Status: portal.Active})
		h.refuse(err, fault.Forbidden, "may not see the account")
	}
}
