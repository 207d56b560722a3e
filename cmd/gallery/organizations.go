package main

import "mtp/views"

func organizationList() views.OrganizationsPage {
	return views.OrganizationsPage{
		Page: signedIn("Organizations", "Organizations"), MayAdd: true, Export: "/organizations.csv",
		Columns: []views.Column{{Label: "Name", Href: "?sort=-name", Sort: "ascending"}, {Label: "Users"}, {Label: "Administrators"}},
		Empty:   "There are no organizations yet. Add the first one.",
	}
}

func organizationScenes() []scene {
	full := organizationList()
	for i, name := range organizationNames(50) {
		full.Rows = append(full.Rows, views.OrganizationRow{
			Href: "/organizations/edit", Name: name, Users: []string{"1,250", "87", "0"}[i%3], Administrators: []string{"3", "1,204", "12"}[i%3], Launch: "/o/overview",
		})
	}
	full.Rows[2].Launch, full.Rows[5].Launch = "", ""
	full.Pager = views.Pager{Range: "1–50 of many", Next: "?after=x"}

	none := organizationList()
	none.Query, none.Filtered = "contosso", true

	read := organizationList()
	read.MayAdd, read.Export = false, ""
	read.Rows = []views.OrganizationRow{
		{Name: longProvider, Users: "100,000", Administrators: "2", Launch: "/o/overview"}, {Name: "<b>Bold & Sons</b>", Users: "12", Administrators: "4", Launch: "/o/overview"},
		{Name: longest, Users: "0", Administrators: "1", Launch: "/o/overview"},
	}
	read.Pager = views.Pager{Range: "1–3 of 3"}

	unreached := organizationList()
	unreached.MayAdd = false
	unreached.Empty = "No organization is within your reach. Ask an Administrator with Billing for access."

	add := views.OrganizationForm{Page: signedIn("New organization", "Organizations"), Action: "/organizations/new", FormID: "f6"}
	taken := add
	taken.Page, taken.Name = failed(taken.Page), "Contoso Leeds 1"
	taken.Errors = views.Errors{{Field: "name", Text: "An organization has this name already. Choose a different one."}}
	rename := views.OrganizationForm{
		Page: failed(signedIn("Contoso Leeds 1", "Organizations")), Action: "/organizations/edit", FormID: "f7", Version: "3", Name: "Contoso Leeds",
		Conflict: []views.Difference{{Field: "Organization Name", Theirs: "Contoso UK", Yours: "Contoso Leeds"}},
	}
	return []scene{
		{"/organizations", "a full page", views.Organizations(full)},
		{"/organizations/empty", "nothing yet", views.Organizations(organizationList())},
		{"/organizations/no-match", "nothing matches", views.Organizations(none)},
		{"/organizations/read", "read only", views.Organizations(read)},
		{"/organizations/unreached", "nothing within reach", views.Organizations(unreached)},
		{"/organizations/new", "a new form", views.OrganizationEdit(add)},
		{"/organizations/new/errors", "the name is taken", views.OrganizationEdit(taken)},
		{"/organizations/edit", "somebody else saved meanwhile", views.OrganizationEdit(rename)},
	}
}
