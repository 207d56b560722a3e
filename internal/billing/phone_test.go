package billing

import (
	"strings"
	"testing"
)

func TestPhoneNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for _, tt := range []struct{ typed, kept, problem string }{
		{"+49 30 90182004", "+49 30 90182004", ""}, // which passes the check of a card
		{"(+49) 30 90182004", "(+49) 30 90182004", ""},
		{"+1 (555) 010-1234 ext. 12", "+1 (555) 010-1234 ext. 12", ""},
		{"555 010 1234 x12", "555 010 1234 x12", ""},
		{"555 010 1234, Extension 12", "555 010 1234, Extension 12", ""},
		{"555 010 1234 #12", "555 010 1234 #12", ""},
		{"tel:+1-555-010-1234;ext=12", "+1-555-010-1234;ext=12", ""},
		{"\u202a+49\u00a030\u201190182004\u202c", "+49 30-90182004", ""},
		{"＋４９ ３０ ９０１８２００４", "+49 30 90182004", ""},
		{"+49 30 – 90182004", "+49 30 - 90182004", ""},
		{"", "", ""},
		{"4111 1111 1111 1111", "4111 1111 1111 1111", CardRefused},
		{"+4111 1111 1111 1111", "+4111 1111 1111 1111", CardRefused},
		{"4111 1111 1 x 1111111", "4111 1111 1 x 1111111", CardRefused},
		{"49 30 90182004", "49 30 90182004", CardRefused},
		{"call me", "call me", "Use digits"},
		{"ext. 12", "ext. 12", "Enter a phone number"},
		{"+1 23", "+1 23", "Enter a phone number"},
	} {
		kept := cleanPhone(tt.typed)
		if problem := phoneProblem(kept); kept != tt.kept || (problem == "") != (tt.problem == "") || !strings.HasPrefix(problem, tt.problem) {
			t.Errorf("%q is kept as %q: %q", tt.typed, kept, problem)
		}
	}
}
