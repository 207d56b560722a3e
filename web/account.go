package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/internal/postal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// account is the provider's account, as far as the role may see it.
func (s *server) account(c echo.Context) error {
	a := actor(c)
	m := views.AccountPage{Page: s.page(c, "Account")}
	if a.May(portal.ViewAccount) {
		if err := s.accountSections(c, &m); err != nil {
			return err
		}
	}
	list, err := s.store.PaymentMethods(c.Request().Context(), a)
	if err != nil {
		return err
	}
	m.Methods = &views.AccountMethods{}
	if a.May(portal.EditPaymentMethods) {
		m.Methods.Add = methodsPath + "/new"
	}
	for _, method := range list {
		m.Methods.Rows = append(m.Methods.Rows, s.methodRow(method))
	}
	return render(c, http.StatusOK, views.Account(m))
}

// accountSections fills in what those who see payment methods alone do not see.
func (s *server) accountSections(c echo.Context, m *views.AccountPage) error {
	ctx, a := c.Request().Context(), actor(c)
	account, err := s.store.Account(ctx, a)
	if err != nil {
		return err
	}
	m.Overview = accountOverview(account)
	if m.History, err = s.accountHistory(c); err != nil {
		return err
	}
	information, err := s.store.BillingInformation(ctx, a)
	if err != nil {
		return err
	}
	m.Information = accountInformation(information)
	usage, err := s.store.Usage(ctx, a)
	if err != nil {
		return err
	}
	m.Usage = &views.AccountUsage{Facts: usageFacts(usage), Chart: usageChart(usage), Months: usageMonthRows(usage), Href: usagePath}
	return nil
}

func accountOverview(a store.Account) *views.AccountOverview {
	v := &views.AccountOverview{
		ProviderName: a.ProviderName, ProviderID: a.ProviderID,
		Facts: []parts.Fact{
			{Label: "Administrators", Value: number(a.Administrators)}, {Label: "Organizations", Value: number(a.Organizations)}, {Label: "Users", Value: number(int(a.Users))},
		},
		EstimateTitle: "Estimate for " + a.Month.Month.Words(),
	}
	users := counted(int(a.Month.Users), "user", "users")
	switch {
	case !a.Priced:
		v.Lines = []string{"No price is set. Whoever operates the portal sets one with “mtp billing price”. " + strings.ToUpper(users[:1]) + users[1:] + " counted so far."}
	case a.Beyond:
		v.Lines = []string{"By the price in force, this month comes to more than can be billed. Tell whoever operates the portal."}
	default:
		v.Estimate = minor(a.Estimate.Billed, a.Price).String()
		v.Lines = append(v.Lines, estimateLine(a, users), "It grows with the high-water marks until the month is over.")
	}
	if a.Month.Missing > 0 {
		v.Lines = append(v.Lines, notCounted(a.Month))
	}
	return v
}

// estimateLine says what the estimate is made of.
func estimateLine(a store.Account, users string) string {
	line := users + " × " + minor(a.Price.PerUser, a.Price).String()
	if a.Price.Base > 0 {
		line = minor(a.Price.Base, a.Price).String() + " base + " + line
	}
	if a.Price.Tax > 0 {
		line += " + " + a.Price.Tax.String() + " tax, " + minor(a.Estimate.Tax, a.Price).String()
	}
	return line
}

// notCounted says which days of the month are missing.
func notCounted(m store.MonthUsage) string { return "Not counted: " + m.MissingDays + "." }

func accountInformation(i bill.Information) *views.AccountInformation {
	v := &views.AccountInformation{Href: informationPath, Same: i.Same}
	if i.Version == 0 {
		return v
	}
	v.Contact = []string{i.Name, i.Email}
	if i.Phone != "" {
		v.Contact = append(v.Contact, i.Phone)
	}
	v.Mailing = postal.Lines("", i.Mailing)
	v.Billing = postal.Lines("", i.Billing)
	return v
}

// newestInvoices is how many invoices the account shows.
const newestInvoices = 5

func (s *server) accountHistory(c echo.Context) (*views.AccountHistory, error) {
	ctx, a := c.Request().Context(), actor(c)
	list, err := s.store.Invoices(ctx, a, store.InvoiceFilter{})
	if err != nil {
		return nil, err
	}
	v := &views.AccountHistory{Empty: "No invoice was issued yet."}
	if len(list.Rows) > 0 {
		v.All = invoicesPath
	}
	for _, i := range list.Rows[:min(len(list.Rows), newestInvoices)] {
		v.Rows = append(v.Rows, invoiceRow(i))
	}
	open, err := s.store.OpenInvoices(ctx, a)
	if err != nil || open.Count == 0 {
		return v, err
	}
	v.Summary = counted(open.Count, "invoice is", "invoices are") + " to be paid."
	if open.Overdue > 0 {
		v.Summary += " " + counted(open.Overdue, "of them is", "of them are") + " overdue."
	}
	if open.Count == 1 && open.Overdue == 1 {
		v.Summary = "1 invoice is overdue."
	}
	return v, nil
}
