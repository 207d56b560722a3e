package billing

import (
	"mtp/internal/blank"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/internal/postal"
)

// Information is whom invoices are for, and where they go.
type Information struct {
	Name, Email, Phone string // of the contact; Phone may be ""
	Mailing            postal.Address
	Same               bool // the billing address is the mailing address
	Billing            postal.Address
	Version            int64 // rises with each change; 0 while nothing is saved
}

// Names of the fields as forms post them. Those of an address follow the prefix.
const (
	FieldContactName  = "contact_name"
	FieldContactEmail = "contact_email"
	FieldContactPhone = "contact_phone"
	FieldSame         = "same"
	MailingPrefix     = "mailing_"
	BillingPrefix     = "billing_"
)

// BilledTo returns the address that invoices bear.
func (i Information) BilledTo() postal.Address {
	if i.Same {
		return i.Mailing
	}
	return i.Billing
}

// CheckInformation decides whether the information can be saved, and returns it
// as it will be: trimmed, and without the parts that an address does not have.
func CheckInformation(i Information) (Information, error) {
	var problems []fault.Field
	refuse := func(field, text string) {
		if text != "" {
			problems = append(problems, fault.Field{Name: field, Text: text})
		}
	}
	i.Name, i.Email, i.Phone = portal.Clean(i.Name), blank.Trim(i.Email), cleanPhone(i.Phone)
	refuse(FieldContactName, textProblem(i.Name, "Enter the name of a contact."))
	if text := textProblem(i.Email, ""); text != "" {
		refuse(FieldContactEmail, text)
	} else {
		refuse(FieldContactEmail, portal.EmailProblem(i.Email))
	}
	refuse(FieldContactPhone, phoneProblem(i.Phone))
	i.Mailing = checkAddress(MailingPrefix, i.Mailing, refuse)
	if i.Same {
		i.Billing = postal.Address{}
	} else {
		i.Billing = checkAddress(BillingPrefix, i.Billing, refuse)
	}
	return i, fault.Fields(problems)
}

// textProblem says what keeps a cleaned text from being used, or "". missing is
// what it says of none.
func textProblem(text, missing string) string {
	if text == "" {
		return missing
	}
	if LooksLikeCard(text) {
		return CardRefused
	}
	return portal.NoteProblem(text)
}

func checkAddress(prefix string, a postal.Address, refuse func(field, text string)) postal.Address {
	for _, f := range postal.Fields(a.Country) {
		part := a.Part(f.Name)
		*part = portal.Clean(*part)
	}
	checked, problems := postal.Check(a)
	for _, p := range problems {
		if part := checked.Part(p.Field); part == nil || textProblem(*part, "") == "" {
			refuse(prefix+p.Field, p.Text)
		}
	}
	for _, f := range postal.Fields(checked.Country) {
		refuse(prefix+f.Name, textProblem(*checked.Part(f.Name), ""))
	}
	return checked
}
