package billing

import (
	"math/big"
	"strconv"
	"strings"

	"mtp/internal/blank"
	"mtp/internal/fault"
)

// Price is what months are billed by, from one on. Amounts are in the minor
// units of the currency.
type Price struct {
	From     Month
	Currency string
	PerUser  int64
	Base     int64
	Tax      Rate
}

// Rate is a tax in hundredths of a percent: 1900 is 19%.
type Rate int64

// MaxRate is the highest tax.
const MaxRate Rate = 100_00

// ParseRate reads a tax such as 19 or 7.5, in percent.
func ParseRate(text string) (Rate, error) {
	whole, part, point := strings.Cut(strings.TrimSuffix(blank.Trim(text), "%"), ".")
	if !digits(whole) || point && !digits(part) || len(whole) > 3 || len(part) > 2 {
		return 0, fault.New(fault.Invalid, "The tax “"+text+"” cannot be read. Give percent with at most two digits after the point, like 19 or 7.75.")
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil || Rate(n) > MaxRate {
		return 0, fault.New(fault.Invalid, "The tax "+text+" is too high. It can be at most 100 percent.")
	}
	return Rate(n), nil
}

// String writes the tax for people: "19%", "7.75%".
func (r Rate) String() string {
	text := strconv.FormatInt(int64(r)/100, 10)
	if part := int64(r) % 100; part != 0 {
		text += "." + strings.TrimRight(strconv.FormatInt(100+part, 10)[1:], "0")
	}
	return text + "%"
}

// Bill is what a month comes to, in minor units.
type Bill struct {
	Users  int64 // each organization's high-water mark, added up
	Usage  int64 // for the users
	Net    int64 // with the base
	Tax    int64
	Billed int64
}

// Bill works out what the users of a month cost. The tax is rounded to the
// minor unit, half away from zero, once, on the sum; nothing else needs
// rounding. A bill beyond MaxAmount is refused.
func (p Price) Bill(users int64) (Bill, error) {
	usage := new(big.Int).Mul(big.NewInt(p.PerUser), big.NewInt(users))
	net := new(big.Int).Add(usage, big.NewInt(p.Base))
	tax := percent(net, p.Tax)
	billed := new(big.Int).Add(net, tax)
	if users < 0 || p.PerUser < 0 || p.Base < 0 || p.Tax < 0 {
		return Bill{}, fault.New(fault.Invalid, "A price and its users cannot be negative.")
	}
	if billed.Cmp(big.NewInt(MaxAmount)) > 0 {
		return Bill{}, fault.New(fault.Invalid, tooLarge)
	}
	return Bill{users, usage.Int64(), net.Int64(), tax.Int64(), billed.Int64()}, nil
}

// percent returns the rate of the amount, rounded half away from zero.
func percent(amount *big.Int, r Rate) *big.Int {
	n := new(big.Int).Mul(amount, big.NewInt(int64(r)))
	half := big.NewInt(int64(MaxRate) / 2)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	return n.Quo(n.Add(n, half), big.NewInt(int64(MaxRate)))
}
