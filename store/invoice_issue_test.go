package store

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/billing"
	"mtp/internal/fault"
)

// month reads a month of the tests.
func (h *house) month(text string) billing.Month {
	h.t.Helper()
	m, err := billing.ParseMonth(text)
	h.must(err)
	return m
}

// price is that of most tests: a base of 49 and 2.50 for each user, plus 19%.
func (h *house) price(from string) billing.Price {
	return billing.Price{From: h.month(from), Currency: "EUR", PerUser: 250, Base: 4900, Tax: 1900}
}

// billed returns a portal on 2 December in which November was counted, with the
// invoice of it.
func billed(t *testing.T) (*house, Invoice) {
	t.Helper()
	h := newPortal(t)
	h.founded()
	h.employ(h.organization("Acme"), 100)
	h.employ(h.organization("Globex"), 20)
	h.on("2026-12-02 09:00")
	h.must(h.SetPrice(ctx, h.price("2026-11")))
	i, err := h.IssueInvoice(ctx, h.month("2026-11"), 30)
	h.must(err)
	return h, i
}

func TestAMonthIsInvoicedByItsHighWaterMarks(t *testing.T) {
	h, i := billed(t)
	d, err := h.Invoice(ctx, h.who(h.ada), i.Number)
	h.must(err)
	if diff := cmp.Diff(i, d.Invoice, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".From" }, cmp.Ignore())); diff != "" {
		t.Errorf("read again (-issued +read):\n%s", diff)
	}
	want := billing.Bill{Users: 120, Usage: 30000, Net: 34900, Tax: 6631, Billed: 41531}
	if i.Bill != want || i.Number != 1 || i.Due != "2027-01-01" || i.Status != billing.Open || i.MissingDays != "24 to 30 November" || i.Owed().String() != "€415.31" {
		t.Errorf("%+v", i)
	}
	e := h.entry()
	if e.Action != InvoiceIssued || e.ActorKind != "operator" || e.TargetKind != "invoice" || e.TargetID != "1" || e.TargetName != "INV-0001" ||
		e.Changes[3] != (FieldChange{"Billed", "", "€415.31"}) || e.Changes[4] != (FieldChange{"Days not counted", "", "24 to 30 November"}) {
		t.Errorf("%+v", e)
	}
}

func TestAMonthThatCannotBeInvoicedIsRefusedInWords(t *testing.T) {
	h, _ := billed(t)
	h.must(h.SetPrice(ctx, h.price("2026-12")))
	for _, tt := range []struct {
		month string
		due   int
		kind  fault.Kind
		words string
	}{
		{"2026-12", 30, fault.Rule, "December 2026 is not over. Issue its invoice from 1 January 2027 on."},
		{"2027-01", 30, fault.Rule, "January 2027 is not over"},
		{"2026-11", 30, fault.Rule, "November 2026 is invoiced already, by INV-0001."},
		{"2026-10", 30, fault.Rule, "No price is in force in October 2026"},
		{"2026-11", -1, fault.Invalid, "due within 0 to 365 days"},
		{"2026-11", 366, fault.Invalid, "due within 0 to 365 days"},
	} {
		h.unchanged(func() {
			_, err := h.IssueInvoice(ctx, h.month(tt.month), tt.due)
			h.refuse(err, tt.kind, tt.words)
		})
	}
	h.on("2027-02-01 00:00")
	_, err := h.IssueInvoice(ctx, h.month("2027-01"), 30)
	h.refuse(err, fault.Rule, "Nothing was counted in January 2027")
	h.must(h.SetPrice(ctx, billing.Price{From: h.month("2026-12"), Currency: "EUR", PerUser: billing.MaxAmount}))
	h.exec(`INSERT INTO usage_days (day, users_high, counted_at) VALUES ('2026-12-05', 120, 1)`)
	h.exec(`INSERT INTO usage_months (month, organization_id, users_high) SELECT '2026-12', id, 60 FROM organizations`)
	_, err = h.IssueInvoice(ctx, h.month("2026-12"), 30)
	h.refuse(err, fault.Invalid, "too large")
}

func TestAMonthWithoutUsersCostsItsBaseAndOneForNothingIsPaid(t *testing.T) {
	h := newPortal(t)
	h.must(h.MeterUsage(ctx))
	h.on("2026-12-01 00:00")
	h.must(h.SetPrice(ctx, billing.Price{From: h.month("2026-01"), Currency: "JPY", PerUser: 100}))
	i, err := h.IssueInvoice(ctx, h.month("2026-11"), 0)
	h.must(err)
	if i.Status != billing.Paid || i.Owed().Minor != 0 {
		t.Errorf("%+v", i)
	}
	_, err = h.RecordPayment(ctx, i.Number, "1", "", "", "")
	h.refuse(err, fault.Rule, "more than the ¥0 that is owed")
}

func TestAPriceIsNotSetForMonthsThatAreInvoiced(t *testing.T) {
	h, i := billed(t)
	h.unchanged(func() {
		h.refuse(h.SetPrice(ctx, h.price("2026-11")), fault.Rule, "November 2026 is invoiced already.")
	})
	h.must(h.SetPrice(ctx, billing.Price{From: h.month("2026-12"), Currency: "USD", PerUser: 300}))
	e := h.entry()
	if want := []FieldChange{{"Per user", "€2.50", "$3.00"}, {"Base", "€49.00", "$0.00"}, {"Tax", "19%", "0%"}}; !cmp.Equal(e.Changes, want) || e.TargetName != "Price from December 2026" {
		t.Errorf("%+v", e)
	}
	h.must(h.VoidInvoice(ctx, i.Number, "Wrong price"))
	h.must(h.SetPrice(ctx, billing.Price{From: h.month("2026-11"), Currency: "EUR", PerUser: 100}))
	again, err := h.IssueInvoice(ctx, h.month("2026-11"), 30)
	h.must(err)
	if again.Number != 2 || again.Bill.Billed != 12000 {
		t.Errorf("%+v", again)
	}
	list, err := h.Prices(ctx)
	h.must(err)
	if len(list) != 2 || list[0].PerUser != 100 || list[1].Currency != "USD" {
		t.Errorf("%+v", list)
	}
}

func TestPaymentsAreRecordedAndVoided(t *testing.T) {
	h, i := billed(t)
	p, err := h.RecordPayment(ctx, i.Number, "400.00", "EUR", "2026-12-01", "  Wire   77 ")
	h.must(err)
	if e := h.entry(); e.Action != PaymentRecorded || e.Changes[3] != (FieldChange{"Paid", "€0.00", "€400.00"}) || e.Changes[4] != (FieldChange{"Reference", "", "Wire 77"}) {
		t.Errorf("%+v", e)
	}
	for _, tt := range []struct {
		number                billing.Number
		amount, currency, ref string
		day                   billing.Day
		kind                  fault.Kind
		words                 string
	}{
		{1, "15.32", "", "", "", fault.Rule, "The payment of €15.32 is more than the €15.31 that is owed."},
		{1, "0", "", "", "", fault.Invalid, "more than zero"},
		{1, "-1", "", "", "", fault.Invalid, "negative"},
		{1, "1.001", "", "", "", fault.Invalid, "more digits"},
		{1, "90071992547409.93", "", "", "", fault.Invalid, "too large"},
		{1, "1", "USD", "", "", fault.Invalid, "is in EUR, not in USD"},
		{1, "1", "XXX", "", "", fault.Invalid, "There is no currency"},
		{1, "1", "", "", "2026-12-03", fault.Invalid, "has not come yet"},
		{1, "1", "", "4111 1111 1111 1111", "", fault.Invalid, "full number of a card"},
		{1, "1", "", strings.Repeat("x", 101), "", fault.Invalid, "at most 100"},
		{2, "1", "", "", "", fault.NotFound, "There is no invoice INV-0002."},
	} {
		h.unchanged(func() {
			_, err := h.RecordPayment(ctx, tt.number, tt.amount, tt.currency, tt.day, tt.ref)
			h.refuse(err, tt.kind, tt.words)
		})
	}
	h.refuse(h.VoidInvoice(ctx, i.Number, "x"), fault.Rule, "has payments of €400.00. Void those first.")
	_, err = h.RecordPayment(ctx, i.Number, "15.31", "", "", "")
	h.must(err)
	d, err := h.Invoice(ctx, h.who(h.ada), i.Number)
	h.must(err)
	if d.Status != billing.Paid || len(d.Payments) != 2 || d.Payments[0].Reference != "Wire 77" || d.Payments[1].On != "2026-12-02" {
		t.Errorf("%+v", d)
	}
	_, err = h.VoidPayment(ctx, p.ID, "")
	h.refuse(err, fault.Invalid, "Give a reason")
	_, err = h.VoidPayment(ctx, p.ID, "It came back")
	h.must(err)
	if e := h.entry(); e.Action != PaymentVoided || e.TargetName != "INV-0001" || e.Changes[3] != (FieldChange{"Paid", "€415.31", "€15.31"}) {
		t.Errorf("%+v", e)
	}
	_, err = h.VoidPayment(ctx, p.ID, "Again")
	h.refuse(err, fault.Rule, "void already")
	_, err = h.VoidPayment(ctx, 77, "x")
	h.refuse(err, fault.NotFound, "There is no payment 77.")
	h.on("2027-01-02 00:00")
	if d, err = h.Invoice(ctx, h.who(h.ada), i.Number); err != nil || d.Status != billing.Overdue || d.Owed().String() != "€400.00" || d.Payments[0].VoidReason != "It came back" {
		t.Errorf("%+v, %v", d, err)
	}
	_, err = h.VoidPayment(ctx, 2, "x")
	h.must(err)
	h.must(h.VoidInvoice(ctx, i.Number, "Sent by mistake"))
	h.refuse(h.VoidInvoice(ctx, i.Number, "x"), fault.Rule, "is void already")
	_, err = h.RecordPayment(ctx, i.Number, "1", "", "", "")
	h.refuse(err, fault.Rule, "Nothing is owed for it")
}

func TestTwoWhoIssueOrPayAtOnceDoItOnce(t *testing.T) {
	h := newPortal(t)
	h.employ(h.organization("Acme"), 100)
	h.on("2026-12-02 09:00")
	h.must(h.SetPrice(ctx, h.price("2026-11")))
	stores := []*Store{h.Store, h.open()}
	count := func(do func(s *Store) error) (done int) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		for n := range 8 {
			wait.Go(func() {
				if do(stores[n%2]) == nil {
					mu.Lock()
					done++
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		return done
	}
	if n := count(func(s *Store) error { _, err := s.IssueInvoice(ctx, h.month("2026-11"), 30); return err }); n != 1 {
		t.Errorf("issued %d times", n)
	}
	if n := count(func(s *Store) error { _, err := s.RecordPayment(ctx, 1, "200.00", "", "", ""); return err }); n != 1 {
		t.Errorf("%d payments of 200.00 were taken for %s", n, billing.Money{Minor: 35581, Currency: "EUR"})
	}
}

func TestInvoicesAreFilteredByStatusAndYear(t *testing.T) {
	h := newPortal(t)
	h.bill(1, "2026-07", "2026-09-01", 10000, false)
	h.bill(2, "2026-08", "2026-10-01", 0, true)
	h.bill(3, "2026-09", "2026-11-23", 500, false)
	h.bill(4, "2026-08", "2026-11-22", 0, false)
	h.exec(`UPDATE invoices SET issued_on = '2026-01-01' WHERE number > 2`)
	for _, tt := range []struct {
		f    InvoiceFilter
		want []billing.Number
	}{
		{InvoiceFilter{}, []billing.Number{4, 3, 2, 1}},
		{InvoiceFilter{Status: billing.Open}, []billing.Number{3}},
		{InvoiceFilter{Status: billing.Overdue}, []billing.Number{4}},
		{InvoiceFilter{Status: billing.Paid}, []billing.Number{1}},
		{InvoiceFilter{Status: billing.Void}, []billing.Number{2}},
		{InvoiceFilter{Year: 2026}, []billing.Number{4, 3}},
		{InvoiceFilter{Year: 2020, Status: billing.Void}, []billing.Number{2}},
		{InvoiceFilter{Year: 1999}, nil},
	} {
		list, err := h.Invoices(ctx, h.who(h.ada), tt.f)
		h.must(err)
		var got []billing.Number
		for _, i := range list.Rows {
			if tt.f.Status != "" && i.Status != tt.f.Status {
				t.Errorf("%+v lists one that is %s", tt.f, i.Status)
			}
			got = append(got, i.Number)
		}
		if !cmp.Equal(tt.want, got) {
			t.Errorf("%+v: %v", tt.f, got)
		}
	}
	if years, err := h.InvoiceYears(ctx, h.who(h.ada)); err != nil || !cmp.Equal(years, []int{2026, 2020}) {
		t.Errorf("%v, %v", years, err)
	}
}
