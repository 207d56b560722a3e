package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/postal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const informationPath = "/account/billing-information"

// The countries, as the form posts them, and what the button beside each posts.
const (
	mailingCountry = bill.MailingPrefix + postal.FieldCountry
	billingCountry = bill.BillingPrefix + postal.FieldCountry
)

func (s *server) billingInformation(c echo.Context) error {
	i, err := s.store.BillingInformation(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	if i.Version == 0 {
		i.Same = true
	}
	return s.showBilling(c, http.StatusOK, "", s.billingForm(c, i), i)
}

// showBilling answers with the form. now is what is saved; opened is what the form
// has carried since it was opened, "" for one that is opened now.
func (s *server) showBilling(c echo.Context, code int, opened string, m views.BillingForm, now bill.Information) error {
	var err error
	if m.Opened, err = s.opened(c, opened, informationParts(now, new(bill.Information))); err != nil {
		return err
	}
	return render(c, code, views.BillingInformation(m))
}

// saveBillingInformation saves the form, or shows it again with the fields of
// the country that was chosen.
func (s *server) saveBillingInformation(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	now, err := s.store.BillingInformation(ctx, actor(c))
	if err != nil {
		return err
	}
	i, err := parseInformation(f, now.Version)
	if err != nil {
		return err
	}
	if do := f.text("do"); do == mailingCountry || do == billingCountry {
		i.Same = i.Same && do == mailingCountry // who chooses a billing country has another address
		m := s.billingForm(c, i)
		m.Unsaved, m.Mailing.Focus, m.Billing.Focus = true, do == mailingCountry, do == billingCountry
		return s.showBilling(c, http.StatusOK, stillOpened(f), m, now)
	}
	out, err := s.store.SaveBillingInformation(ctx, by(c, f), i)
	problems, refused := refusal(err)
	if !refused && !fault.Is(err, fault.Stale) {
		if err != nil {
			return err
		}
		return s.saved(c, "/account", "The billing information", out, "")
	}
	status, opened, conflict := formStatus(err), stillOpened(f), []parts.Difference(nil)
	if !refused {
		if now, err = s.store.BillingInformation(ctx, actor(c)); err != nil {
			return err
		}
		merged, err := s.merge(c, f, store.Meanwhile{Kind: "account"}, informationParts(now, &i))
		if err != nil {
			return err
		}
		merged.otherwise("Name", now.Name)
		opened, i.Version, conflict, problems = "", now.Version, merged.conflict(), merged.questions
	}
	m := s.billingForm(c, i)
	m.Errors, m.Conflict, m.Failed, m.Unsaved = problems, conflict, true, true
	return s.showBilling(c, status, opened, m, now)
}

// parseInformation reads the form about what is saved in the current version.
func parseInformation(f form, current int64) (bill.Information, error) {
	v, err := version(f, current)
	return bill.Information{
		Name: f.text(bill.FieldContactName), Email: f.text(bill.FieldContactEmail), Phone: f.text(bill.FieldContactPhone),
		Mailing: parseAddress(f, bill.MailingPrefix), Same: f.on(bill.FieldSame), Billing: parseAddress(f, bill.BillingPrefix), Version: v,
	}, err
}

// addressParts are the parts of an address, as forms post them.
var addressParts = []string{
	postal.FieldCountry, postal.FieldCompany, postal.FieldLine1, postal.FieldLine2, postal.FieldDistrict, postal.FieldCity,
	postal.FieldRegion, postal.FieldPostalCode, postal.FieldSortingCode,
}

func parseAddress(f form, prefix string) postal.Address {
	var a postal.Address
	for _, part := range addressParts {
		*a.Part(part) = f.text(prefix + part)
	}
	return a
}

// billingForm is the form with the information. Where the billing address is the
// mailing address, its fields hold a copy, from which another address can begin.
func (s *server) billingForm(c echo.Context, i bill.Information) views.BillingForm {
	if i.Same {
		i.Billing = i.Mailing
	}
	return views.BillingForm{
		Page: s.page(c, "Billing information"), FormID: random(), Version: strconv.FormatInt(i.Version, 10),
		Name: shown(i.Name), Email: shown(i.Email), Phone: shownPhone(i.Phone), Same: i.Same,
		Mailing: addressForm(bill.MailingPrefix, "Change country", i.Mailing),
		Billing: addressForm(bill.BillingPrefix, "Change billing country", i.Billing),
	}
}

func addressForm(prefix, button string, a postal.Address) views.AddressForm {
	m := views.AddressForm{Country: prefix + postal.FieldCountry, Button: button}
	if postal.Name(a.Country) == "" {
		m.Countries = []parts.Option{{Label: "Choose a country", Chosen: true}}
	}
	for _, country := range postal.Countries() {
		m.Countries = append(m.Countries, parts.Option{Value: country.Code, Label: country.Name, Chosen: country.Code == a.Country})
	}
	here := []string{postal.FieldCountry}
	for _, f := range postal.Fields(a.Country) {
		here = append(here, f.Name)
		v := views.AddressField{Name: prefix + f.Name, Label: f.Label, Value: shown(*a.Part(f.Name)), Required: f.Required}
		if f.Example != "" {
			v.Hint = "Like " + f.Example + "."
		}
		if len(f.Options) > 0 {
			v.Options = []parts.Option{{Label: "Choose one"}}
			for _, o := range f.Options {
				v.Options = append(v.Options, parts.Option{Value: o.Value, Label: o.Name, Chosen: o.Value == v.Value})
			}
		}
		m.Fields = append(m.Fields, v)
	}
	for _, part := range addressParts {
		if typed := shown(*a.Part(part)); typed != "" && !slices.Contains(here, part) {
			m.Kept = append(m.Kept, parts.Fact{Label: prefix + part, Value: typed})
		}
	}
	return m
}
