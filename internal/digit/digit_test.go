package digit

import (
	"testing"
	"unicode"
)

func TestDigitsOfEveryScriptAreRead(t *testing.T) {
	for typed, want := range map[string]string{
		"0123456789": "0123456789",
		"２５２４５９":     "252459", // of full width
		"٢٥٢٤٥٩":     "252459", // Arabic
		"۲۵۲۴۵۹":     "252459", // Persian
		"२५२४५९":     "252459", // Hindi
		"𝟐𝟓𝟚𝟜𝟧𝟵":     "252459", // mathematical, five rows of them
		"²五Ⅷ x":      "²五Ⅷ x",  // none that a decimal number is written with
	} {
		if got := Plain(typed); got != want {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	for c := range rune(unicode.MaxRune) {
		if _, ok := Value(c); ok != unicode.IsDigit(c) {
			t.Errorf("%U is a digit: %v", c, ok)
		}
	}
}

func TestACodeIsOneHoweverItIsTyped(t *testing.T) {
	for _, typed := range []string{
		"AB2-CD3", "ab2cd3", " a b 2 c d 3\n", "ab2\u00a0cd3", "ab2\u2011cd3", "ab2–cd3", "ab2\u200bcd3", "\u202aab2cd3\u202c", "\ufeffab2cd3", "ａｂ２ＣＤ３",
	} {
		if got := Code(typed); got != "AB2CD3" {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	for _, typed := range []string{"", "AB2_CD3", "AB2.CD3", "AB2/CD3"} {
		if Code(typed) == "AB2CD3" {
			t.Errorf("%q is taken for the code", typed)
		}
	}
}

func TestNumbersHaveACommaAtTheThousand(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1400: "1,400", 100_000: "100,000", 1_234_567: "1,234,567", -999: "-999", -1400: "-1,400"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d is written %q, not %q", n, got, want)
		}
	}
}
