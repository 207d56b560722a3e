package sample

import (
	"testing"

	"mtp/internal/portal"
)

func TestEverySampleNameAndAddressCouldBeTyped(t *testing.T) {
	for _, c := range cultures {
		for _, first := range c.first {
			for _, last := range c.last {
				d := portal.Draft{FirstName: native(first), LastName: native(last), Email: latin(first) + "." + latin(last) + "@mtp.example"}
				if cleaned, problems := d.Person(); len(problems) > 0 || cleaned != d || len(latin(first)) < 2 || len(latin(last)) < 2 {
					t.Errorf("%+v: %+v", d, problems)
				}
			}
		}
	}
	s := New(1)
	for range 5000 {
		name := s.OrganizationName()
		if cleaned, err := portal.CheckOrganizationName(name); err != nil || cleaned != name {
			t.Errorf("%q: %v", name, err)
		}
	}
}
