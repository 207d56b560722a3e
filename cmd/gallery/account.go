package main

import (
	"strconv"

	"mtp/views"
	"mtp/views/parts"
)

var monthNames = []string{"Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"}

func usageChart() parts.Chart {
	c := parts.Chart{
		Label: "Users by month, from December 2025: 820 users, to November 2026: 1,204 users. The page Usage has the numbers of each month in a table.",
		Top:   "2,000", Half: "1,000", Note: "A paler bar is a month with days that were not counted.",
	}
	for i, height := range []int{41, 42, 45, 45, 47, 0, 52, 55, 54, 57, 59, 60} {
		c.Bars = append(c.Bars, parts.Bar{Month: monthNames[i], Title: monthNames[i] + ": " + strconv.Itoa(height*20) + " users", Height: height, Partly: i == 3 || i == 5})
	}
	return c
}

var usageNumbers = []parts.Fact{
	{Label: "Users now", Value: "1,198"}, {Label: "High-water marks in November 2026", Value: "1,204"}, {Label: "Most at once in November 2026", Value: "1,201"},
	{Label: "Not counted in November 2026", Value: "2 days: 3 to 4 November"},
}

func paymentMethods() *views.AccountMethods {
	return &views.AccountMethods{Add: "/account/payment-methods/new", Rows: []views.MethodRow{
		{Href: "/account/payment-methods/card", Words: "Card ending in 4242", Holder: "Ada Lovelace", Expiry: "03/2028", Reference: "pm_1NirD82eZvKYlo2CIvbtLWuY", Default: true},
		{Href: "/account/payment-methods/card", Words: "Card ending in 1881", Holder: longName, Expiry: "10/2026", Reference: "pm_1NirD82eZvKYlo2CIvbtLWuY", Expired: true},
		{Href: "/account/payment-methods/card", Words: "Bank transfer, account ending in 6789", Holder: "Northwind Managed IT"},
	}}
}

func accountPage() views.AccountPage {
	return views.AccountPage{
		Page: signedIn("Account", "Account"),
		Overview: &views.AccountOverview{
			ProviderName: provider, ProviderID: "k3v7xq2mzn4bd6wya5tceohj2l",
			Facts:         []parts.Fact{{Label: "Administrators", Value: "100"}, {Label: "Organizations", Value: "200"}, {Label: "Users", Value: "1,198"}},
			EstimateTitle: "Estimate for November 2026", Estimate: "€3,640.21",
			Lines: []string{"€49.00 base + 1,204 users × €2.50 + 19% tax, €581.21", "It grows with the high-water marks until the month is over.", "Not counted: 3 to 4 November."},
		},
		History: &views.AccountHistory{All: "/account/invoices", Summary: "2 invoices are to be paid. 1 of them is overdue.", Rows: invoiceRows()[:5]},
		Information: &views.AccountInformation{
			Href: "/account/billing-information", Contact: []string{"Ada Lovelace", "ada@northwind.example", "+44 20 7946 0958"},
			Mailing: []string{"Northwind Managed IT Ltd", "12 St James's Square", "London", "SW1Y 4JH", "United Kingdom"}, Same: true,
		},
		Methods: paymentMethods(),
		Usage:   &views.AccountUsage{Facts: usageNumbers, Chart: usageChart(), Months: usageMonthRows(), Href: "/account/usage"},
	}
}

func accountScenes() []scene {
	empty := accountPage()
	empty.Overview = &views.AccountOverview{
		ProviderName: longProvider, ProviderID: "k3v7xq2mzn4bd6wya5tceohj2l", Facts: []parts.Fact{{Label: "Administrators", Value: "1"}, {Label: "Organizations", Value: "0"}, {Label: "Users", Value: "0"}},
		EstimateTitle: "Estimate for November 2026", Lines: []string{"No price is set. Whoever operates the portal sets it. 0 users counted so far."},
	}
	empty.History = &views.AccountHistory{Empty: "No invoice was issued yet."}
	empty.Information = &views.AccountInformation{Href: "/account/billing-information"}
	empty.Methods = &views.AccountMethods{Add: "/account/payment-methods/new"}
	none := parts.Chart{Label: "Users by month, from December 2025: not counted, to November 2026: 0 users.", Top: "1"}
	for _, m := range monthNames {
		none.Bars = append(none.Bars, parts.Bar{Month: m, Title: m + ": not counted"})
	}
	empty.Usage = &views.AccountUsage{Facts: []parts.Fact{{Label: "Users now", Value: "0"}}, Chart: none, Href: "/account/usage"}

	saved := accountPage()
	saved.Page = with(saved.Page, "Card ending in 4242 is added. Invoices name it from now on.", "")
	paying := views.AccountPage{Page: signedIn("Account", "Account"), Methods: paymentMethods()}

	usage := views.UsagePage{
		Page: signedIn("Usage", "Account"), Facts: usageNumbers, Chart: usageChart(), MonthRows: usageMonthRows(), ExportHref: "/account/usage.csv",
		Months: []parts.Option{{Label: "November 2026", Chosen: true}, {Value: "2026-10", Label: "October 2026"}},
		Pager:  parts.Pager{Range: "1–50 of 10,000", Next: "?after=x"},
	}
	for i, name := range organizationNames(50) {
		usage.Rows = append(usage.Rows, views.UsageRow{Name: name, Users: []string{"3", "1,204", "0"}[i%3], High: []string{"4", "1,204", "0"}[i%3]})
	}
	no := usage
	no.Rows, no.Pager, no.Query, no.Filtered = nil, parts.Pager{}, "contosso", true
	some := usage
	some.Rows, some.Pager = append([]views.UsageRow{{Name: longest, Users: "100,000", High: "100,000"}}, usage.Rows[:2]...), parts.Pager{Range: "1–3 of 3"}
	some.Some = "The organizations that you reach are listed. The numbers above count every organization."
	return []scene{
		{"/account", "everything", views.Account(accountPage())},
		{"/account/empty", "nothing yet, a long name", views.Account(empty)},
		{"/account/payment-methods-only", "who may see payment methods alone", views.Account(paying)},
		{"/account/saved", "after a change", views.Account(saved)},
		{"/account/usage", "a full page", views.Usage(usage)},
		{"/account/usage/no-match", "nothing matches", views.Usage(no)},
		{"/account/usage/some", "some organizations only, a long name", views.Usage(some)},
	}
}

// usageMonthRows are the months, the latest first, some with days missing.
func usageMonthRows() (rows []views.UsageMonthRow) {
	for i := len(monthNames) - 1; i >= 0; i-- {
		row := views.UsageMonthRow{Month: monthNames[i] + " 2026", Users: "1,204", AtOnce: "1,201", Days: "30"}
		if i == 5 {
			row = views.UsageMonthRow{Month: "May 2026", Days: "0", Missing: "1 to 31 May"}
		}
		if i == 3 {
			row.Days, row.Missing = "28", "3 to 4 and 17 March"
		}
		rows = append(rows, row)
	}
	return rows
}
