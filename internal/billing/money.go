// Package billing holds what is owed and why: amounts, months, prices and the
// state of an invoice. It is pure: what it needs, the day included, it is given.
package billing

import (
	"math/big"
	"strings"
	"unicode"

	"github.com/bojanz/currency"

	"mtp/internal/blank"
	"mtp/internal/fault"
)

// MaxAmount is the largest amount, in minor units: the last whole number that
// every program which reads an export keeps exactly.
const MaxAmount = 1 << 53

// Money is an amount in the minor units of its ISO 4217 currency: cents of the
// euro, whole yen.
type Money struct {
	Minor    int64
	Currency string
}

// CheckCurrency returns the currency's code as it is written, or a refusal.
func CheckCurrency(code string) (string, error) {
	known := strings.ToUpper(blank.Trim(code))
	if !currency.IsValid(known) || known == "" {
		return "", fault.New(fault.Invalid, "There is no currency “"+code+"”. Give its three letters, like EUR.")
	}
	return known, nil
}

// Digits returns how many digits the currency has after the point.
func Digits(code string) int {
	n, _ := currency.GetDigits(code)
	return int(n)
}

// ParseAmount reads an amount of the currency such as 1250 or 12.50. It refuses
// negative amounts, more digits than the currency has, and more than MaxAmount.
func ParseAmount(text, code string) (Money, error) {
	code, err := CheckCurrency(code)
	if err != nil {
		return Money{}, err
	}
	refuse := func(why string) (Money, error) { return Money{}, fault.New(fault.Invalid, why) }
	typed := blank.Trim(text)
	if strings.HasPrefix(typed, "-") || strings.HasPrefix(typed, "−") {
		return refuse("The amount " + typed + " is negative. Give one of zero or more.")
	}
	whole, part, point := strings.Cut(typed, ".")
	if !digits(whole) || point && !digits(part) {
		return refuse("The amount “" + text + "” cannot be read. Give digits, with a point before the smaller unit, like 12.50.")
	}
	places := Digits(code)
	if len(part) > places {
		if places == 0 {
			return refuse("The amount " + typed + " has a point, but " + code + " has no smaller unit.")
		}
		return refuse("The amount " + typed + " has more digits after the point than " + code + " has, which is " + string(rune('0'+places)) + ".")
	}
	whole = strings.TrimLeft(whole, "0") + part + strings.Repeat("0", places-len(part))
	n, ok := new(big.Int).SetString("0"+whole, 10)
	if !ok || n.Cmp(big.NewInt(MaxAmount)) > 0 {
		return refuse(tooLarge)
	}
	return Money{n.Int64(), code}, nil
}

const tooLarge = "The amount is too large. It can be at most 2^53 of the currency's smallest unit."

// digits reports whether s is made of ASCII digits, at least one.
func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsDigit(c) })
}

// Number writes the amount as a plain decimal: "1234.50".
func (m Money) Number() string {
	a, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil {
		return ""
	}
	return a.Number()
}

var formatter = currency.NewFormatter(currency.NewLocale("en"))

// String writes the amount for people: "€1,234.50".
func (m Money) String() string {
	a, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil {
		return ""
	}
	return formatter.Format(a)
}
