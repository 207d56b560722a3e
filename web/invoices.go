package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const (
	invoicesPath       = "/account/invoices"
	invoicesExportPath = "/account/invoices.csv"
)

// invoiceFilter reads the filter of the invoices from the URL.
func invoiceFilter(c echo.Context) (store.InvoiceFilter, url.Values, error) {
	f := store.InvoiceFilter{Status: bill.Status(query(c, "status")), After: c.QueryParam("after"), Before: c.QueryParam("before")}
	kept := url.Values{"status": {string(f.Status)}, "year": {query(c, "year")}}
	if f.Status != "" && !slices.Contains(bill.Statuses(), f.Status) {
		return f, kept, unknownFilter()
	}
	if year := kept.Get("year"); year != "" {
		var err error
		if f.Year, err = strconv.Atoi(year); err != nil || f.Year < 1 || f.Year > 9999 {
			return f, kept, unknownFilter()
		}
	}
	return f, kept, nil
}

func (s *server) invoices(c echo.Context) error {
	ctx, a := c.Request().Context(), actor(c)
	f, kept, err := invoiceFilter(c)
	if err != nil {
		return err
	}
	list, err := s.store.Invoices(ctx, a, f)
	if err != nil {
		return err
	}
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery(invoicesPath, kept))
	}
	years, err := s.store.InvoiceYears(ctx, a)
	if err != nil {
		return err
	}
	m := views.InvoicesPage{
		Page: s.page(c, "Payment history"), Pager: pager(invoicesPath, list, kept, ""), Filtered: withQuery("", kept) != "",
		Statuses: []parts.Option{{Label: "Any status"}}, Years: []parts.Option{{Label: "Any year"}}, Empty: "No invoice was issued yet.",
	}
	for _, status := range bill.Statuses() {
		m.Statuses = append(m.Statuses, parts.Option{Value: string(status), Label: status.String(), Chosen: status == f.Status})
	}
	if f.Year != 0 && !slices.Contains(years, f.Year) {
		years = append(years, f.Year)
	}
	for _, year := range years {
		m.Years = append(m.Years, parts.Option{Value: strconv.Itoa(year), Label: strconv.Itoa(year), Chosen: year == f.Year})
	}
	if a.May(portal.ExportAccount) && len(list.Rows) > 0 {
		m.ExportHref = withQuery(invoicesExportPath, kept)
	}
	for _, i := range list.Rows {
		m.Rows = append(m.Rows, invoiceRow(i))
	}
	return render(c, http.StatusOK, views.Invoices(m))
}

func invoicePath(n bill.Number) string { return invoicesPath + "/" + n.String() }

func invoiceRow(i store.Invoice) views.InvoiceRow {
	return views.InvoiceRow{
		Href: invoicePath(i.Number), Number: i.Number.String(), Month: i.Month.Words(), Due: i.Due.Words(), DueISO: string(i.Due),
		Status: i.Status.String(), Billed: i.Billed().String(), Paid: i.PaidSoFar().String(), Owed: i.Owed().String(),
	}
}

// invoice is the page of one invoice.
func (s *server) invoice(c echo.Context) error {
	n, err := bill.ParseNumber(c.Param("number"))
	if err != nil {
		return portal.NotFound()
	}
	i, err := s.store.Invoice(c.Request().Context(), actor(c), n)
	if err != nil {
		return err
	}
	m := views.InvoicePage{
		Page: s.page(c, "Invoice "+n.String()), Status: i.Status.String(), BilledTo: strings.Split(i.BillTo, "\n"),
		Facts: []parts.Fact{
			{Label: "For", Value: i.Month.Words()}, {Label: "Issued", Value: i.Issued.Words(), ISO: string(i.Issued)}, {Label: "Due", Value: i.Due.Words(), ISO: string(i.Due)},
		},
		Lines: invoiceLines(i.Invoice),
		Totals: []parts.Fact{
			{Label: "Billed", Value: i.Billed().String()}, {Label: "Paid", Value: i.PaidSoFar().String()}, {Label: "Owed", Value: i.Owed().String()},
		},
		Notes: invoiceNotes(i.Invoice),
	}
	if i.PaymentMethod != "" {
		m.Facts = append(m.Facts, parts.Fact{Label: "Payment method", Value: i.PaymentMethod})
	}
	if i.Status == bill.Void {
		m.Void = "This invoice is void since " + bill.DayOf(i.VoidedAt).Words() + ": " + i.VoidReason
	}
	for _, p := range i.Payments {
		m.Payments = append(m.Payments, views.PaymentRow{On: p.On.Words(), ISO: string(p.On), Reference: p.Reference, Amount: p.Amount.String(), Void: p.VoidReason})
	}
	return render(c, http.StatusOK, views.Invoice(m))
}

// invoiceLines is what the sum is made of.
func invoiceLines(i store.Invoice) []views.InvoiceLine {
	var lines []views.InvoiceLine
	if i.Price.Base > 0 {
		base := minor(i.Price.Base, i.Price).String()
		lines = append(lines, views.InvoiceLine{What: "Base", Quantity: "1", Each: base, Amount: base})
	}
	lines = append(lines, views.InvoiceLine{
		What: "Users, each organization's high-water mark", Quantity: number(int(i.Bill.Users)),
		Each: minor(i.Price.PerUser, i.Price).String(), Amount: minor(i.Bill.Usage, i.Price).String(),
	})
	if i.Price.Tax > 0 {
		lines = append(lines, views.InvoiceLine{What: "Tax of " + i.Price.Tax.String(), Amount: minor(i.Bill.Tax, i.Price).String()})
	}
	return lines
}

func invoiceNotes(i store.Invoice) []string {
	notes := []string{"All amounts are in " + i.Price.Currency + "."}
	if i.Price.Tax > 0 {
		notes = append(notes, "The tax is worked out once, on the sum, and rounded to the smallest unit of the currency, halves up.")
	}
	if i.MissingDays != "" {
		notes = append(notes, "Users were not counted on "+i.MissingDays+". Nothing is billed for what was not counted.")
	}
	return notes
}

var invoiceColumns = []string{"Number", "Month", "Issued", "Due", "Status", "Currency", "Users", "Billed", "Paid", "Owed"}

// exportInvoices streams every invoice that matches as CSV.
func (s *server) exportInvoices(c echo.Context) error {
	f, _, err := invoiceFilter(c)
	if err != nil {
		return err
	}
	return download(s, c, "invoices.csv", invoiceColumns, func(i store.Invoice) []string {
		return []string{
			i.Number.String(), i.Month.String(), string(i.Issued), string(i.Due), i.Status.String(), i.Price.Currency,
			strconv.FormatInt(i.Bill.Users, 10), i.Billed().Number(), i.PaidSoFar().Number(), i.Owed().Number(),
		}
	}, func(each func([]store.Invoice) error) error {
		return s.store.ExportInvoices(c.Request().Context(), by(c, form{}), f, each)
	})
}

func minor(n int64, p bill.Price) bill.Money {
	return bill.Money{Minor: n, Currency: p.Currency}
}
