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
)

const informationPath = "/account/billing-information"

func (s *server) billingInformation(c echo.Context) error {
	i, err := s.store.BillingInformation(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	if i.Version == 0 {
		i.Same = true
	}
	return render(c, http.StatusOK, views.BillingInformation(s.billingForm(c, i)))
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
	if f.text("do") == "country" {
		m := s.billingForm(c, i)
		m.Unsaved = true
		return render(c, http.StatusOK, views.BillingInformation(m))
	}
	err = s.store.SaveBillingInformation(ctx, by(c, f), i)
	problems, refused := refusal(err)
	if !refused && !fault.Is(err, fault.Stale) {
		if err != nil {
			return err
		}
		return s.done(c, "/account", "The billing information is saved.")
	}
	if !refused {
		i.Version = now.Version
	}
	m := s.billingForm(c, i)
	m.Errors, m.Failed, m.Unsaved = problems, true, true
	if !refused {
		m.Conflict = informationDifferences(now, i)
	}
	return render(c, formStatus(err), views.BillingInformation(m))
}

// parseInformation reads the form; a script that posts no version changes what
// is saved now.
func parseInformation(f form, current int64) (bill.Information, error) {
	i := bill.Information{
		Name: f.text(bill.FieldContactName), Email: f.text(bill.FieldContactEmail), Phone: f.text(bill.FieldContactPhone),
		Mailing: parseAddress(f, bill.MailingPrefix), Same: f.on(bill.FieldSame), Billing: parseAddress(f, bill.BillingPrefix), Version: current,
	}
	if !f.has("version") {
		return i, nil
	}
	var err error
	i.Version, err = version(f)
	return i, err
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

func (s *server) billingForm(c echo.Context, i bill.Information) views.BillingForm {
	return views.BillingForm{
		Page: s.page(c, "Billing information"), FormID: random(), Version: strconv.FormatInt(i.Version, 10),
		Name: shown(i.Name), Email: shown(i.Email), Phone: shown(i.Phone), Same: i.Same,
		Mailing: addressForm(bill.MailingPrefix, "Change country", i.Mailing),
		Billing: addressForm(bill.BillingPrefix, "Change billing country", i.Billing),
	}
}

// shown is what a form shows again of what was typed: the number of a card is
// left out.
func shown(typed string) string {
	if bill.LooksLikeCard(typed) {
		return ""
	}
	return typed
}

func addressForm(prefix, button string, a postal.Address) views.AddressForm {
	m := views.AddressForm{Country: prefix + postal.FieldCountry, Button: button}
	if postal.Name(a.Country) == "" {
		m.Countries = []views.Option{{Label: "Choose a country", Chosen: true}}
	}
	for _, country := range postal.Countries() {
		m.Countries = append(m.Countries, views.Option{Value: country.Code, Label: country.Name, Chosen: country.Code == a.Country})
	}
	here := []string{postal.FieldCountry}
	for _, f := range postal.Fields(a.Country) {
		here = append(here, f.Name)
		v := views.AddressField{Name: prefix + f.Name, Label: f.Label, Value: shown(*a.Part(f.Name)), Required: f.Required}
		if f.Example != "" {
			v.Hint = "Like " + f.Example + "."
		}
		if len(f.Options) > 0 {
			v.Options = []views.Option{{Label: "Choose one"}}
			for _, o := range f.Options {
				v.Options = append(v.Options, views.Option{Value: o.Value, Label: o.Name, Chosen: o.Value == v.Value})
			}
		}
		m.Fields = append(m.Fields, v)
	}
	for _, part := range addressParts {
		if typed := shown(*a.Part(part)); typed != "" && !slices.Contains(here, part) {
			m.Kept = append(m.Kept, views.Fact{Label: prefix + part, Value: typed})
		}
	}
	return m
}

// informationDifferences compares what is saved now with what the form says.
func informationDifferences(now, yours bill.Information) []views.Difference {
	billed := func(i bill.Information) string {
		if i.Same {
			return "Same as mailing address"
		}
		return store.AddressWords(i.Billing)
	}
	all := []views.Difference{
		{Field: "Name", Theirs: now.Name, Yours: yours.Name}, {Field: "Email", Theirs: now.Email, Yours: yours.Email}, {Field: "Phone", Theirs: now.Phone, Yours: yours.Phone},
		{Field: "Mailing address", Theirs: store.AddressWords(now.Mailing), Yours: store.AddressWords(yours.Mailing)},
		{Field: "Billing address", Theirs: billed(now), Yours: billed(yours)},
	}
	differ := slices.DeleteFunc(slices.Clone(all), func(d views.Difference) bool { return d.Theirs == d.Yours })
	if len(differ) == 0 {
		differ = all[:1]
	}
	for n := range differ {
		differ[n].Yours = shown(differ[n].Yours)
	}
	return differ
}
