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
	return []scene{{"/roles", "the eight roles", views.Roles(roles)}}
}
