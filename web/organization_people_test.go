package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

// people are those the page of an organization lists: name, role and access.
func (b *browser) people() (list []string) {
	for _, row := range b.rows() {
		list = append(list, row[0]+", "+row[2]+", "+row[4])
	}
	return list
}

func TestAnOrganizationsPageSaysWhoReachesItAndRenamesIt(t *testing.T) {
	p := newPortal(t)
	acme := organizationPath(begun.acme)
	b := p.signedIn(billing).open(acme).expect(200, "1 reach all organizations", "Anyone who reaches all organizations is changed on their own page.")
	if diff := cmp.Diff([]string{"Acme"}, b.names("h1")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Name", "Email", "Role", "Status", "Access", "Since", "Granted by"}, b.names("thead th")); diff != "" {
		t.Error(diff)
	}
	rows := b.rows()
	if first := rows[0]; first[0] != "Ada Lovelace" || !strings.HasSuffix(first[5], "UTC") || first[6] == "" {
		t.Errorf("who reaches all is %q", first)
	}
	b.fill("Search people who reach it", "perl").press("Apply")
	if diff := cmp.Diff([]string{"Radia Perlman, Manager, Selected organizations"}, b.people()); diff != "" {
		t.Error(diff)
	}
	if since := b.rows()[0][5]; !strings.HasSuffix(since, "UTC") {
		t.Errorf("since %q", since)
	}
	b.open(acme).choose("Access", "All organizations").press("Apply")
	if diff := cmp.Diff([]string{"Ada Lovelace, Administrator with Billing, All organizations"}, b.people()); diff != "" {
		t.Error(diff)
	}
	if b.page.Find("input[name=id], input[name=page]").Length() != 0 {
		t.Error("who reaches all can be ticked")
	}
	b.open(acme+"?q=nobody").expect(200, "Nobody matches.")
	b.open(acme+"?rule=some").expect(422, "The list cannot be filtered by that.")
	b.open(acme+"?after=x").expect(422, "Open the list from its beginning.")
	b.open(acme).fill("Organization Name", "").press("Save Organization").expect(422, "Enter a name", "Radia Perlman")
	b.fill("Organization Name", "Acme Two").press("Save Organization").saved("/organizations", "Acme Two is saved: organization name Acme → Acme Two.")
	b.open("/organizations/none").expect(404)
}

func TestPeopleAreAddedOnTheOrganizationsPageAndRemovedThereAfterALook(t *testing.T) {
	p := newPortal(t)
	globex := organizationPath(begun.globex)
	b := p.signedIn(billing).open(globex).press("Add people").expect(200, "Choose administrators", "Globex")
	b.tick("Select Radia Perlman").tick("Select Ada Lovelace").press("Preview")
	b.expect(200, "Give 1 administrator access to Globex", "Already reaches all organizations.").press("Apply to 1 administrator").saved(b.at.Path, "1 done, 1 skipped.")
	if n := p.who(address(portal.Manager)).OrganizationCount; n != 2 {
		t.Fatalf("reaches %d organizations", n)
	}
	b.open(globex+"?q=perl").tick("Select Radia Perlman").press("Remove access").expect(200, "Take access to Globex from 1 administrator", "Globex")
	if n := p.who(address(portal.Manager)).OrganizationCount; n != 2 {
		t.Error("removed before it was applied")
	}
	b.press("Apply to 1 administrator").saved(b.at.Path, "1 done.")
	b.open(globex+"?q=perl").expect(200, "Nobody matches.")
	if e := p.entries()[1]; e.Action != store.AdministratorEdited || e.TargetName != "Radia Perlman" {
		t.Errorf("the audit trail says %+v", e)
	}
}

func TestAllThatMatchOnAnOrganizationsPageAreThoseBySelection(t *testing.T) {
	p := newPortal(t)
	p.add(portal.ReadOnlyRole, "Number", numbered("Zoe", 60)...)
	p.exec(`INSERT INTO access (administrator_id, organization_id, granted_at) SELECT id, '` + begun.globex + `', 1 FROM administrators WHERE last_name = 'Number'`)
	p.exec(`UPDATE administrators SET organization_count = 1 WHERE last_name = 'Number'`)
	b := p.signedIn(billing).open(organizationPath(begun.globex)+"?q=zoe").expect(200, "Select all 60 that match")
	b.tick("Select all on this page").press("Remove access").expect(200, "Take access to Globex from 50 administrators")
	b.open(organizationPath(begun.globex) + "?q=zoe").tick("Select all on this page")
	b.pressWith("Remove access", func(v url.Values) { v.Set("all", "match") })
	b.expect(200, "Take access to Globex from 60 administrators", "0are skipped")
	// Nothing ticked, and what no button says.
	b.open(organizationPath(begun.globex)+"?q=zoe").press("Remove access").expect(422, "Nobody is selected.")
	if got := b.value("Search people who reach it"); got != "zoe" {
		t.Errorf("the search is %q", got)
	}
	b.pressWith("Remove access", func(v url.Values) { v.Set("action", "delete") })
	b.expect(422, "Choose whether to add people or to remove them.")
}

func TestManyOrganizationsAreGivenToPeopleFromTheList(t *testing.T) {
	p := newPortal(t)
	p.organization(numbered("Site ", 60)...)
	b := p.signedIn(billing).open("/organizations?q=site").expect(200, "Select all 60 that match")
	b.press("Add people").expect(422, "No organization is selected. Tick at least one.")
	b.tick("Select Site 003").tick("Select Site 007").press("Add people").expect(200, "Choose administrators", "Site 003, Site 007")
	b.tick("Select Radia Perlman").press("Preview").press("Apply to 1 administrator").saved(b.at.Path, "1 done.")
	if n := p.who(address(portal.Manager)).OrganizationCount; n != 3 {
		t.Fatalf("reaches %d organizations", n)
	}
	b.open("/organizations?q=site").tick("Select all on this page")
	b.pressWith("Remove people", func(v url.Values) { v.Set("all", "match") })
	b.expect(200, "Site 019 and 40 more").tick("Select Radia Perlman").tick("Select Joan Clarke").press("Preview")
	b.expect(200, "Reaches none of these organizations.").press("Apply to 1 administrator")
	if n := p.who(address(portal.Manager)).OrganizationCount; n != 1 {
		t.Errorf("reaches %d organizations", n)
	}
	b.open("/organizations?q=site")
	b.tick("Select Site 003").pressWith("Add people", func(v url.Values) { v.Set("action", "suspend") })
	b.expect(422, "Choose whether to add people or to remove them.")
	b.open("/organizations?q=acme").press("Launch Acme").expect(200)
	if b.at.Path != "/o/"+begun.acme+"/" {
		t.Errorf("launching leads to %s", b.at.Path)
	}
}

func TestNobodyElseSeesBoxesOnTheListOfOrganizations(t *testing.T) {
	p := newPortal(t)
	for _, role := range portal.Roles()[1:] {
		b := p.signedIn(role).open("/organizations").expect(200, "Acme")
		if b.page.Find("input[type=checkbox]").Length() != 0 {
			t.Errorf("%s sees boxes", role)
		}
	}
}
