package main

import (
	"mtp/internal/portal"
	"mtp/views"
)

func roleScenes() []scene {
	roles := views.RolesPage{Page: signedIn("Roles", "Roles"), Roles: aboutRoles(), Own: portal.AdministratorWithBilling.String()}
	for _, a := range portal.Areas() {
		area := views.RoleArea{Name: a.String()}
		for _, r := range portal.Roles() {
			area.Levels = append(area.Levels, r.Level(a).String())
		}
		roles.Areas = append(roles.Areas, area)
	}
	profile := views.ProfilePage{
		Page: signedIn("Profile", ""), FormID: "f8", Email: "ada@northwind.example", OtherSessions: 2,
		Facts: []views.Fact{
			{Label: "Name", Value: "Ada Lovelace"}, {Label: "Email", Value: "ada@northwind.example"},
			{Label: "Role", Value: "Administrator with Billing"}, {Label: "Organization Access", Value: "All organizations"},
		},
	}
	wrong := profile
	wrong.Page = failed(wrong.Page)
	wrong.Errors = views.Errors{
		{Field: "current_password", Text: "This is not your current password."},
		{Field: "new_password", Text: "The password is shorter than 15 characters."},
	}
	changed := profile
	changed.Page = with(changed.Page, "Your password is changed. 2 other sessions ended.", "")
	changed.OtherSessions = 0
	return []scene{
		{"/roles", "the eight roles", views.Roles(roles)},
		{"/profile", "one's own page", views.Profile(profile)},
		{"/profile/errors", "refused", views.Profile(wrong)},
		{"/profile/changed", "after changing the password", views.Profile(changed)},
	}
}
