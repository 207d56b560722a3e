package postal

import "strings"

// Problem is what is wrong with one part of an address.
type Problem struct{ Field, Text string }

// Check returns the address without the parts that its country does not have,
// and what is wrong with the others. Parts are trimmed by the caller.
func Check(a Address) (Address, []Problem) {
	c, ok := countries()[a.Country]
	if !ok {
		return a, []Problem{{FieldCountry, "Choose a country."}}
	}
	checked := Address{Country: a.Country}
	var problems []Problem
	for _, f := range Fields(a.Country) {
		part := *a.Part(f.Name)
		problem := ""
		switch {
		case part == "" && f.Required && len(f.Options) > 0:
			problem = "Choose one: " + lower(f.Label) + "."
		case part == "" && f.Required:
			problem = "Enter the " + lower(f.Label) + "."
		case part == "":
		case f.Name == FieldPostalCode && c.code != nil && !c.code.MatchString(part):
			problem = "Enter the " + lower(f.Label) + " in a form like " + f.Example + "."
		case len(f.Options) > 0 && !offered(f.Options, part):
			problem = "Choose one: " + lower(f.Label) + "."
		}
		if problem != "" {
			problems = append(problems, Problem{f.Name, problem})
		}
		if f.Name == FieldPostalCode {
			part = strings.ToUpper(part)
		}
		*checked.Part(f.Name) = part
	}
	return checked, problems
}

func offered(options []Region, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// lower writes a label inside a sentence: "ZIP code", but "city".
func lower(label string) string {
	if len(label) > 1 && strings.ToUpper(label[:2]) == label[:2] || label == "Eircode" {
		return label
	}
	return strings.ToLower(label[:1]) + label[1:]
}

// Lines writes the address as its country does, under a name, with the country
// last.
func Lines(name string, a Address) []string {
	c, ok := countries()[a.Country]
	if !ok {
		return nil
	}
	street := a.Line1
	if a.Line2 != "" {
		street += "\n" + a.Line2
	}
	filled := strings.NewReplacer("%n", "\n", "%N", name, "%O", a.Company, "%A", street, "%D", a.District, "%C", a.City,
		"%S", a.Region, "%Z", a.PostalCode, "%X", a.SortingCode).Replace(c.Format)
	var lines []string
	for line := range strings.SplitSeq(filled, "\n") {
		// What parts a missing one from the others goes with it.
		if line = strings.Trim(line, " ,-/"); line != "" {
			lines = append(lines, line)
		}
	}
	return append(lines, Name(a.Country))
}
