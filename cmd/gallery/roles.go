package main

import (
	"slices"

	"mtp/internal/portal"
	"mtp/views"
)

func roleScenes() []scene {
	roles := views.RolesPage{
		Page: signedIn("Roles", "Roles"), Roles: aboutRoles(), Own: portal.AdministratorWithBilling.String(),
		Groups: []views.AreaGroup{{Name: "In the portal"}, {Name: "In a launched organization"}},
	}
	for _, a := range portal.Areas() {
		area := views.RoleArea{Name: a.String(), Later: a.Later()}
		for _, r := range portal.Roles() {
			area.Levels = append(area.Levels, r.Level(a).String())
		}
		group := &roles.Groups[0]
		if a.InLaunched() {
			group = &roles.Groups[1]
		}
		group.Areas = append(group.Areas, area)
	}
	for _, l := range slices.Backward(portal.Levels()) {
		roles.Legend = append(roles.Legend, views.LevelWords{Name: l.String(), Text: l.Words()})
	}
	other := roles
	other.Page, other.Own = signedIn("Roles", "Roles"), portal.ReadOnlyRole.String()
	return []scene{
		{"/roles", "the eight roles", views.Roles(roles)},
		{"/roles/last", "for the role of the last column", views.Roles(other)},
	}
}
