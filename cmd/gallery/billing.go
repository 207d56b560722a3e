package main

import (
	"mtp/views"
	"mtp/views/parts"
)

var countryOptions = []parts.Option{{Value: "DE", Label: "Germany"}, {Value: "GB", Label: "United Kingdom"}, {Value: "US", Label: "United States"}}

func chosen(options []parts.Option, value string) []parts.Option {
	list := append([]parts.Option{}, options...)
	for i := range list {
		list[i].Chosen = list[i].Value == value
	}
	return list
}

// address is one in the United States, by the field's prefix.
func address(prefix, button string) views.AddressForm {
	return views.AddressForm{Country: prefix + "country", Button: button, Countries: chosen(countryOptions, "US"), Fields: []views.AddressField{
		{Name: prefix + "company", Label: "Company", Value: "Northwind Managed IT"},
		{Name: prefix + "line1", Label: "Address", Value: "1 Main Street", Required: true},
		{Name: prefix + "line2", Label: "Address, second line"},
		{Name: prefix + "city", Label: "City", Value: "Reno", Required: true},
		{Name: prefix + "region", Label: "State", Value: "NV", Required: true, Options: []parts.Option{{Label: "Choose one"}, {Value: "NV", Label: "Nevada", Chosen: true}}},
		{Name: prefix + "postal_code", Label: "ZIP code", Value: "89501", Hint: "Like 95014.", Required: true},
	}}
}

// germanAddress has the fields of Germany since a moment ago: its first has the
// focus, and the state that was chosen before is kept.
func germanAddress(prefix, button string) views.AddressForm {
	return views.AddressForm{Country: prefix + "country", Button: button, Countries: chosen(countryOptions, "DE"), Focus: true, Fields: []views.AddressField{
		{Name: prefix + "company", Label: "Company", Value: "Northwind Managed IT"},
		{Name: prefix + "line1", Label: "Address", Value: "1 Main Street", Required: true},
		{Name: prefix + "line2", Label: "Address, second line"},
		{Name: prefix + "postal_code", Label: "Postal code", Value: "89501", Hint: "Like 26133.", Required: true},
		{Name: prefix + "city", Label: "City", Value: "Reno", Required: true},
	}, Kept: []parts.Fact{{Label: prefix + "region", Value: "NV"}}}
}

func billingForm() views.BillingForm {
	return views.BillingForm{
		Page: signedIn("Billing information", "Account"), FormID: "f20", Version: "3", Name: "Ada Lovelace", Email: "ada@northwind.example", Phone: "+44 20 7946 0958",
		Mailing: address("mailing_", "Change country"), Same: true, Billing: address("billing_", "Change billing country"),
	}
}

func methodForm() views.MethodForm {
	return views.MethodForm{
		Page: signedIn("New payment method", "Account"), Action: "/account/payment-methods", FormID: "f21", New: true,
		Kinds:        []parts.Option{{Label: "Choose a kind"}, {Value: "card", Label: "Card"}, {Value: "direct-debit", Label: "Direct debit"}, {Value: "bank-transfer", Label: "Bank transfer"}},
		ExpiryMonths: []parts.Option{{Label: "Month"}, {Value: "03", Label: "03"}}, ExpiryYears: []parts.Option{{Label: "Year"}, {Value: "2028", Label: "2028"}},
	}
}

func billingScenes() []scene {
	fresh := billingForm()
	none := []parts.Option{{Label: "Choose a country", Chosen: true}}
	fresh.Name, fresh.Email, fresh.Phone, fresh.Version = "", "", "", "0"
	fresh.Mailing = views.AddressForm{Country: "mailing_country", Button: "Change country", Countries: append(none, countryOptions...)}
	fresh.Billing = views.AddressForm{Country: "billing_country", Button: "Change billing country", Countries: append(none, countryOptions...)}

	two := billingForm()
	two.Same = false
	moved := billingForm()
	moved.Same, moved.Unsaved, moved.Billing = false, true, germanAddress("billing_", "Change billing country")
	wrong := two
	wrong.Page, wrong.Unsaved = failed(wrong.Page), true
	wrong.Errors = parts.Errors{
		{Field: "contact_name", Text: "Enter the name of a contact."}, {Field: "mailing_postal_code", Text: "Enter the ZIP code in a form like 95014."},
		{Field: "billing_line1", Text: "This looks like the full number of a card. The portal never keeps one: enter the last four digits only."}, {Field: "billing_country", Text: "Choose a country."},
	}
	stale := billingForm()
	stale.Page, stale.Unsaved = failed(stale.Page), true
	stale.Conflict = []parts.Difference{
		{Group: changedThere, Field: "Email", Theirs: "billing@northwind.example", Yours: "ada@northwind.example"},
		{Group: changedHere, Field: "Mailing address", Theirs: "Northwind Managed IT, 12 St James's Square, London, SW1Y 4JH, United Kingdom", Yours: "Northwind Managed IT, 1 Main Street, Reno, NV 89501, United States"},
	}

	long := billingForm()
	long.Same = false
	long.Name, long.Email = longName, "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example"
	long.Mailing.Fields[0].Value, long.Mailing.Fields[1].Value = longest, longProvider

	method := methodForm()
	bad := methodForm()
	bad.Page, bad.Unsaved, bad.Kinds, bad.Holder = failed(bad.Page), true, chosen(bad.Kinds, "card"), longName
	bad.Errors = parts.Errors{
		{Field: "last_four", Text: "This looks like the full number of a card. The portal never keeps one: enter the last four digits only."},
		{Field: "expiry_month", Text: "Choose the month and the year in which the card expires."}, {Field: "reference", Text: "Enter the payment processor's reference for the card."},
	}
	known := methodForm()
	known.Page, known.New, known.Default, known.Action, known.Version = signedIn("Card ending in 4242", "Account"), false, true, "/account/payment-methods/card", "2"
	known.Kinds, known.Holder, known.LastFour, known.Reference = chosen(known.Kinds[1:], "card"), "Ada Lovelace", "4242", "pm_1NirD82eZvKYlo2CIvbtLWuY"
	known.ExpiryMonths, known.ExpiryYears = chosen(known.ExpiryMonths, "03"), chosen(known.ExpiryYears, "2028")
	drop := parts.Action{
		Name: "Delete", Href: "/account/payment-methods/card/delete", FormID: "f22", Danger: true, Help: "Removes it from the account.",
		Confirm: &parts.Confirm{Title: "Delete Card ending in 4242?", Consequences: []string{"Invoices that were issued still name it.", "Bank transfer, account ending in 6789 becomes the default."}},
	}
	known.Actions = []parts.Action{{Name: "Make Default", Href: "/account/payment-methods/card/default", FormID: "f23", Help: "Invoices that are issued from now on name it."}, drop}
	ask := views.ConfirmPage{Page: signedIn(drop.Confirm.Title, "Account"), Action: drop, Back: "/account/payment-methods/card"}
	return []scene{
		{"/account/billing-information", "filled in, one address", views.BillingInformation(billingForm())},
		{"/account/billing-information/new", "nothing yet", views.BillingInformation(fresh)},
		{"/account/billing-information/two", "two addresses", views.BillingInformation(two)},
		{"/account/billing-information/country", "the billing country was just changed, without scripts", views.BillingInformation(moved)},
		{"/account/billing-information/long", "long names", views.BillingInformation(long)},
		{"/account/billing-information/errors", "refused", views.BillingInformation(wrong)},
		{"/account/billing-information/conflict", "somebody else saved meanwhile", views.BillingInformation(stale)},
		{"/account/payment-methods/new", "a new form", views.PaymentMethod(method)},
		{"/account/payment-methods/errors", "refused", views.PaymentMethod(bad)},
		{"/account/payment-methods/card", "a card, with actions", views.PaymentMethod(known)},
		{"/account/payment-methods/card/delete", "asks before deleting, without scripts", views.ConfirmAction(ask)},
	}
}
