package views_test

import (
	"fmt"
	"strings"
	"testing"

	"mtp/views"
	"mtp/views/parts"
)

// BenchmarkAdministrators measures what fifty rows of the list cost to render.
func BenchmarkAdministrators(b *testing.B) {
	m := views.AdministratorsPage{
		Page: signedIn("Administrators"), Path: "/administrators", MayAdd: true, Export: "/administrators.csv",
		Roles:   []parts.Option{{Label: "Any role", Chosen: true}, {Value: "manager", Label: "Manager"}},
		Columns: []parts.Column{{Label: "Name", Href: "?sort=-name", Sort: "ascending"}, {Label: "Email", Href: "?sort=email"}, {Label: "Role", Href: "?sort=role"}, {Label: "Status"}, {Label: "MFA"}, {Label: "API Access"}, {Label: "Organizations", Number: true}, {Label: "Last Login", Href: "?sort=last-login"}},
		Pager:   parts.Pager{Range: "1–50 of 100,000", Next: "/administrators?after=x"},
		Selection: parts.Selection{
			Action: "/administrators/bulk", FormID: "f1", OnPage: "All 50 on this page are selected",
			Buttons: []parts.Option{{Value: "suspend", Label: "Suspend"}, {Value: "delete", Label: "Delete"}},
		},
	}
	for i := range 50 {
		id := fmt.Sprintf("ffdxqb4hdgyhj4v5ofs%07d", i)
		m.Rows = append(m.Rows, views.AdministratorRow{
			ID: id, Href: "/administrators/" + id, Name: "Katherine Johnson", Email: fmt.Sprintf("katherine.johnson%d@northwind.example", i), Role: "Command Runner with Billing",
			Status: "Active", MFA: "Required, not set up", APIAccess: "Off", Organizations: "14", LastLogin: "2026-11-23 14:05 UTC", LastLoginISO: "2026-11-23T14:05:00Z",
		})
	}
	var page strings.Builder
	b.ReportAllocs()
	for b.Loop() {
		page.Reset()
		if err := views.Administrators(m).Render(b.Context(), &page); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(page.Len()))
}
