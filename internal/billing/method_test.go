package billing

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/postal"
)

// problems are the fields that err is about.
func problems(err error) []string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	var list []string
	for _, p := range f.Fields {
		list = append(list, p.Name+": "+p.Text)
	}
	return list
}

func TestAPaymentMethodIsChecked(t *testing.T) {
	now, _ := ParseMonth("2026-11")
	card := Method{Kind: Card, Holder: "Ada Lovelace", LastFour: "4242", Expiry: now, Reference: "pm_1NirD82eZvKYlo2C"}
	for _, tt := range []struct {
		name   string
		change func(*Method)
		want   []string
	}{
		{"a card in its last month", func(*Method) {}, nil},
		{"one that expired", func(m *Method) { m.Expiry-- }, []string{"expiry_month: This card has expired."}},
		{"without expiry", func(m *Method) { m.Expiry = 0 }, []string{"expiry_month: Choose the month and the year in which the card expires."}},
		{"good for too long", func(m *Method) { m.Expiry += 241 }, []string{"expiry_month: Choose a year within the next 20."}},
		{"without a reference", func(m *Method) { m.Reference = " " }, []string{"reference: Enter the payment processor's reference for the card."}},
		{"a bank without one", func(m *Method) { m.Kind, m.Reference, m.Expiry = BankTransfer, "", 0 }, nil},
		{"an expiry that is not for it", func(m *Method) { m.Kind = DirectDebit }, nil},
		{"no kind", func(m *Method) { m.Kind = "cheque" }, []string{"kind: Choose a kind."}},
		{"no holder", func(m *Method) { m.Holder = "" }, []string{"holder: Enter the name of the holder."}},
		{"three digits", func(m *Method) { m.LastFour = "424" }, []string{"last_four: Enter the last four digits only."}},
		{"five", func(m *Method) { m.LastFour = "42424" }, []string{"last_four: Enter the last four digits only."}},
		{"letters", func(m *Method) { m.LastFour = "42a4" }, []string{"last_four: Enter the last four digits only."}},
		{"wide digits", func(m *Method) { m.LastFour = "４２４２" }, nil},
		{"the whole number", func(m *Method) { m.LastFour = "4111 1111 1111 1111" }, []string{"last_four: " + CardRefused}},
		{"as the holder", func(m *Method) { m.Holder = "Ada 4111111111111111" }, []string{"holder: " + CardRefused}},
		{"as the reference", func(m *Method) { m.Reference = "٤١١١-١١١١-١١١١-١١١١" }, []string{"reference: " + CardRefused}},
		{"control characters", func(m *Method) { m.Reference = "a\x1bb" }, []string{"reference: It holds a sign that cannot be seen. Type it by hand instead of pasting it."}},
	} {
		m := card
		tt.change(&m)
		got, err := CheckMethod(m, now)
		if diff := cmp.Diff(tt.want, problems(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if tt.want == nil && (got.LastFour != "4242" || (got.Expiry != 0) != (got.Kind == Card)) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if w := card.Words(); w != "Card ending in 4242" || card.Expired(now) || !card.Expired(now+1) || (Method{Kind: BankTransfer}).Expired(now) {
		t.Error(w)
	}
}

func TestBillingInformationIsWholeOrRefused(t *testing.T) {
	home := postal.Address{Country: "DE", Line1: " Weg  1 ", City: "Bonn", PostalCode: "53113", Region: "NW"}
	whole := Information{Name: "  Ada   Lovelace ", Email: " ada@example.com ", Phone: "+49 228 555-010", Mailing: home, Same: true, Billing: postal.Address{Country: "US"}}
	got, err := CheckInformation(whole)
	want := Information{Name: "Ada Lovelace", Email: "ada@example.com", Phone: "+49 228 555-010", Mailing: postal.Address{Country: "DE", Line1: "Weg 1", City: "Bonn", PostalCode: "53113"}, Same: true}
	if err != nil || got != want || got.BilledTo() != want.Mailing {
		t.Errorf("%+v, %v", got, err)
	}
	for _, tt := range []struct {
		name   string
		change func(*Information)
		want   []string
	}{
		{"no phone", func(i *Information) { i.Phone = "" }, nil},
		{"no billing address", func(i *Information) { i.Same = false }, []string{"billing_line1: Enter the address.", "billing_city: Enter the city.", "billing_region: Choose one: state.", "billing_postal_code: Enter the ZIP code."}},
		{"nothing", func(i *Information) { *i = Information{} }, []string{"contact_name: Enter the name of a contact.", "contact_email: Enter an email address.", "mailing_country: Choose a country.", "billing_country: Choose a country."}},
		{"a card as the phone", func(i *Information) { i.Phone = "4111 1111 1111 1111" }, []string{"contact_phone: " + CardRefused + " If it is a phone number, begin it with + and the country code."}},
		{"a card in the email", func(i *Information) { i.Email = "4111111111111111@example.com" }, []string{"contact_email: " + CardRefused}},
		{"a card in the address", func(i *Information) { i.Mailing.Line2 = "4111.1111.1111.1111" }, []string{"mailing_line2: " + CardRefused}},
		{"a card as the code", func(i *Information) { i.Mailing.PostalCode = "4111111111111111" }, []string{"mailing_postal_code: " + CardRefused}},
		{"letters in the phone", func(i *Information) { i.Phone = "call me" }, []string{"contact_phone: Use digits, spaces and + ( ) - . / only, then ext. and an extension if there is one."}},
		{"too short a phone", func(i *Information) { i.Phone = "110" }, []string{"contact_phone: Enter a phone number of 4 to 20 digits, or leave this empty."}},
		{"too long a city", func(i *Information) { i.Mailing.City = strings.Repeat("ß", 101) }, []string{"mailing_city: Use at most 100 characters."}},
	} {
		i := whole
		tt.change(&i)
		_, err := CheckInformation(i)
		if diff := cmp.Diff(tt.want, problems(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
