package main

import (
	"fmt"

	"mtp/views"
	"mtp/views/parts"
)

func activityPage() views.ActivityPage {
	return views.ActivityPage{
		Page:    signedIn("Activity", "Activity"),
		Actions: options("Any action", "Log in", "Add administrator", "Suspend administrator", "Refused by role"),
		Results: options("Any result", "Done", "Refused"), ExportHref: "/activity.csv",
	}
}

func activityRows(n int) []views.ActivityRow {
	kinds := []views.ActivityRow{
		{Who: "Ada Lovelace", WhoDetail: "ada@northwind.example", What: "Suspend administrator", Target: "Grace Hopper", TargetHref: "/administrators/grace", Result: "Done", Address: "192.0.2.14",
			Changes: []parts.FieldChange{{Field: "Status", Before: "Active", After: "Suspended"}}},
		{Who: "Alan Turing", WhoDetail: "alan@northwind.example", What: "Refused by role", Target: "add or edit administrators", Result: "Refused", Address: "2001:db8::a2f",
			Reason: "Your role, Manager, may not add or edit administrators. Ask an Administrator with Billing to do it for you or to change your role."},
		{Who: "Uma Thurman", WhoDetail: "uma@contoso.example", WhoKind: "User of Contoso", What: "Log in", Target: "Uma Thurman", Result: "Done", Address: "192.0.2.77"},
		{Who: "Ada Lovelace", WhoDetail: "ada@northwind.example", What: "Add administrator", Target: "Otto Own", TargetHref: "/administrators/grace", Within: "Contoso Leeds 1", Result: "Done", Address: "192.0.2.14"},
		{Who: "System", WhoDetail: "operator on the machine", What: "Recover administrator on the machine", Target: "Ada Lovelace", Result: "Done"},
		{Who: "Ada Lovelace", WhoDetail: "ada@northwind.example", What: "Edit administrator", Target: "Katherine Johnson", TargetHref: "/administrators/grace", Result: "Done", Address: "192.0.2.14",
			Changes: []parts.FieldChange{
				{Field: "Role", Before: "Read Only", After: "Help Desk"}, {Field: "Organizations", Before: "3", After: "14"}, {Field: "API access", After: "On"},
			}},
	}
	rows := make([]views.ActivityRow, n)
	for i := range rows {
		rows[i] = kinds[i%len(kinds)]
		rows[i].At = fmt.Sprintf("2026-11-23 14:%02d:09 UTC", 59-i%60)
		rows[i].AtISO = fmt.Sprintf("2026-11-23T14:%02d:09Z", 59-i%60)
		rows[i].RequestID = fmt.Sprintf("01JDQ%08X", 7919*(i+1))
	}
	return rows
}

func activityScenes() []scene {
	full := activityPage()
	full.Rows = activityRows(50)
	full.Pager = parts.Pager{Range: "1–50 of many", Next: "?after=x"}

	none := activityPage()
	none.Query, none.From, none.To, none.Filtered = "hopper", "2026-01-01", "2026-01-31", true

	read := activityPage()
	read.ExportHref, read.Rows = "", activityRows(4)
	read.Rows[0].Who, read.Rows[1].Target, read.Rows[2].Within = longName, longName, longest
	read.Pager = parts.Pager{Range: "1–4 of 4"}
	many := activityPage()
	many.Page, many.Organization, many.Filtered = failed(many.Page), "site", true
	many.Errors = parts.Errors{{Field: "organization", Text: "More than 200 organizations have this in their name. Type more of it."}}
	return []scene{
		{"/activity/too-many", "a name that fits too many organizations", views.Activity(many)},
		{"/activity", "a full page", views.Activity(full)},
		{"/activity/no-match", "nothing matches", views.Activity(none)},
		{"/activity/empty", "nothing yet", views.Activity(activityPage())},
		{"/activity/read", "without export, with long names", views.Activity(read)},
	}
}
