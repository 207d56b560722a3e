package postal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachCountryHasANameAndFields(t *testing.T) {
	if n := len(Countries()); n < 240 {
		t.Errorf("%d countries", n)
	}
	for _, c := range Countries() {
		fields := Fields(c.Code)
		if c.Name == "" || strings.Contains(c.Name, "Unknown") || Name(c.Code) != c.Name || len(fields) < 3 {
			t.Errorf("%s %q: %v", c.Code, c.Name, fields)
		}
		seen := map[string]bool{}
		for _, f := range fields {
			if f.Label == "" || seen[f.Name] || new(Address).Part(f.Name) == nil {
				t.Errorf("%s: %+v", c.Code, f)
			}
			seen[f.Name] = true
			if f.Name == FieldPostalCode && f.Example != "" {
				if _, problems := Check(Address{Country: c.Code, Line1: "x", City: "x", PostalCode: f.Example}); len(problems) > 0 && problems[len(problems)-1].Field == FieldPostalCode {
					t.Errorf("%s: the example %s is refused", c.Code, f.Example)
				}
			}
			for _, o := range f.Options {
				if o.Value == "" || o.Name == "" {
					t.Errorf("%s: %+v", c.Code, o)
				}
			}
		}
	}
	if Fields("ZZ") != nil || Fields("") != nil || Name("XX") != "" {
		t.Error("a country that is none has fields")
	}
}

func TestFieldsAreNamedAsTheCountryNamesThem(t *testing.T) {
	for code, want := range map[string]string{
		"US": "Company, Address*, Address, second line, City*, State*, ZIP code*",
		"GB": "Company, Address*, Address, second line, Post town*, Postal code*",
		"JP": "Company, Address*, Address, second line, Prefecture*, Postal code*",
		"CA": "Company, Address*, Address, second line, City*, Province*, Postal code*",
		"DE": "Company, Address*, Address, second line, Postal code*, City*",
		"IE": "Company, Address*, Address, second line, Townland, City*, County, Eircode",
		"IN": "Company, Address*, Address, second line, City*, PIN code*, State*",
		"HK": "Company, Address*, Address, second line, District, Area*",
		"AE": "Company, Address*, Address, second line, Emirate*",
	} {
		var got []string
		for _, f := range Fields(code) {
			if f.Required {
				f.Label += "*"
			}
			got = append(got, f.Label)
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
}

func TestAnAddressIsCheckedByItsCountry(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Address
		want []Problem
	}{
		{"whole", Address{Country: "US", Line1: "1 Main St", City: "Reno", Region: "NV", PostalCode: "89501"}, nil},
		{"nothing", Address{Country: "US"}, []Problem{{"line1", "Enter the address."}, {"city", "Enter the city."}, {"region", "Choose one: state."}, {"postal_code", "Enter the ZIP code."}}},
		{"a state that is none", Address{Country: "US", Line1: "1 Main St", City: "Reno", Region: "Nevada", PostalCode: "89501"}, []Problem{{"region", "Choose one: state."}}},
		{"a code of elsewhere", Address{Country: "GB", Line1: "1 High St", City: "London", PostalCode: "89501"}, []Problem{{"postal_code", "Enter the postal code in a form like EC1Y 8SY."}}},
		{"part of it is right", Address{Country: "DE", Line1: "Weg 1", City: "Bonn", PostalCode: "53113 Bonn"}, []Problem{{"postal_code", "Enter the postal code in a form like 26133."}}},
		{"no country", Address{Line1: "Weg 1"}, []Problem{{"country", "Choose a country."}}},
		{"an unknown one", Address{Country: "ZZ"}, []Problem{{"country", "Choose a country."}}},
	} {
		if _, got := Check(tt.a); !cmp.Equal(tt.want, got) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	got, problems := Check(Address{Country: "GB", Line1: "1 High St", City: "London", Region: "NV", PostalCode: "ec1y 8sy", SortingCode: "x"})
	if want := (Address{Country: "GB", Line1: "1 High St", City: "London", PostalCode: "EC1Y 8SY"}); got != want || problems != nil {
		t.Errorf("%+v, %v", got, problems)
	}
}

func TestAnAddressIsWrittenAsItsCountryDoes(t *testing.T) {
	for _, tt := range []struct {
		a    Address
		want []string
	}{
		{Address{Country: "US", Company: "Acme", Line1: "1 Main St", Line2: "Floor 2", City: "Reno", Region: "NV", PostalCode: "89501"}, []string{"Ada Lovelace", "Acme", "1 Main St", "Floor 2", "Reno, NV 89501", "United States"}},
		{Address{Country: "DE", Line1: "Weg 1", City: "Bonn", PostalCode: "53113"}, []string{"Ada Lovelace", "Weg 1", "53113 Bonn", "Germany"}},
		{Address{Country: "BR", Line1: "Rua 1", City: "Recife", PostalCode: "40301-110"}, []string{"Ada Lovelace", "Rua 1", "Recife", "40301-110", "Brazil"}},
		{Address{}, nil},
	} {
		if diff := cmp.Diff(tt.want, Lines("Ada Lovelace", tt.a)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
