package main

import (
	"fmt"

	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

// selecting makes rows of the list choosable.
func selecting(all string) parts.Selection {
	s := parts.Selection{Action: "/administrators/bulk", FormID: "f1", OnPage: "All 50 on this page are selected", All: all, Matched: "All 1,234 that match are selected"}
	for _, name := range []string{"Suspend", "Restore", "Require MFA", "Change role", "Add organizations", "Remove organizations", "Send password reset", "Resend invitation", "Delete"} {
		value := "x"
		if name == "Delete" {
			value = "delete"
		}
		s.Buttons = append(s.Buttons, parts.Option{Value: value, Label: name})
	}
	return s
}

func jobPage(title string) views.JobPage {
	return views.JobPage{
		Page: signedIn(title, "Administrators"), Href: "/jobs/j1", FormID: "f1",
		Crumb: parts.Link{Name: "Administrators", Href: "/administrators"}, Cancel: "/administrators",
	}
}

func jobItems(n int, result string) *views.JobItems {
	items := &views.JobItems{
		Title: "Administrators", Email: true, Pager: parts.Pager{Range: "1–50 of 1,234", Next: "?after=x"},
		Filters: []parts.NavItem{{Name: "All 1,234", Href: "#items", Current: true}, {Name: "Affected 1,200", Href: "#items"}, {Name: "Skipped 34", Href: "#items"}},
	}
	for _, r := range administratorRows(n) {
		items.Rows = append(items.Rows, views.JobItem{Name: r.Name, Href: r.Href, Email: r.Email, Result: result, Changes: []parts.FieldChange{{Field: "Status", Before: r.Status, After: "Suspended"}}})
	}
	if n > 2 {
		items.Rows[1] = views.JobItem{Name: longName, Href: "/administrators/grace", Email: "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example", Result: "Skipped", Reason: "Already suspended."}
	}
	return items
}

func jobScenes() []scene {
	role := jobPage("Change the role of 12 administrators")
	role.Choice = &views.JobChoice{Roles: roleOptions("Choose a role", portal.NoRole), About: aboutRoles()}
	role.Items = jobItems(3, "Selected")
	role.Errors, role.Page = parts.Errors{{Field: "role", Text: "Choose a role."}}, failed(role.Page)

	organizations := jobPage("Give 12 administrators access to organizations")
	p := fullPicker()
	p.AddedTitle, p.Chosen, p.Summary, p.Removed = "Chosen", "14 organizations chosen", "", nil
	organizations.Choice = &views.JobChoice{Picker: &p}

	preview := jobPage("Suspend 1,200 administrators")
	preview.Cards = []parts.Card{{Number: "1,200", What: "administrators are affected"}, {Number: "34", What: "are skipped"}}
	preview.Consequences = []string{"They are logged out everywhere at once. Their emailed links stop working, and their API keys for good.", "They cannot log in until restored. Role and organization access stay as they are."}
	preview.Start, preview.ReasonsTitle = "Apply to 1,200 administrators", "Skipped, and why"
	preview.Reasons = []views.JobReason{
		{Title: "Already suspended.", Count: "33", Names: "Grace Hopper, " + longName + ", Alan Turing and 30 more"},
		{Title: "You cannot suspend yourself. Another Administrator with Billing can.", Count: "1", Names: "Ada Lovelace"},
	}
	preview.Items = jobItems(50, "Affected")

	turned := jobPage("Change the role of 14 administrators")
	turned.Choice = &views.JobChoice{Roles: roleOptions("Choose a role", portal.AdministratorRole), About: aboutRoles(), Chosen: true}
	turned.Cards = []parts.Card{{Number: "14", What: "administrators are affected"}, {Number: "0", What: "are skipped"}}
	turned.Start = "Apply to 14 administrators"
	turned.Turns = []views.RoleTurn{{
		Title: "Billing Only → Administrator: 14 administrators",
		Gains: []string{"Organizations and administrators: No Access → Read-Only", "Users of an organization: Read-Only → Edit"},
		Loses: []string{"Payment methods: Edit → No Access"},
	}}
	turned.Items = jobItems(3, "Affected")

	nothing := jobPage("Restore administrators")
	nothing.Cards = []parts.Card{{Number: "0", What: "administrators are affected"}, {Number: "1", What: "is skipped"}}
	nothing.WhyNot, nothing.ReasonsTitle = "There is nothing to do: everyone is skipped.", "Skipped, and why"
	nothing.Reasons = []views.JobReason{{Title: "Not suspended.", Count: "1", Names: "Grace Hopper"}}

	running := jobPage("Send a password reset to 5,000 administrators")
	running.State = "Running"
	running.Progress = &views.JobProgress{Done: 1234, Of: 5000, Text: "1,234 of 5,000 tried, 3 refused", MayStop: true}
	running.Facts = []parts.Fact{{Label: "By", Value: "Ada Lovelace"}, {Label: "Started", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"}}
	running.Links = []parts.Link{{Name: "See the activity", Href: "/activity"}}
	running.Items = jobItems(50, "Waiting")

	held := running
	held.Notes = []string{"This stands still for now. The portal cannot save anything right now. What is left is tried again every minute, and the log says why. Nothing is done twice."}
	failing := running
	failing.Notes = []string{"This stands still for now. Something failed. What is left is tried again every minute, and the log says why. Nothing is done twice."}

	stopped := running
	stopped.State, stopped.Progress = "Stopped", nil
	stopped.Facts = append(stopped.Facts[:2:2], parts.Fact{Label: "Took", Value: "1 minute 5 seconds"}, parts.Fact{Label: "Stopped", Value: "Stopped by " + longName + "."})
	stopped.Cards = []parts.Card{{Number: "1,231", What: "done"}, {Number: "3", What: "refused"}, {Number: "3,766", What: "not tried"}}
	stopped.Notes = []string{"Mail is not set up; the emails go to outbox/."}
	stopped.Links = append([]parts.Link{{Name: "Download results", Href: "/jobs/j1/results.csv"}}, stopped.Links...)
	stopped.Items = jobItems(50, "Not tried")

	imported := jobPage("Import administrators")
	imported.Cards = []parts.Card{{Number: "12", What: "are added"}, {Number: "3", What: "are changed"}, {Number: "80", What: "stay as they are"}, {Number: "2", What: "lines are refused"}}
	imported.Notes = []string{"These columns are not read: Shoe size."}
	imported.Start, imported.ReasonsTitle = "Import 15 rows", "Not done, and why"
	imported.Consequences = []string{"Everyone who is added gets an invitation. Everyone whose account changes gets an email about it.", "Each line is done completely or not at all."}
	imported.Items = &views.JobItems{Title: "Lines of the file", Numbered: true, Email: true, Pager: parts.Pager{Range: "1–4 of 97"}}
	for i, result := range []string{"New", "Changed", "Unchanged", "Refused"} {
		item := views.JobItem{Line: fmt.Sprint(i + 2), Name: "Grace Hopper", Email: "grace@northwind.example", Result: result}
		switch result {
		case "Changed":
			item.Changes = []parts.FieldChange{{Field: "Role", Before: "Manager", After: "Help Desk"}, {Field: "Organizations added", After: "2 organizations: " + longest + "; Contoso"}}
		case "Refused":
			item.Reason = "There is no organization “Contso”. Did you mean “Contoso”? Line 2 has the same email address."
		}
		imported.Items.Rows = append(imported.Items.Rows, item)
	}

	ask := views.ImportPage{
		Page: failed(signedIn("Import administrators", "Administrators")), Action: "/administrators/import", FormID: "f1", Back: "/administrators",
		Lead:   "Each line is matched by its email address: a known one changes that administrator, a new one adds and invites somebody. Nobody is deleted. Columns can be in any order; what a missing column would say stays as it is.",
		Limits: "At most 10,000 rows and 16 MB, separated by comma, semicolon or tab.", Export: "/administrators.csv",
		Columns: []views.ColumnHelp{
			{Name: "Email", Help: "Required. Whom the line is about."},
			{Name: "Organizations", Help: "Names separated by ; or * for all. An empty cell removes all access. Put a name that contains ; in quotation marks."},
		},
		Errors: parts.Errors{{Field: "file", Text: "Line 12 cannot be read: its quotation marks do not match. A mark within a cell is written twice."}},
	}

	jobs := views.JobsPage{Page: signedIn("Bulk actions", "Administrators"), Pager: parts.Pager{Range: "1–50 of 1,234", Next: "?after=x"}}
	for i := range 50 {
		state := []string{"Running", "Done", "Stopped"}[i%3]
		jobs.Rows = append(jobs.Rows, views.JobRow{Href: "/jobs/j1", What: "Suspend 1,200 administrators", By: longName, Started: "2026-11-23 14:05 UTC", StartedISO: "2026-11-23T14:05:00Z", State: state, Numbers: "1,231 done, 3 refused, 34 skipped"})
	}

	return []scene{
		{"/jobs", "bulk actions", views.Jobs(jobs)},
		{"/jobs/none", "no bulk actions yet", views.Jobs(views.JobsPage{Page: signedIn("Bulk actions", "Administrators")})},
		{"/jobs/role", "a role is to be chosen, and was not", views.Job(role)},
		{"/jobs/organizations", "organizations are to be chosen", views.Job(organizations)},
		{"/jobs/preview", "a preview with many", views.Job(preview)},
		{"/jobs/turned", "a preview of another role", views.Job(turned)},
		{"/jobs/nothing", "a preview of nothing", views.Job(nothing)},
		{"/administrators/import", "a file that cannot be read", views.Import(ask)},
		{"/jobs/import", "a preview of an import", views.Job(imported)},
		{"/jobs/running", "one that runs", views.Job(running)},
		{"/jobs/held", "one that something is in the way of", views.Job(held)},
		{"/jobs/failing", "one in which something fails", views.Job(failing)},
		{"/jobs/stopped", "one that was stopped", views.Job(stopped)},
	}
}
