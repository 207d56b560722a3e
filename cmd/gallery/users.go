package main

import (
	"fmt"
	"slices"

	"mtp/views"
	"mtp/views/parts"
)

// inPlace is the frame of a page of a launched organization.
func inPlace(title, current string) parts.Page {
	p := signedIn(title, "")
	p.Nav = nil
	p.Place = &parts.Place{Name: "Contoso Leeds 1", Return: "/organizations", Switch: "/launch"}
	for _, name := range []string{"Overview", "Users", "Administrators"} {
		p.Place.Nav = append(p.Place.Nav, parts.NavItem{Name: name, Href: "/o/contoso", Current: name == current})
	}
	return p
}

func userList() views.UsersPage {
	return views.UsersPage{
		Page: inPlace("Users", "Users"), Path: "/o/contoso/users", SignIn: "https://portal.northwind.example/u/fxp6mcnlebpn2l7sn2qjdpcv6k", MayAdd: true, ExportHref: "/o/contoso/users", ImportHref: "/o/contoso/users/import",
		Statuses: options("Any status", "Invited", "Active", "Locked", "Suspended"),
		Columns:  []parts.Column{{Label: "Name", Href: "?sort=-name", Sort: "ascending"}, {Label: "Username"}, {Label: "Email"}, {Label: "Status"}, {Label: "Last Login"}},
	}
}

func userRows(n int) []views.UserRow {
	rows := make([]views.UserRow, n)
	for i, a := range administratorRows(n) {
		rows[i] = views.UserRow{
			Href: "/o/contoso/users/grace", Name: a.Name, Username: fmt.Sprintf("user%d", i*7919%1000), Email: a.Email, Status: a.Status, LastLogin: a.LastLogin, LastLoginISO: a.LastLoginISO,
		}
	}
	return rows
}

func userPage() views.UserPage {
	return views.UserPage{
		Page: inPlace("Grace Hopper", "Users"), Action: "/o/contoso/users/grace", FormID: "u1", Version: "3", MaySave: true, Status: "Locked",
		Facts:     []parts.Fact{{Label: "Added", Value: "2026-03-02 09:14 UTC", ISO: "2026-03-02T09:14:00Z"}, {Label: "Last Login", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"}},
		FirstName: "Grace", LastName: "Hopper", Username: "ghopper", Email: "grace@contoso.example",
		Actions: []parts.Action{
			{Name: "Send Password Reset Email", Href: "/o/contoso/users/grace", FormID: "u2", Help: "Emails a link to set a new password. It works once, for one hour. Older links stop working."},
			{Name: "Unlock", Href: "/o/contoso/users/grace", FormID: "u3", Help: "Lets Grace Hopper log in again after too many wrong passwords."},
			userQuestion("Suspend", "Ends access at once. The account can be restored later.", "Grace Hopper cannot log in until restored."),
			userQuestion("Delete", "Removes the account for good. This cannot be undone.", "This cannot be undone. The username and the email address become free for a new account."),
		},
	}
}

func userQuestion(name, help, last string) parts.Action {
	return parts.Action{
		Name: name, Href: "/o/contoso/users/grace/" + name, FormID: "u-" + name, Danger: true, Help: help,
		Confirm: &parts.Confirm{Title: name + " Grace Hopper?", Consequences: []string{
			"The account has the username ghopper and the email address grace@contoso.example.", "2 sessions end at once.", "No emailed link is open.", last,
		}},
	}
}

func userScenes() []scene {
	full := userList()
	full.Rows = userRows(50)
	full.Pager = parts.Pager{Range: "51–100 of many", Previous: "?before=x", Next: "?after=x"}
	read := userList()
	read.MayAdd, read.ExportHref, read.ImportHref, read.Query, read.Filtered, read.Rows = false, "", "", "max", true, userRows(2)
	read.Rows[0].Name, read.Rows[0].Username, read.Rows[0].Email = longName, longName[:20]+"_"+longName[21:37]+"-2", "someone.with.a.long.address@subdomain.contoso.example"
	read.Rows[1].Name, read.Rows[1].Username = "דניאל לוי", "דניאל.לוי"
	read.Pager = parts.Pager{Range: "1–2 of 2"}
	none := userList()
	none.Query, none.Filtered = "hoper", true
	imported := userList()
	imported.Running, imported.Rows = []parts.Link{{Name: "Import users: 100 of 316 done.", Href: "/o/contoso/users/import/1"}}, userRows(3)

	newUser := views.UserPage{Page: inPlace("New user", "Users"), Action: "/o/contoso/users", FormID: "u4", MaySave: true}
	wrong := newUser
	wrong.Page, wrong.FirstName, wrong.Username, wrong.Email = failed(wrong.Page), "Grace", "ghopper", "grace"
	wrong.Errors = parts.Errors{
		{Field: "last_name", Text: "Enter a last name. For a person with one name, enter a hyphen (-)."},
		{Field: "username", Text: "Another user of this organization has this username. Usernames that differ only in case count as the same."},
		{Field: "email", Text: "Enter an email address like name@example.com."},
	}
	long := userPage()
	long.Page, long.FirstName, long.LastName = inPlace(longName, "Users"), longName[:20], longName[21:]
	long.Username, long.Email = longName[:36], "someone.with.a.long.address@subdomain.contoso.example"
	conflict := userPage()
	conflict.Page = failed(conflict.Page)
	conflict.Conflict = []parts.Difference{{Group: changedThere, Field: "Last Name", Theirs: "Murray Hopper", Yours: "Hopper"}, {Group: changedHere, Field: "User Email", Theirs: "gmh@contoso.example", Yours: "grace@contoso.example"}}
	helpDesk := userPage()
	helpDesk.MaySave = false
	helpDesk.Facts = append([]parts.Fact{{Label: "Username", Value: "ghopper"}, {Label: "User Email", Value: "grace@contoso.example"}}, helpDesk.Facts...)
	helpDesk.Actions = []parts.Action{helpDesk.Actions[0], helpDesk.Actions[1], helpDesk.Actions[3]}
	text := helpDesk
	text.Actions, text.Title = nil, longName
	text.Why = "Your role, Read Only, may not edit, suspend or restore users. Ask an Administrator with Billing to do it for you or to change your role."
	ask := views.ConfirmPage{Page: inPlace("Suspend Grace Hopper?", "Users"), Action: userPage().Actions[2], Back: "/o/contoso/users/grace"}

	overview := views.OverviewPage{Page: inPlace("Contoso Leeds 1", "Overview"), Role: "Manager", About: aboutRoles()[2], Cards: []parts.Card{
		{Number: "1,204", What: "users", Href: "/o/contoso/users", Parts: []parts.CardPart{{Number: "1,101", What: "active", Href: "?"}, {Number: "3", What: "locked", Href: "?"}, {Number: "40", What: "suspended", Href: "?"}, {Number: "60", What: "invited", Href: "?"}}},
		{Number: "2", What: "administrators of its own", Href: "/o/contoso/administrators"}, {Number: "17", What: "MTP administrators with access"},
	}}
	return append([]scene{
		{"/o/contoso/", "the overview, with users by state", views.Overview(overview)},
		{"/o/contoso/users", "a full page", views.Users(full)},
		{"/o/contoso/users/empty", "nobody yet", views.Users(userList())},
		{"/o/contoso/users/none", "nothing matches", views.Users(none)},
		{"/o/contoso/users/read", "read only, long names", views.Users(read)},
		{"/o/contoso/users/imported", "while an import runs", views.Users(imported)},
		{"/o/contoso/users/new", "a new form", views.User(newUser)},
		{"/o/contoso/users/new/errors", "what is wrong with it", views.User(wrong)},
		{"/o/contoso/users/grace", "an existing user, locked", views.User(userPage())},
		{"/o/contoso/users/long", "long names", views.User(long)},
		{"/o/contoso/users/conflict", "somebody else saved meanwhile", views.User(conflict)},
		{"/o/contoso/users/help-desk", "what Help Desk sees", views.User(helpDesk)},
		{"/o/contoso/users/text", "read only", views.User(text)},
		{"/o/contoso/users/suspend", "asks before suspending, without scripts", views.ConfirmAction(ask)},
	}, userImportScenes()...)
}

func userImportScenes() []scene {
	ask := views.ImportPage{
		Page: inPlace("Import users", "Users"), Action: "/o/contoso/users/import", FormID: "i1", Back: "/o/contoso/users",
		Lead:   "Each line is matched by its username: a known one changes that user, a new one adds a user. Nobody is deleted. Columns can be in any order; others are not read.",
		Limits: "At most 10,000 rows and 4 MB, separated by comma, semicolon or tab.", Export: "/o/contoso/users.csv",
		Columns: []views.ColumnHelp{{Name: "First Name", Help: "Required."}, {Name: "Last Name", Help: "Required; - for a person with one name."}, {Name: "Username", Help: "Required. Whom the line is about."}, {Name: "User Email", Help: "Required."}},
	}
	wrong := ask
	wrong.Page = failed(wrong.Page)
	wrong.Errors = parts.Errors{{Field: "file", Text: "The first line has no columns Username, User Email."}}

	preview := jobPage("Import users")
	preview.Page, preview.Href, preview.Cancel = inPlace("Import users", "Users"), "/o/contoso/users/import/1", "/o/contoso/users"
	preview.Crumb = parts.Link{Name: "Users", Href: preview.Cancel}
	preview.Cards = []parts.Card{{Number: "312", What: "are added"}, {Number: "4", What: "are changed"}, {Number: "1", What: "stays as it is"}, {Number: "2", What: "lines are refused"}}
	preview.Notes = []string{"These columns are not read: Status, Last Login, Shoe size."}
	preview.Start, preview.Invites = "Import 316 users", true
	preview.Consequences = []string{"Everyone whose account changes gets an email about it.", "Each line is done completely or not at all."}
	preview.ReasonsTitle = "Refused, and why"
	preview.Reasons = []views.JobReason{{Title: "Line 7 has the same username.", Count: "1 line", Names: longName}, {Title: "Last Name is empty. Write - for a person with one name.", Count: "1 line", Names: "Grace"}}
	preview.Items = &views.JobItems{
		Title: "Lines of the file", Numbered: true, Email: true, Username: true, Pager: parts.Pager{Range: "1–50 of 319", Next: "?after=x"},
		Filters: []parts.NavItem{{Name: "All 319", Href: "#items", Current: true}, {Name: "New 312", Href: "#items"}, {Name: "Changed 4", Href: "#items"}, {Name: "Unchanged 1", Href: "#items"}, {Name: "Refused 2", Href: "#items"}},
		Rows: []views.JobItem{
			{Line: "2", Name: "Ada Lovelace", Username: "ada", Email: "ada@contoso.example", Result: "New"},
			{Line: "3", Name: "Alan Turing", Href: "/o/contoso/users/alan", Username: "alan", Email: "turing@contoso.example", Result: "Changed", Changes: []parts.FieldChange{{Field: "User Email", Before: "alan@contoso.example", After: "turing@contoso.example"}, {Field: "Last Name", Before: "Turin", After: "Turing"}}},
			{Line: "4", Name: "דניאל לוי", Href: "/o/contoso/users/daniel", Username: "daniel", Email: "daniel@contoso.example", Result: "Unchanged"},
			{Line: "12", Name: "Grace", Username: "ghopper", Email: "grace", Result: "Refused", Reason: "Last Name is empty. Write - for a person with one name."},
			{Line: "1,044", Name: longName, Username: longName[:36], Email: "someone.with.a.long.address@subdomain.contoso.example", Result: "Refused", Reason: "Line 7 has the same username."},
		},
	}
	nothing := preview
	nothing.Start, nothing.Invites, nothing.WhyNot, nothing.Notes, nothing.Cards, nothing.Reasons = "", false, "There is nothing to import.", nil, []parts.Card{{Number: "1", What: "stays as it is"}}, nil
	nothing.Items = &views.JobItems{Title: "Lines of the file", Numbered: true, Email: true, Username: true, Rows: preview.Items.Rows[2:3], Pager: parts.Pager{Range: "1–1 of 1"}}
	running := preview
	running.State, running.Start, running.Notes, running.Cards, running.Reasons = "Running", "", nil, nil, nil
	items := *preview.Items
	items.Rows, running.Items = slices.Clone(items.Rows), &items
	items.Rows[0].Result, items.Rows[1].Result = "Done", "Waiting"
	items.Filters = []parts.NavItem{{Name: "All 319", Href: "#items", Current: true}, {Name: "Done 100", Href: "#items"}, {Name: "Waiting 216", Href: "#items"}, {Name: "Unchanged 1", Href: "#items"}, {Name: "Refused 2", Href: "#items"}}
	running.Progress = &views.JobProgress{Done: 100, Of: 316, Text: "100 of 316 done", MayStop: true}
	running.Facts = []parts.Fact{{Label: "Invitations", Value: "To each new user"}, {Label: "By", Value: "Ada Lovelace"}, {Label: "Started", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"}}
	return []scene{
		{"/o/contoso/users/import", "asks for a file", views.Import(ask)},
		{"/o/contoso/users/import/errors", "a file that cannot be read", views.Import(wrong)},
		{"/o/contoso/users/import/1", "what would be imported", views.Job(preview)},
		{"/o/contoso/users/import/nothing", "nothing to import", views.Job(nothing)},
		{"/o/contoso/users/import/running", "an import that runs", views.Job(running)},
	}
}
