package main

import (
	"mtp/views"
	"mtp/views/parts"
)

func invoiceRows() []views.InvoiceRow {
	rows := []views.InvoiceRow{
		{Number: "INV-0012", Month: "October 2026", Due: "1 December 2026", DueISO: "2026-12-01", Status: "Open", Billed: "€3,611.65", Paid: "€0.00", Owed: "€3,611.65"},
		{Number: "INV-0011", Month: "September 2026", Due: "1 November 2026", DueISO: "2026-11-01", Status: "Overdue", Billed: "€3,523.00", Paid: "€2,000.00", Owed: "€1,523.00"},
		{Number: "INV-0010", Month: "August 2026", Due: "1 October 2026", DueISO: "2026-10-01", Status: "Paid", Billed: "€3,401.62", Paid: "€3,401.62", Owed: "€0.00"},
		{Number: "INV-0009", Month: "August 2026", Due: "1 October 2026", DueISO: "2026-10-01", Status: "Void", Billed: "€90,071,992,547,409.92", Paid: "€0.00", Owed: "€0.00"},
		{Number: "INV-0008", Month: "July 2026", Due: "31 August 2026", DueISO: "2026-08-31", Status: "Paid", Billed: "€3,298.88", Paid: "€3,298.88", Owed: "€0.00"},
		{Number: "INV-0007", Month: "June 2026", Due: "31 July 2026", DueISO: "2026-07-31", Status: "Paid", Billed: "€0.00", Paid: "€0.00", Owed: "€0.00"},
	}
	for i := range rows {
		rows[i].Href = "/account/invoices/" + map[string]string{"Open": "open", "Overdue": "overdue", "Paid": "paid", "Void": "void"}[rows[i].Status]
	}
	return rows
}

func invoicePage(status string) views.InvoicePage {
	return views.InvoicePage{
		Page: signedIn("Invoice INV-0012", "Account"), Status: status,
		BilledTo: []string{"Ada Lovelace", "Northwind Managed IT Ltd", "12 St James's Square", "London", "SW1Y 4JH", "United Kingdom"},
		Facts: []parts.Fact{
			{Label: "For", Value: "October 2026"}, {Label: "Issued", Value: "1 November 2026", ISO: "2026-11-01"}, {Label: "Due", Value: "1 December 2026", ISO: "2026-12-01"},
			{Label: "Payment method", Value: "Card ending in 4242"},
		},
		Lines: []views.InvoiceLine{
			{What: "Base", Quantity: "1", Each: "€49.00", Amount: "€49.00"},
			{What: "Users, each organization's high-water mark", Quantity: "1,194", Each: "€2.50", Amount: "€2,985.00"},
			{What: "Tax of 19%", Amount: "€576.46"},
		},
		Totals: []parts.Fact{{Label: "Billed", Value: "€3,610.46"}, {Label: "Paid", Value: "€0.00"}, {Label: "Owed", Value: "€3,610.46"}},
		Notes: []string{
			"All amounts are in EUR.", "The tax is worked out once, on the sum, and rounded to the smallest unit of the currency, halves up.",
			"Users were not counted on 3 to 5 and 17 October. Nothing is billed for what was not counted.",
		},
	}
}

func invoiceScenes() []scene {
	list := views.InvoicesPage{
		Page: signedIn("Payment history", "Account"), Rows: invoiceRows(), Pager: parts.Pager{Range: "1–6 of 6"}, ExportHref: "/account/invoices.csv",
		Statuses: []parts.Option{{Label: "Any status", Chosen: true}, {Value: "open", Label: "Open"}, {Value: "overdue", Label: "Overdue"}, {Value: "paid", Label: "Paid"}, {Value: "void", Label: "Void"}},
		Years:    []parts.Option{{Label: "Any year", Chosen: true}, {Value: "2026", Label: "2026"}}, Empty: "No invoice was issued yet.",
	}
	full := list
	for range 8 {
		full.Rows = append(full.Rows, invoiceRows()...)
	}
	full.Rows, full.Pager = full.Rows[:50], parts.Pager{Range: "1–50 of 1,234", Next: "?after=x"}
	empty, none := list, list
	empty.Rows, empty.Pager, empty.ExportHref = nil, parts.Pager{}, ""
	none.Rows, none.Pager, none.ExportHref, none.Filtered = nil, parts.Pager{}, "", true

	paid := invoicePage("Paid")
	paid.Totals = []parts.Fact{{Label: "Billed", Value: "€3,610.46"}, {Label: "Paid", Value: "€3,610.46"}, {Label: "Owed", Value: "€0.00"}}
	paid.Payments = []views.PaymentRow{
		{On: "9 November 2026", ISO: "2026-11-09", Reference: "Wire 77", Amount: "€3,610.46", Void: "Returned by the bank"},
		{On: "12 November 2026", ISO: "2026-11-12", Reference: "Wire 78", Amount: "€3,610.46"},
	}
	void := invoicePage("Void")
	void.Void = "This invoice is void since 3 November 2026: issued by the wrong price"
	void.BilledTo = []string{longProvider}
	return []scene{
		{"/account/invoices", "every status", views.Invoices(list)},
		{"/account/invoices/full", "a full page", views.Invoices(full)},
		{"/account/invoices/empty", "none yet", views.Invoices(empty)},
		{"/account/invoices/no-match", "nothing matches", views.Invoices(none)},
		{"/account/invoices/open", "an open one, days missing", views.Invoice(invoicePage("Open"))},
		{"/account/invoices/overdue", "an overdue one", views.Invoice(invoicePage("Overdue"))},
		{"/account/invoices/paid", "a paid one, a payment void", views.Invoice(paid)},
		{"/account/invoices/void", "a void one", views.Invoice(void)},
	}
}
