// Package postal knows how addresses are written in each country: of which
// parts, what these are called, which are needed, and how the postal code looks.
package postal

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// data names its source and licence itself; the text of the licence is in
// addresses.LICENSE. generate/ makes it.
//
//go:embed addresses.json
var data []byte

// country is what the data says about one.
type country struct {
	Format   string     `json:"format"` // %A and so on stand for parts, %n for a new line
	Require  string     `json:"require"`
	State    string     `json:"state"`
	City     string     `json:"city"`
	District string     `json:"district"`
	Code     string     `json:"code"`
	Pattern  string     `json:"pattern"`
	Example  string     `json:"example"`
	Regions  [][]string `json:"regions"` // value and, where it differs, name
	code     *regexp.Regexp
}

var countries = sync.OnceValue(func() map[string]*country {
	var read struct {
		Countries map[string]*country `json:"countries"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		panic(err) // embedded
	}
	for _, c := range read.Countries {
		if c.Pattern != "" {
			c.code = regexp.MustCompile(`(?i)^(?:` + c.Pattern + `)$`)
		}
	}
	return read.Countries
})

// Country is a country or territory that has addresses.
type Country struct{ Code, Name string }

// Countries returns every country by its English name.
var Countries = sync.OnceValue(func() []Country {
	names := display.English.Regions()
	list := make([]Country, 0, len(countries()))
	for code := range countries() {
		if region, err := language.ParseRegion(code); err == nil {
			list = append(list, Country{code, names.Name(region)})
		}
	}
	order := collate.New(language.English)
	slices.SortFunc(list, func(a, b Country) int { return order.CompareString(a.Name, b.Name) })
	return list
})

// Name returns the English name of the country, "" when there is none of the code.
func Name(code string) string {
	for _, c := range Countries() {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}

// Address is where mail goes to. Parts that the country does not have are "".
type Address struct {
	Country     string `json:"country"` // ISO 3166-1, two capital letters
	Company     string `json:"company,omitempty"`
	Line1       string `json:"line1,omitempty"`
	Line2       string `json:"line2,omitempty"`
	District    string `json:"district,omitempty"`
	City        string `json:"city,omitempty"`
	Region      string `json:"region,omitempty"`
	PostalCode  string `json:"postalCode,omitempty"`
	SortingCode string `json:"sortingCode,omitempty"`
}

// Names of the parts, as forms post them.
const (
	FieldCountry     = "country"
	FieldCompany     = "company"
	FieldLine1       = "line1"
	FieldLine2       = "line2"
	FieldDistrict    = "district"
	FieldCity        = "city"
	FieldRegion      = "region"
	FieldPostalCode  = "postal_code"
	FieldSortingCode = "sorting_code"
)

// Part returns where the part of the address is kept, nil for an unknown name.
func (a *Address) Part(field string) *string {
	switch field {
	case FieldCountry:
		return &a.Country
	case FieldCompany:
		return &a.Company
	case FieldLine1:
		return &a.Line1
	case FieldLine2:
		return &a.Line2
	case FieldDistrict:
		return &a.District
	case FieldCity:
		return &a.City
	case FieldRegion:
		return &a.Region
	case FieldPostalCode:
		return &a.PostalCode
	case FieldSortingCode:
		return &a.SortingCode
	}
	return nil
}

// Field is one part of the addresses of a country.
type Field struct {
	Name     string // as forms post it
	Label    string
	Required bool
	Example  string   // of a postal code
	Options  []Region // to choose from; none where it is typed
}

// Region is a part of a country that addresses name.
type Region struct{ Value, Name string }

// letters are the parts as formats write them, company first in any case.
var letters = map[byte]string{
	'O': FieldCompany, 'A': FieldLine1, 'D': FieldDistrict, 'C': FieldCity, 'S': FieldRegion, 'Z': FieldPostalCode, 'X': FieldSortingCode,
}

var labels = map[string]string{
	"state": "State", "area": "Area", "county": "County", "department": "Department", "district": "District", "do_si": "Do/Si", "emirate": "Emirate",
	"island": "Island", "oblast": "Oblast", "parish": "Parish", "prefecture": "Prefecture",
	"suburb": "Suburb", "post_town": "Post town", "neighborhood": "Neighborhood", "townland": "Townland", "village_township": "Village or township",
	"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode",
}

func label(kind, usual string) string {
	if l, ok := labels[kind]; ok {
		return l
	}
	return usual
}

// Fields returns the parts of the country's addresses in the order in which they
// are written, the country itself apart; nil for an unknown country.
func Fields(code string) []Field {
	c, ok := countries()[code]
	if !ok {
		return nil
	}
	list := []Field{{Name: FieldCompany, Label: "Company"}}
	for i := 0; i+1 < len(c.Format); i++ {
		name, known := letters[c.Format[i+1]]
		if c.Format[i] != '%' || !known || name == FieldCompany || slices.ContainsFunc(list, func(f Field) bool { return f.Name == name }) {
			continue
		}
		f := Field{Name: name, Required: strings.IndexByte(c.Require, c.Format[i+1]) >= 0}
		switch name {
		case FieldLine1:
			f.Label = "Address"
			list = append(list, f)
			f = Field{Name: FieldLine2, Label: "Address, second line"}
		case FieldDistrict:
			f.Label = label(c.District, "Suburb")
		case FieldCity:
			f.Label = label(c.City, "City")
		case FieldRegion:
			f.Label = label(c.State, "Province")
			for _, r := range c.Regions {
				f.Options = append(f.Options, Region{r[0], r[len(r)-1]})
			}
		case FieldPostalCode:
			f.Label, f.Example = label(c.Code, "Postal code"), c.Example
		case FieldSortingCode:
			f.Label = "Sorting code"
		}
		list = append(list, f)
	}
	return list
}
