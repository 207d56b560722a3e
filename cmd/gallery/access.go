package main

import (
	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

// abilitiesOf is what somebody with the role can do.
func abilitiesOf(a portal.Administrator) views.Abilities {
	m := views.Abilities{
		Role: a.Role.String(), Text: a.Role.Description(a.OrganizationID != ""), Hindrances: a.Hindrances(), Key: a.KeyActs(),
		Groups: []views.AbilityGroup{{Name: "In the portal"}, {Name: "In each organization that is reached"}},
	}
	for _, ability := range a.Abilities() {
		group := &m.Groups[0]
		if ability.Area.InLaunched() {
			group = &m.Groups[1]
		}
		group.Rows = append(group.Rows, views.AbilityRow{Area: ability.Area.String(), Level: ability.Level.String(), Later: ability.Area.Later()})
	}
	return m
}

func reachOf(names []string, reached bool, rule string) []views.ReachRow {
	var rows []views.ReachRow
	for _, name := range names {
		row := views.ReachRow{Name: name, Reached: reached, Rule: rule}
		if rule == "Selected" {
			row.Since, row.SinceISO = "2026-03-02 09:15 UTC", "2026-03-02T09:15:00Z"
		}
		rows = append(rows, row)
	}
	return rows
}

func editAbilities() *views.Abilities {
	m := abilitiesOf(portal.Administrator{Role: portal.AdministratorWithBilling, Status: portal.Active, APIAccess: true})
	m.CopyHref = "/administrators/new?copy=grace"
	m.Reach = &views.Reach{
		Action: "/administrators/grace", Summary: "9,000 selected organizations are reached.", Button: true,
		Rows: reachOf(organizationNames(50), true, "Selected"), Pager: parts.Pager{Range: "51–100 of 9,000", Previous: "?reach_before=x#reach", Next: "?reach_after=x#reach"},
	}
	return &m
}

func readAbilities() views.Abilities {
	m := abilitiesOf(portal.Administrator{Role: portal.HelpDesk, Status: portal.Active})
	m.Reach = &views.Reach{
		Action: "/administrators/grace", Summary: "14 selected organizations are reached. You see those that you reach too.",
		Rows: reachOf(organizationNames(3), true, "Selected"), Pager: parts.Pager{Range: "1–3 of 3"},
	}
	return m
}

// changedForm is the form of a Manager for whom another role is chosen.
func changedForm(role portal.Role) views.AdministratorForm {
	m := editForm()
	m.OpenTab, m.Status = views.PermissionsTab, "Active"
	m.Role, m.RoleName, m.Roles = role.Key(), role.String(), roleOptions("Choose a role", role)[1:]
	for i, r := range portal.Roles() {
		if r == portal.Manager {
			continue
		}
		m.About[i].Change = &parts.RoleChange{From: portal.Manager.String()}
		for _, d := range portal.Compare(portal.Manager, r, false) {
			line := d.Area.String() + ": " + d.Before.String() + " → " + d.After.String()
			if d.Gains {
				m.About[i].Change.Gains = append(m.About[i].Change.Gains, line)
			}
			if d.Loses {
				m.About[i].Change.Loses = append(m.About[i].Change.Loses, line)
			}
		}
	}
	m.GainsAll = "Gains 1,000 more organizations, and every one added later."
	return m
}

// accessScenes are what concerns role and access of an administrator.
func accessScenes() []scene {
	same := changedForm(portal.CommandRunner)
	for i := range same.About {
		same.About[i].Change = &parts.RoleChange{From: "Command Runner with Billing"}
	}
	all := changedForm(portal.Manager)
	all.AllOrganizations = true
	fromAll := changedForm(portal.Manager)
	fromAll.GainsAll, fromAll.LosesAll = "", "Loses all organizations but those ticked below, and every one added later."
	fromAll.Picker.Loses, fromAll.Picker.Chosen = "Loses 9,986 of 10,000 organizations.", "14 organizations chosen"
	fromAll.Picker.Summary, fromAll.Picker.Removed = "+14, −0", nil

	copied := newForm()
	copied.OpenTab, copied.Role, copied.Roles = views.PermissionsTab, portal.Manager.Key(), roleOptions("Choose a role", portal.Manager)
	copied.Picker.Chosen, copied.Picker.Summary, copied.Picker.Added, copied.Picker.MoreAdded = "14 organizations chosen", "+14, −0", organizationNames(14), ""
	copied.Picker.Changes = []string{"+@grace"}
	copied.Copy = &views.Copy{Done: "Role and access are now those of Grace Hopper: Manager, 14 organizations. Change what differs, then save."}
	copied.Told = copied.Copy.Done
	several := newForm()
	several.OpenTab = views.PermissionsTab
	several.Copy = &views.Copy{Text: "gra", More: "There are more. Type more of the name.", Choices: []views.CopyChoice{
		{ID: "1", Email: "grace@northwind.example", About: "Grace Hopper: Manager, 14 organizations"},
		{ID: "2", Email: "graham.featherstonehaugh-cholmondeley@subsidiary.northwind.example", About: longName + ": Administrator with Billing, all organizations"},
	}}
	nobody := newForm()
	nobody.Page, nobody.Copy = failed(nobody.Page), &views.Copy{Text: "zzz"}
	nobody.Errors = parts.Errors{{Field: "copy_from", Text: "No administrator has “zzz” in their name or email address. Enter another part of it."}}

	searched := editForm()
	searched.Abilities.Hindrances = portal.Administrator{Status: portal.Suspended, RequireMFA: true}.Hindrances()
	searched.Status, searched.Abilities.Reach.Query, searched.Abilities.Reach.Pager = "Suspended", "wo", parts.Pager{Range: "1–3 of 3"}
	searched.Abilities.Reach.Rows = append(reachOf([]string{longest, "Woodgrove Bank Turku 8"}, true, "Selected"), reachOf([]string{"World Wide Importers Oslo 3"}, false, "Not selected")...)
	nothing := editForm()
	nothing.Abilities.Reach = &views.Reach{Action: "/administrators/grace", Query: "zzz", Summary: "No organization is reached: there is none to launch.", Button: true, Empty: "No organization that you can see has “zzz” in its name."}
	own := editForm()
	within := abilitiesOf(portal.Administrator{Role: portal.Manager, Status: portal.Invited, OrganizationID: "acme", RequireMFA: true})
	within.Groups[0].Name, within.Groups[1].Name = "For oneself", "In this organization"
	own.Within, own.Abilities, own.Status = true, &within, "Invited"
	return []scene{
		{"/administrators/role-changed", "another role is chosen, with gains and losses", views.AdministratorEdit(changedForm(portal.BillingOnly))},
		{"/administrators/role-stronger", "a stronger role is chosen", views.AdministratorEdit(changedForm(portal.AdministratorRole))},
		{"/administrators/role-same", "another role that allows the same", views.AdministratorEdit(same)},
		{"/administrators/to-all", "from Selected to All organizations", views.AdministratorEdit(all)},
		{"/administrators/from-all", "from All to Selected organizations", views.AdministratorEdit(fromAll)},
		{"/administrators/new/copied", "copied from a colleague", views.AdministratorEdit(copied)},
		{"/administrators/new/copy-several", "several to copy from", views.AdministratorEdit(several)},
		{"/administrators/new/copy-nobody", "nobody to copy from", views.AdministratorEdit(nobody)},
		{"/administrators/reach-searched", "suspended, organizations searched", views.AdministratorEdit(searched)},
		{"/administrators/reach-nothing", "no organization matches", views.AdministratorEdit(nothing)},
		{"/administrators/own", "one of an organization's own", views.AdministratorEdit(own)},
	}
}
