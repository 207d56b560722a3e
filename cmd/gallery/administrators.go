package main

import (
	"fmt"

	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

// roleOptions are the eight roles behind a first choice that is none.
func roleOptions(none string, chosen portal.Role) []parts.Option {
	all := []parts.Option{{Label: none, Chosen: chosen == portal.NoRole}}
	for _, r := range portal.Roles() {
		all = append(all, parts.Option{Value: r.Key(), Label: r.String(), Chosen: r == chosen})
	}
	return all
}

// options are choices whose value is their label; the first is none of them.
func options(none string, labels ...string) []parts.Option {
	all := []parts.Option{{Label: none, Chosen: true}}
	for _, l := range labels {
		all = append(all, parts.Option{Value: l, Label: l})
	}
	return all
}

func administratorList() views.AdministratorsPage {
	return views.AdministratorsPage{
		Page: signedIn("Administrators", "Administrators"), Path: "/administrators", MayAdd: true, Export: "/administrators.csv",
		Roles:    roleOptions("Any role", portal.NoRole),
		Statuses: options("Any status", "Invited", "Active", "Locked", "Suspended"),
		MFA:      options("Any", "On", "Required, not set up", "Off"),
		Columns: []parts.Column{
			{Label: "Name", Href: "?sort=-name", Sort: "ascending"},
			{Label: "Email", Href: "?sort=email"},
			{Label: "Role", Href: "?sort=role"},
			{Label: "Status"},
			{Label: "MFA"},
			{Label: "API Access"},
			{Label: "Organizations", Number: true},
			{Label: "Last Login", Href: "?sort=-last-login"},
		},
	}
}

func administratorRows(n int) []views.AdministratorRow {
	first := []string{"Ada", "Grace", "Katherine", "Alan", "Barbara", "Edsger", "Radia", "Donald", "Frances", "Ken"}
	last := []string{"Lovelace", "Hopper", "Johnson", "Turing", "Liskov", "Dijkstra", "Perlman"}
	statuses := []string{"Active", "Active", "Invited", "Active", "Suspended", "Active", "Locked"}
	mfa := []string{"On", "Required, not set up", "Off"}
	organizations := []string{"All", "14", "3", "1,204", "0"}
	roles := portal.Roles()
	rows := make([]views.AdministratorRow, n)
	for i := range rows {
		r := views.AdministratorRow{
			ID: fmt.Sprint("id", i), Href: "/administrators/grace", Name: first[i%10] + " " + last[i%7],
			Email: fmt.Sprintf("%c.%d@northwind.example", first[i%10][0]|0x20, i),
			Role:  roles[i*3%8].String(), Status: statuses[i%7], MFA: mfa[i%3], Organizations: organizations[i%5],
		}
		if i%4 == 0 {
			r.APIAccess = "On"
		}
		if r.Status != "Invited" {
			r.LastLogin = fmt.Sprintf("2026-11-%02d %02d:05 UTC", 1+i%23, i%24)
			r.LastLoginISO = fmt.Sprintf("2026-11-%02dT%02d:05:00Z", 1+i%23, i%24)
		}
		rows[i] = r
	}
	return rows
}

func administratorsScenes() []scene {
	full := administratorList()
	full.Rows = administratorRows(50)
	full.Selection = selecting("Select all 1,234 that match")
	full.Running = []parts.Link{{Name: "Suspend 5,000 administrators: 1,234 of 5,000 done.", Href: "/jobs/j1"}}
	full.Pager = parts.Pager{Range: "51–100 of 1,234", Previous: "?before=x", Next: "?after=x"}

	one := administratorList()
	one.Page = with(one.Page, "A new invitation for Grace Hopper is ready. Mail is not set up; the invitation is in outbox/20261123-140503-invitation-grace-northwind.example-4f2a9c.eml", "")
	one.Notices = []string{addSecond + " Ben Billing is invited but has not set a password yet.", mailNotice}
	one.Rows = administratorRows(1)
	one.Selection = selecting("")
	one.Pager = parts.Pager{Range: "1–1 of 1"}

	none := administratorList()
	none.Query, none.Organization, none.Filtered = "lovelaze", "Contoso", true

	filtered := administratorList()
	filtered.Query, filtered.Filtered, filtered.Sort = "hop", true, "-email"
	filtered.Roles = roleOptions("Any role", portal.HelpDesk)
	filtered.Rows = administratorRows(4)[1:3]
	filtered.Selection = selecting("")
	filtered.Errors, filtered.Page = parts.Errors{{Text: "Nobody is selected. Tick at least one, then choose what to do."}}, failed(filtered.Page)
	filtered.Pager = parts.Pager{Range: "1–2 of 2"}

	long := administratorList()
	long.MayAdd, long.Export, long.Viewer, long.Provider = false, "", longName, longProvider
	long.Rows = administratorRows(3)
	long.Rows[0].Name = longName
	long.Rows[0].Email = "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example"
	long.Rows[1].Name = `<script>alert(1)</script> O'Hara & "Sons"`
	long.Pager = parts.Pager{Range: "1–3 of 3"}

	cut := views.ExportLongPage{
		Page: signedIn("Excel would cut this file", "Administrators"), Names: []string{"Grace Hopper", longName, "Alan Turing", "Radia Perlman", "Ken Thompson"},
		More: true, Export: "/administrators.csv?long=1", Back: "/administrators",
	}

	return []scene{
		{"/administrators", "a full page", views.Administrators(full)},
		{"/administrators/one", "a lone administrator, with a message", views.Administrators(one)},
		{"/administrators/filtered", "search and filter, nobody selected", views.Administrators(filtered)},
		{"/administrators/no-match", "nothing matches", views.Administrators(none)},
		{"/administrators/empty", "nothing yet", views.Administrators(administratorList())},
		{"/administrators/long", "names of 60 characters, read only", views.Administrators(long)},
		{"/administrators/cut", "cells that Excel would cut, before the export", views.ExportLong(cut)},
	}
}
