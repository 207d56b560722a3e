package billing

import (
	"golang.org/x/text/unicode/norm"

	"mtp/internal/blank"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Kind is a way to pay.
type Kind string

// The kinds.
const (
	BankTransfer Kind = "bank-transfer"
	DirectDebit  Kind = "direct-debit"
	Card         Kind = "card" // on file at a processor, never here
)

// Kinds returns every kind in the order in which forms offer them.
func Kinds() []Kind { return []Kind{Card, DirectDebit, BankTransfer} }

// String returns the kind as people see it.
func (k Kind) String() string {
	switch k {
	case BankTransfer:
		return "Bank transfer"
	case DirectDebit:
		return "Direct debit"
	case Card:
		return "Card"
	}
	return ""
}

// Method is one payment method. Of a card or an account only the last four
// digits are known.
type Method struct {
	ID        string
	Kind      Kind
	Holder    string
	LastFour  string
	Expiry    Month  // of a card: the last month in which it is good; 0 for others
	Reference string // by which the processor or the bank knows it
	Default   bool
	Version   int64
}

// Words names the method: "Card ending in 4242".
func (m Method) Words() string {
	if m.Kind == Card {
		return "Card ending in " + m.LastFour
	}
	return m.Kind.String() + ", account ending in " + m.LastFour
}

// Expired reports whether the card was good until before the month.
func (m Method) Expired(now Month) bool { return m.Kind == Card && m.Expiry < now }

// Names of the fields as forms post them.
const (
	FieldKind        = "kind"
	FieldHolder      = "holder"
	FieldLastFour    = "last_four"
	FieldExpiryMonth = "expiry_month"
	FieldExpiryYear  = "expiry_year"
	FieldReference   = "reference"
	FieldDefault     = "default"
)

// longestExpiry is for how many months from now a card may be good.
const longestExpiry = 12 * 20

// CheckMethod decides whether the method can be saved in the month, and returns
// it as it will be.
func CheckMethod(m Method, now Month) (Method, error) {
	var problems []fault.Field
	refuse := func(field, text string) {
		if text != "" {
			problems = append(problems, fault.Field{Name: field, Text: text})
		}
	}
	m.Holder, m.Reference, m.LastFour = portal.Clean(m.Holder), portal.Clean(m.Reference), blank.Trim(norm.NFKC.String(m.LastFour))
	if m.Kind.String() == "" {
		refuse(FieldKind, "Choose a kind.")
	}
	refuse(FieldHolder, textProblem(m.Holder, "Enter the name of the holder."))
	switch {
	case LooksLikeCard(m.LastFour):
		refuse(FieldLastFour, CardRefused)
	case !digits(m.LastFour) || len(m.LastFour) != 4:
		refuse(FieldLastFour, "Enter the last four digits only.")
	}
	switch {
	case m.Kind != Card:
		m.Expiry = 0
	case m.Expiry <= 0:
		refuse(FieldExpiryMonth, "Choose the month and the year in which the card expires.")
	case m.Expiry < now:
		refuse(FieldExpiryMonth, "This card has expired.")
	case m.Expiry > now+longestExpiry:
		refuse(FieldExpiryMonth, "Choose a year within the next 20.")
	}
	missing := ""
	if m.Kind == Card {
		missing = "Enter the payment processor's reference for the card."
	}
	refuse(FieldReference, textProblem(m.Reference, missing))
	return m, fault.Fields(problems)
}
