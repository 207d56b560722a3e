package web

import (
	"net/url"
	"testing"

	"mtp/internal/portal"
	"mtp/store"
)

func TestWhatASaveChangedIsSaidInALine(t *testing.T) {
	for _, row := range []struct {
		change store.FieldChange
		want   string
	}{
		{store.FieldChange{Field: "Role", Before: "Help Desk", After: "Manager"}, "role Help Desk → Manager"},
		{store.FieldChange{Field: "Last Name", Before: "McDonald", After: "O’Neil"}, "last name McDonald → O’Neil"},
		{store.FieldChange{Field: "Last Name", Before: "Jillette"}, "last name removed"},
		{store.FieldChange{Field: "Last Name", After: "Jillette"}, "last name Jillette"},
		{store.FieldChange{Field: "Administrator Email Address", Before: "a@b.example", After: "c@b.example"}, "email a@b.example → c@b.example"},
		{store.FieldChange{Field: "User Email", Before: "a@b.example", After: "c@b.example"}, "email a@b.example → c@b.example"},
		{store.FieldChange{Field: "Require MFA", Before: "Off", After: "On"}, "MFA required"},
		{store.FieldChange{Field: "Require MFA", Before: "On", After: "Off"}, "MFA not required"},
		{store.FieldChange{Field: "API access", Before: "Off", After: "On"}, "API access on"},
		{store.FieldChange{Field: "API access", Before: "On", After: "Off"}, "API access off"},
		{store.FieldChange{Field: "Organization Access", Before: "Selected organizations", After: "All organizations"}, "organization access Selected organizations → All organizations"},
		{store.FieldChange{Field: "Organizations added", After: "2 organizations: Acme; Smith, Jones & Partners"}, "added 2 organizations (Acme; Smith, Jones & Partners)"},
		{store.FieldChange{Field: "Organizations added", After: "5 organizations: A; B; C; D; E"}, "added 5 organizations (A; B; C; D; E)"},
		{store.FieldChange{Field: "Organizations added", After: "6 organizations: A; B; C; D; E; F"}, "added 6 organizations"},
		{store.FieldChange{Field: "Organizations removed", Before: "1 organization: Acme: West"}, "removed 1 organization (Acme: West)"},
		{store.FieldChange{Field: "Organizations removed", Before: "3 organizations"}, "removed 3 organizations"},
		{store.FieldChange{Field: "Mailing address", Before: "1 Main Street, Reno", After: "2 Main Street, Reno"}, "mailing address"},
	} {
		if got := changeWords(row.change); got != row.want {
			t.Errorf("%+v is said as %q, not %q", row.change, got, row.want)
		}
	}
}

func TestSavingNamesEachChangeAndKeepsTheTab(t *testing.T) {
	p := newPortal(t)
	b, path := p.signedIn(billing), "/administrators/"+p.who(address(portal.Manager)).ID
	onPermissions := func(v url.Values) { v.Set(fieldTab, "permissions-access") } // as the script does
	open := func() string { return b.page.Find("form[data-tabs]").AttrOr("data-tabs", "") }

	b.open(path).choose("Role", "Help Desk").tick("Require MFA").tick("Globex")
	again := *b
	const message = "Radia Perlman is saved: role Manager → Help Desk, MFA required, added 1 organization (Globex). Require MFA takes effect at the next login."
	b.pressWith("Save User", onPermissions)
	b.saved(path, message)
	if b.at.RawQuery != "tab=permissions-access" || open() != "permissions-access" {
		t.Errorf("saving leads to %s with %s open", b.at, open())
	}
	again.pressWith("Save User", onPermissions)
	again.saved(path, message)

	b.choose("Role", "Read Only").press("Save User").saved(path, "Radia Perlman is saved: role Help Desk → Read Only.")
	if b.at.RawQuery != "" || open() != "details" {
		t.Errorf("without a tab, saving leads to %s with %s open", b.at, open())
	}
	b.pressWith("Save User", func(v url.Values) { v.Set(fieldTab, "//evil.example/") })
	b.saved(path, "Radia Perlman stays as before: nothing changed.")
	if b.at.RawQuery != "" || b.page.Find(".success").Length() != 0 {
		t.Errorf("saving nothing leads to %s, or passes for a success", b.at)
	}

	theirs := b.tab()
	theirs.fill("Last Name", "Theirs").press("Save User").saved(path, "last name Perlman → Theirs.")
	b.choose("Role", "Manager")
	b.pressWith("Save User", onPermissions)
	b.expect(409)
	if open() != "permissions-access" {
		t.Errorf("%s is open beside what others saved", open())
	}
	b.fill("First Name", "")
	b.pressWith("Save User", onPermissions)
	b.expect(422)
	if open() != "details" {
		t.Errorf("%s is open instead of what is wrong", open())
	}
}
