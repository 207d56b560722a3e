package billing

import (
	"strings"
	"testing"

	"mtp/internal/fault"
)

func TestAnAmountIsReadInItsCurrency(t *testing.T) {
	for _, tt := range []struct {
		text, currency string
		minor          int64
		shown, number  string
	}{
		{"12.50", "EUR", 1250, "€12.50", "12.50"},
		{"12.5", "eur", 1250, "€12.50", "12.50"},
		{" 12 ", "EUR", 1200, "€12.00", "12.00"},
		{"0", "EUR", 0, "€0.00", "0.00"},
		{"0.01", "USD", 1, "$0.01", "0.01"},
		{"1234567.89", "USD", 123456789, "$1,234,567.89", "1234567.89"},
		{"007", "JPY", 7, "¥7", "7"},
		{"1.234", "KWD", 1234, "KWD\u00a01.234", "1.234"},
		{"12.50", "CHF", 1250, "CHF\u00a012.50", "12.50"},
		{"90071992547409.92", "EUR", 1 << 53, "€90,071,992,547,409.92", "90071992547409.92"},
	} {
		got, err := ParseAmount(tt.text, tt.currency)
		if err != nil || got.Minor != tt.minor || got.String() != tt.shown || got.Number() != tt.number {
			t.Errorf("%q %s: %d, %q, %q, %v", tt.text, tt.currency, got.Minor, got.String(), got.Number(), err)
		}
	}
}

func TestAnAmountThatCannotBeIsRefusedInWords(t *testing.T) {
	for _, tt := range []struct{ text, currency, words string }{
		{"-1", "EUR", "is negative"},
		{"−1", "EUR", "is negative"},
		{"12.505", "EUR", "more digits after the point than EUR has, which is 2"},
		{"12.5", "JPY", "JPY has no smaller unit"},
		{"1.2345", "KWD", "which is 3"},
		{"90071992547409.93", "EUR", "too large"},
		{"9007199254740993", "JPY", "too large"},
		{strings.Repeat("9", 400), "EUR", "too large"},
		{"", "EUR", "cannot be read"},
		{".", "EUR", "cannot be read"},
		{"12.", "EUR", "cannot be read"},
		{".50", "EUR", "cannot be read"},
		{"1,50", "EUR", "cannot be read"},
		{"1.000.00", "EUR", "cannot be read"},
		{"1e3", "EUR", "cannot be read"},
		{"+1", "EUR", "cannot be read"},
		{"0x10", "EUR", "cannot be read"},
		{"１２", "EUR", "cannot be read"},
		{"12", "XYZ", "There is no currency"},
		{"12", "", "There is no currency"},
		{"12", "DEM", "There is no currency"},
	} {
		_, err := ParseAmount(tt.text, tt.currency)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%q %s: %v, not %q", tt.text, tt.currency, err, tt.words)
		}
	}
}

func TestABillIsRoundedOnceHalfAwayFromZero(t *testing.T) {
	for _, tt := range []struct {
		perUser, base int64
		tax           string
		users         int64
		want          Bill
	}{
		{250, 4900, "19", 120, Bill{120, 30000, 34900, 6631, 41531}},
		{0, 0, "19", 120, Bill{120, 0, 0, 0, 0}},
		{250, 0, "0", 0, Bill{0, 0, 0, 0, 0}},
		{1, 0, "19", 1, Bill{1, 1, 1, 0, 1}},              // 0.19
		{1, 0, "50", 1, Bill{1, 1, 1, 1, 2}},              // 0.5 away from zero
		{1, 0, "49.99", 1, Bill{1, 1, 1, 0, 1}},           // 0.4999
		{3, 0, "50", 1, Bill{1, 3, 3, 2, 5}},              // 1.5
		{5, 0, "50", 1, Bill{1, 5, 5, 3, 8}},              // 2.5, not to even
		{1, 0, "7.75", 200, Bill{200, 200, 200, 16, 216}}, // 15.5
		{1, 0, "33.33", 3, Bill{3, 3, 3, 1, 4}},           // 0.9999, once and not for each user
		{1, 0, "100", MaxAmount / 2, Bill{MaxAmount / 2, MaxAmount / 2, MaxAmount / 2, MaxAmount / 2, MaxAmount}},
	} {
		tax, err := ParseRate(tt.tax)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Price{PerUser: tt.perUser, Base: tt.base, Tax: tax, Currency: "EUR"}.Bill(tt.users)
		if err != nil || got != tt.want {
			t.Errorf("%d × %d + %d at %s%%: %+v, %v, not %+v", tt.perUser, tt.users, tt.base, tt.tax, got, err, tt.want)
		}
	}
}

func TestABillBeyondTheLargestAmountIsRefused(t *testing.T) {
	for _, p := range []Price{
		{PerUser: MaxAmount}, {PerUser: MaxAmount, Base: MaxAmount, Tax: MaxRate}, {PerUser: 1 << 62, Base: 1 << 62}, {PerUser: MaxAmount / 2, Base: 1},
	} {
		if _, err := p.Bill(2); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "too large") {
			t.Errorf("%+v: %v", p, err)
		}
	}
	for _, p := range []Price{{PerUser: -1}, {Base: -1}, {Tax: -1}} {
		if _, err := p.Bill(1); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if _, err := (Price{PerUser: 1}).Bill(-1); !fault.Is(err, fault.Invalid) {
		t.Error("fewer than no users are billed")
	}
}

func TestATaxIsReadInPercent(t *testing.T) {
	for text, want := range map[string]struct {
		rate  Rate
		shown string
	}{"19": {1900, "19%"}, "0": {0, "0%"}, "7.75": {775, "7.75%"}, "7.5%": {750, "7.5%"}, "100": {10000, "100%"}, "0.05": {5, "0.05%"}} {
		if got, err := ParseRate(text); err != nil || got != want.rate || got.String() != want.shown {
			t.Errorf("%q: %d, %s, %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "-1", "100.01", "101", "1000", "7.755", "7,5", "a", ".5", "7.", "1e1"} {
		if got, err := ParseRate(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

func TestAPaymentIsOfWhatIsOwedAtMost(t *testing.T) {
	owed := Money{10000, "EUR"}
	for _, tt := range []struct {
		pays  Money
		words string
	}{
		{Money{10000, "EUR"}, ""}, {Money{1, "EUR"}, ""},
		{Money{10001, "EUR"}, "The payment of €100.01 is more than the €100.00 that is owed."},
		{Money{0, "EUR"}, "must be more than zero"}, {Money{-1, "EUR"}, "must be more than zero"},
		{Money{100, "USD"}, "is in EUR, not in USD"},
	} {
		err := CheckPayment(tt.pays, owed)
		if (err == nil) != (tt.words == "") || err != nil && !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%+v: %v", tt.pays, err)
		}
	}
}
