package main

import (
	"fmt"
	"strings"

	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

func aboutRole(r portal.Role) parts.RoleAbout {
	return parts.RoleAbout{Value: r.Key(), Name: r.String(), Text: r.Description(false), May: r.Powers(false), Warning: r.Warning(false)}
}

func aboutRoles() []parts.RoleAbout {
	var all []parts.RoleAbout
	for _, r := range portal.Roles() {
		all = append(all, aboutRole(r))
	}
	return all
}

func organizationNames(n int) []string {
	words := []string{"Contoso", "Fabrikam", "Wide World Importers", "Tailspin Toys", "Adventure Works", "Litware", "Proseware", "Woodgrove Bank"}
	places := []string{"Leeds", "Oslo", "Lyon", "Graz", "Porto", "Turku", "Ghent"}
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s %s %d", words[i%8], places[i%7], i+1)
	}
	return names
}

func fullPicker() parts.Picker {
	p := parts.Picker{
		AddedTitle: "Added",
		Range:      "51–100 of 10,000 organizations", Chosen: "9,000 chosen", Previous: "previous:50", Next: "next:100",
		Summary: "+14, −3", Added: organizationNames(6), MoreAdded: "and 8 more", Removed: organizationNames(9)[6:],
		Changes: []string{"+a", "+b", "-c"},
	}
	for i, name := range organizationNames(50) {
		p.Rows = append(p.Rows, parts.PickerRow{ID: fmt.Sprintf("o%d", i), Name: name, Chosen: i < 30})
	}
	return p
}

// savedPicker is the first page of many, with nothing to save.
func savedPicker() parts.Picker {
	p := parts.Picker{AddedTitle: "Added", Range: "1–50 of 10,000 organizations", Chosen: "9,000 chosen", Next: "next:50"}
	for i, name := range organizationNames(50) {
		p.Rows = append(p.Rows, parts.PickerRow{ID: fmt.Sprintf("o%d", i), Name: name, Chosen: true})
	}
	return p
}

func newForm() views.AdministratorForm {
	p := parts.Picker{AddedTitle: "Added", Range: "1–8 of 8 organizations", Chosen: "0 chosen"}
	for i, name := range organizationNames(8) {
		p.Rows = append(p.Rows, parts.PickerRow{ID: fmt.Sprintf("o%d", i), Name: name})
	}
	return views.AdministratorForm{
		Page: signedIn("New administrator", "Administrators"), Action: "/administrators/new", FormID: "f1", New: true,
		RequireMFA: true, Roles: roleOptions("Choose a role", portal.NoRole), About: aboutRoles(), Picker: p, Copy: &views.Copy{},
	}
}

// What the form of an older page says of its fields.
const (
	changedBoth  = "Changed by Katherine Johnson (2026-11-23 14:05 UTC), and here by you. The form holds yours: check it."
	changedThere = "Changed by Katherine Johnson (2026-11-23 14:05 UTC). The form holds it."
	changedHere  = "Changed by you, not saved yet. The form holds it."
)

func editForm() views.AdministratorForm {
	return views.AdministratorForm{
		Page: signedIn("Grace Hopper", "Administrators"), Action: "/administrators/grace", FormID: "f2", Version: "7", Status: "Active",
		Facts:     []parts.Fact{{Label: "Added", Value: "2026-03-02 by Ada Lovelace"}, {Label: "Last Login", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"}, {Label: "MFA", Value: "On"}, {Label: "API Key", Value: "mtp_k3v7…, last used 2026-11-23 14:05 UTC"}},
		FirstName: "Grace", LastName: "Hopper", Email: "grace@northwind.example", RequireMFA: true, APIAccess: true,
		Role: portal.AdministratorWithBilling.Key(), RoleName: portal.AdministratorWithBilling.String(),
		Roles: roleOptions("Choose a role", portal.AdministratorWithBilling)[1:], About: aboutRoles(),
		Picker: fullPicker(), Abilities: editAbilities(), Actions: actionsFor(),
	}
}

func administratorScenes() []scene {
	permissions := newForm()
	permissions.OpenTab = views.PermissionsTab
	permissions.AllOrganizations = true

	noOrganizations := newForm()
	noOrganizations.OpenTab = views.PermissionsTab
	noOrganizations.Picker = parts.Picker{Empty: "There are no organizations yet. Add one under Organizations first.", Chosen: "0 chosen"}

	long := newForm()
	long.OpenTab, long.FirstName, long.LastName, long.Email = views.PermissionsTab, longName[:20], longName[21:], "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example"
	for i, name := range []string{longProvider, longest} {
		long.Picker.Rows[i].Name, long.Picker.Rows[i].Chosen = name, true
		long.Picker.Added = append(long.Picker.Added, name)
	}
	long.Picker.Chosen, long.Picker.Summary = "2 chosen", "+2, −0"

	errors := newForm()
	errors.Page = failed(errors.Page)
	errors.FirstName, errors.Email = "Grace", "ada@northwind.example"
	errors.Errors = parts.Errors{
		{Field: "last_name", Text: "Enter a last name. For a person with one name, enter a hyphen (-)."},
		{Field: "email", Text: "Another administrator uses this email address."},
		{Field: "role", Text: "Choose a role."},
	}
	second := newForm()
	second.Page = failed(second.Page)
	second.FirstName, second.LastName, second.Email = "Grace", "Hopper", "grace@northwind.example"
	second.Errors = parts.Errors{
		{Field: "role", Text: "Choose a role."},
		{Field: "access", Text: "Choose All organizations or Selected organizations."},
	}

	edit := editForm()
	edit.OpenTab = views.PermissionsTab

	saved := editForm()
	saved.Page = with(saved.Page, "Grace Hopper is saved: email hopper@northwind.example → grace@northwind.example, MFA required. The old and the new address each get an email about it. Require MFA takes effect at the next login.", "")
	saved.Picker = savedPicker()

	savedAccess := editForm()
	savedAccess.OpenTab = views.PermissionsTab
	savedAccess.Page = with(savedAccess.Page, "Grace Hopper is saved: role Help Desk → Manager, added 14 organizations, removed 2 organizations (Contoso Leeds 1; Fabrikam Oslo 2).", "")
	savedAccess.Role, savedAccess.RoleName = portal.Manager.Key(), portal.Manager.String()
	savedAccess.Roles = roleOptions("Choose a role", portal.Manager)[1:]
	savedAccess.Picker = savedPicker()

	rule := editForm()
	rule.Page = failed(rule.Page)
	rule.Errors = parts.Errors{{Text: "At least one active Administrator with Billing must remain. Give another active administrator this role first."}}

	conflict := editForm()
	conflict.Page = failed(conflict.Page)
	conflict.Conflict = []parts.Difference{
		{Group: changedBoth, Field: "Role", Name: "role", Theirs: "Help Desk", Yours: "Administrator with Billing"},
		{Group: changedThere, Field: "Administrator Email Address", Theirs: "grace@northwind.example", Yours: "hopper@northwind.example"},
		{Group: "Changed by Katherine Johnson (2026-11-23 14:05 UTC), and here by you. Yours are made on top of theirs.", Field: "Organization Access", Theirs: "Added 2 organizations: Contoso Leeds 1; Fabrikam Oslo 2", Yours: "The changes in the form"},
		{Group: changedHere, Field: "Last Name", Theirs: "Murray Hopper", Yours: "Hopper"},
	}
	conflict.Errors = parts.Errors{{Field: "role", Text: "Saved here as “Help Desk” by Katherine Johnson (2026-11-23 14:05 UTC). This is yours: leave or change it, then save again."}}

	self := editForm()
	self.Page = signedIn("Ada Lovelace", "Administrators")
	self.FirstName, self.LastName, self.Email = "Ada", "Lovelace", "ada@northwind.example"
	self.OpenTab = views.PermissionsTab
	self.OwnRole = portal.OwnRole
	self.AccessText = "All organizations"
	self.Actions = []parts.Action{
		{Name: "Suspend", Danger: true, Reason: "You cannot suspend yourself."},
		{Name: "Delete", Danger: true, Reason: "You cannot delete yourself."},
	}

	noAPI := editForm()
	noAPI.Title, noAPI.FirstName, noAPI.LastName = longName, "Maximiliana-Theodora", "Featherstonehaugh-Cholmondeley von Zorn"
	noAPI.Status, noAPI.OpenTab, noAPI.APIReason = "Invited", views.PermissionsTab, "Off. It can be turned on once they have set a password."

	read := views.AdministratorText{
		Page: signedIn("Grace Hopper", "Administrators"),
		Facts: []parts.Fact{
			{Label: "Administrator Email Address", Value: "grace@northwind.example"}, {Label: "Status", Value: "Active"}, {Label: "MFA", Value: "On"},
			{Label: "API Access", Value: "Off"}, {Label: "Organization Access", Value: "14 organizations"}, {Label: "Last Login", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"},
			{Label: "API Key", Value: "None"},
		},
		Abilities: readAbilities(),
		Why:       "Your role, Read Only, may not add or edit administrators. Ask an Administrator with Billing to do it for you or to change your role.",
	}
	gone := views.AdministratorDeleted{
		Page: signedIn("Grace Hopper", "Administrators"), Activity: "/activity",
		Facts: []parts.Fact{
			{Label: "Email", Value: "grace@northwind.example"}, {Label: "Status", Value: "Deleted"}, {Label: "Role", Value: "Manager"},
			{Label: "Deleted", Value: "2026-11-23 14:05 UTC", ISO: "2026-11-23T14:05:00Z"}, {Label: "Deleted by", Value: "Ada Lovelace"},
			{Label: "Added", Value: "2026-03-02 09:15 UTC", ISO: "2026-03-02T09:15:00Z"}, {Label: "Last Login", Value: "Never"},
		},
		Held: []parts.Fact{
			{Label: "Status", Value: "Active → Deleted"}, {Label: "Organizations removed", Value: "14 organizations: " + strings.Join(organizationNames(14), "; ")},
			{Label: "Sessions", Value: "2 → 0"}, {Label: "API key", Value: "In use → Void"},
		},
	}
	return append(accessScenes(), []scene{
		{"/administrators/deleted", "somebody who was deleted", views.AdministratorGone(gone)},
		{"/administrators/new", "a new form", views.AdministratorEdit(newForm())},
		{"/administrators/new/permissions", "a new form, second tab", views.AdministratorEdit(permissions)},
		{"/administrators/new/no-organizations", "no organizations yet", views.AdministratorEdit(noOrganizations)},
		{"/administrators/new/long", "long names", views.AdministratorEdit(long)},
		{"/administrators/new/errors", "errors on both tabs", views.AdministratorEdit(errors)},
		{"/administrators/new/errors-second", "errors on the second tab", views.AdministratorEdit(second)},
		{"/administrators/grace", "an existing administrator, with every action", views.AdministratorEdit(saved)},
		{"/administrators/grace/saved", "after a save under Permissions & Access", views.AdministratorEdit(savedAccess)},
		{"/administrators/grace/permissions", "10,000 organizations, 9,000 chosen", views.AdministratorEdit(edit)},
		{"/administrators/rule", "a rule would be broken", views.AdministratorEdit(rule)},
		{"/administrators/conflict", "somebody else saved meanwhile", views.AdministratorEdit(conflict)},
		{"/administrators/self", "oneself", views.AdministratorEdit(self)},
		{"/administrators/no-api", "a long name, API access explained", views.AdministratorEdit(noAPI)},
		{"/administrators/read", "read only", views.AdministratorRead(read)},
	}...)
}
