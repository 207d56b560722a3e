package blank_test

import (
	"testing"

	"mtp/internal/blank"
)

func TestWhatShowsAsNothingIsDroppedAtTheEnds(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		" \u00a0\u200b\ufeff":               "",
		"Ann":                               "Ann",
		"  Ann Lee\r\n":                     "Ann Lee",
		"\ufeff\ufeffEmail":                 "Email",
		"Email\u200b":                       "Email",
		"\u202aann@example.com\u202c":       "ann@example.com",
		"\u200f \u200fדוד \u200e":           "דוד",
		"Ann\u200d":                         "Ann",
		"Ann\u00ad":                         "Ann",
		"\u2066Ann\u2069":                   "Ann",
		"A\u200bnn":                         "A\u200bnn",
		"\u3164":                            "",
		"Ann ❤\ufe0f\u200b":                 "Ann ❤\ufe0f",
		"\ufe0fAnn \ufe0f":                  "Ann",
		"\u0d05\u0d35\u0d28\u0d4d\u200d":    "\u0d05\u0d35\u0d28\u0d4d\u200d",
		"\u0d05\u0d35\u0d28\u0d4d\u200d \n": "\u0d05\u0d35\u0d28\u0d4d\u200d",
		"Ann\xff":                           "Ann\xff",
	} {
		if got := blank.Trim(in); got != want {
			t.Errorf("Trim(%q) = %q, want %q", in, got, want)
		}
		if again := blank.Trim(want); again != want {
			t.Errorf("Trim(%q) = %q", want, again)
		}
	}
}
