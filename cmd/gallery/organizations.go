package main

import (
	"strconv"

	"mtp/views"
	"mtp/views/parts"
)

// choosing makes rows of a list choosable, with the buttons.
func choosing(action, all string, buttons ...string) parts.Selection {
	s := parts.Selection{Action: action, FormID: "f8", OnPage: "All 50 on this page are selected", All: all}
	for _, name := range buttons {
		s.Buttons = append(s.Buttons, parts.Option{Value: name, Label: name})
	}
	return s
}

// people are who reaches an organization: some by all, the rest by selection.
func people(n int) *views.OrganizationPeople {
	m := &views.OrganizationPeople{
		Path: "/organizations/people", FormID: "f9", Counts: []parts.Link{{Name: "1,204 selected for it", Href: "?rule=selected"}, {Name: "311 reach all organizations", Href: "?rule=all"}},
		Rules: options("Any", "Selected organizations", "All organizations"),
	}
	for i, r := range administratorRows(n) {
		row := views.OrganizationPerson{ID: r.ID, Href: r.Href, Name: r.Name, Email: r.Email, Role: r.Role, Status: r.Status, Access: "Selected organizations", Since: "2026-11-03 14:05 UTC", SinceISO: "2026-11-03T14:05:00Z", By: "Ada Lovelace", ByHref: "/administrators/grace"}
		if i%4 == 0 {
			row.Access, row.Fixed, row.Since, row.SinceISO, row.By, row.ByHref = "All organizations", true, "", "", "", ""
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func organizationList() views.OrganizationsPage {
	return views.OrganizationsPage{
		Page: signedIn("Organizations", "Organizations"), MayAdd: true, Export: "/organizations.csv",
		Columns: []parts.Column{{Label: "Name", Href: "?sort=-name", Sort: "ascending"}, {Label: "Users", Number: true}, {Label: "Administrators", Number: true}},
		Empty:   "There are no organizations yet. Add the first one.",
	}
}

func organizationScenes() []scene {
	full := organizationList()
	for i, name := range organizationNames(50) {
		full.Rows = append(full.Rows, views.OrganizationRow{
			ID: strconv.Itoa(i), Href: "/organizations/edit", Name: name, Users: []string{"1,250", "87", "0"}[i%3], Administrators: []string{"3", "1,204", "12"}[i%3], Launch: "/o/overview",
		})
	}
	full.Rows[2].Launch, full.Rows[5].Launch = "", ""
	full.Selection = choosing("/organizations", "Select all 10,000 that match", "Add people", "Remove people")
	full.Pager = parts.Pager{Range: "1–50 of many", Next: "?after=x"}
	nobody := full
	nobody.Page, nobody.Rows, nobody.Pager = failed(full.Page), full.Rows[:3], parts.Pager{Range: "1–3 of 3"}
	nobody.Selection = choosing("/organizations", "", "Add people", "Remove people")
	nobody.Errors = parts.Errors{{Text: "No organization is selected. Tick at least one."}}

	none := organizationList()
	none.Query, none.Filtered = "contosso", true

	read := organizationList()
	read.MayAdd, read.Export = false, ""
	read.Rows = []views.OrganizationRow{
		{Name: longProvider, Users: "100,000", Administrators: "2", Launch: "/o/overview"}, {Name: "<b>Bold & Sons</b>", Users: "12", Administrators: "4", Launch: "/o/overview"},
		{Name: longest, Users: "0", Administrators: "1", Launch: "/o/overview"},
	}
	for i := range read.Rows {
		read.Rows[i].Href = "/organizations/text"
	}
	read.Pager = parts.Pager{Range: "1–3 of 3"}

	unreached := organizationList()
	unreached.MayAdd = false
	unreached.Empty = "No organization is within your reach. Ask an Administrator with Billing for access."

	add := views.OrganizationForm{Page: signedIn("New organization", "Organizations"), Action: "/organizations/new", FormID: "f6"}
	taken := add
	taken.Page, taken.Name = failed(taken.Page), "Contoso Leeds 1"
	taken.Errors = parts.Errors{{Field: "name", Text: "Another organization has this name. Names that differ only in case, spaces, apostrophes or hyphens count as the same."}}
	rename := views.OrganizationForm{
		Page: failed(signedIn("Contoso Leeds 1", "Organizations")), Action: "/organizations/edit", FormID: "f7", Version: "3", Name: "Contoso Leeds",
		Conflict: []parts.Difference{{Group: changedBoth, Field: "Organization Name", Name: "name", Theirs: "Contoso UK", Yours: "Contoso Leeds"}},
		Errors:   parts.Errors{{Field: "name", Text: "Saved here as “Contoso UK” by Katherine Johnson (2026-11-23 14:05 UTC). This is yours: leave or change it, then save again."}},
		People:   people(3),
	}
	page := views.OrganizationForm{Page: signedIn("Contoso Leeds 1", "Organizations"), Action: "/organizations/people", FormID: "f7", Version: "3", Name: "Contoso Leeds 1", People: people(50)}
	page.People.Selection = choosing("/organizations/people", "Select all 1,204 that match", "Remove access")
	page.People.Selection.OnPage = "All 37 on this page are selected"
	page.People.Pager = parts.Pager{Range: "1–50 of 1,515", Next: "?after=x"}
	all := page
	all.People = people(1)
	all.People.Filtered, all.People.Rules = true, []parts.Option{{Label: "Any"}, {Label: "All organizations", Chosen: true}}
	unmatched := page
	unmatched.People = people(0)
	unmatched.People.Query, unmatched.People.Filtered = "lovelaze", true
	deserted := page
	deserted.People = people(0)
	deserted.People.Counts = []parts.Link{{Name: "0 selected for it", Href: "?rule=selected"}, {Name: "0 reach all organizations", Href: "?rule=all"}}
	long := page
	long.Page, long.Name, long.People = signedIn(longest, "Organizations"), longest, people(3)
	long.People.Selection = choosing("/organizations/people", "", "Remove access")
	long.People.Rows[1].Name, long.People.Rows[1].Email = longName, "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example"
	text := views.OrganizationText{
		Page: signedIn("Contoso Leeds 1", "Organizations"), People: *people(5),
		Why: "Your role, Read Only, may not add or rename organizations. Ask an Administrator with Billing to do it for you or to change your role.",
	}
	text.People.FormID, text.People.Rows[0].By = "", "Operator on the machine"
	text.People.Pager = parts.Pager{Range: "1–5 of 5"}
	return []scene{
		{"/organizations/text", "who reaches one, read only", views.OrganizationRead(text)},
		{"/organizations", "a full page", views.Organizations(full)},
		{"/organizations/none-selected", "none is selected", views.Organizations(nobody)},
		{"/organizations/empty", "nothing yet", views.Organizations(organizationList())},
		{"/organizations/no-match", "nothing matches", views.Organizations(none)},
		{"/organizations/read", "read only", views.Organizations(read)},
		{"/organizations/unreached", "nothing within reach", views.Organizations(unreached)},
		{"/organizations/new", "a new form", views.OrganizationEdit(add)},
		{"/organizations/new/errors", "the name is taken", views.OrganizationEdit(taken)},
		{"/organizations/edit", "somebody else saved meanwhile", views.OrganizationEdit(rename)},
		{"/organizations/people", "who reaches one, a full page", views.OrganizationEdit(page)},
		{"/organizations/people/all", "who reaches all, and cannot be ticked", views.OrganizationEdit(all)},
		{"/organizations/people/no-match", "nobody matches", views.OrganizationEdit(unmatched)},
		{"/organizations/people/empty", "nobody reaches it", views.OrganizationEdit(deserted)},
		{"/organizations/people/long", "long names", views.OrganizationEdit(long)},
	}
}
