package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
)

func TestRoleAndAccessAreCopiedFromAColleague(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/new").fill("First Name", "Evelyn").fill("Last Name", "Berezin").fill("Administrator Email Address", "evelyn@example.com")
	b.untick("Require MFA").tick("Globex").choose("Role", "Help Desk")
	n := len(p.administrators())
	b.fill("Copy role and access from", "RADIA").press("Copy").expect(200)
	if got := b.said(); got != "Role and access are now those of Radia Perlman: Manager, 1 organization. Change what differs, then save." {
		t.Errorf("says %q", got)
	}
	if b.value("Role") != "Manager" || !b.ticked("Acme") || b.ticked("Globex") || !b.ticked("Selected organizations") || b.value("Copy role and access from") != "" {
		t.Error("role or access are not those of the colleague")
	}
	if b.value("First Name") != "Evelyn" || b.value("Administrator Email Address") != "evelyn@example.com" || b.ticked("Require MFA") || b.ticked("Enable API access") {
		t.Error("what was typed is lost")
	}
	if len(p.administrators()) != n {
		t.Error("copying saves")
	}
	b.tick("Initech").press("Save User").saved("/administrators", "Evelyn Berezin is added.")
	if got := p.who("evelyn@example.com"); got.Role != portal.Manager || got.AllOrganizations || got.OrganizationCount != 2 {
		t.Errorf("saved %+v", got)
	}
}

func TestCopyingFromSomebodyWithAllOrganizationsChoosesAll(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/new").tick("Globex").fill("Copy role and access from", address(billing)).press("Copy").expect(200, "all organizations. Change what differs")
	if b.value("Role") != billing.String() || !b.ticked("All organizations") || b.ticked("Globex") {
		t.Error("not everything is copied")
	}
}

func TestSeveralMatchesAreListedToChooseFrom(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/new").fill("First Name", "Eve").fill("Copy role and access from", "example.com").press("Copy").expect(200, "Several match. Choose one:")
	if got := b.names(".copy-choices button"); len(got) != 10 {
		t.Errorf("%d to choose from", len(got))
	}
	b.expect(200, "There are more. Type more of the name.").fill("Copy role and access from", "ra").press("Copy").expect(200, "Several match. Choose one:")
	b.press(address(portal.Manager)).expect(200)
	if b.value("Role") != "Manager" || b.value("First Name") != "Eve" || !strings.Contains(b.said(), "Radia Perlman") {
		t.Errorf("says %q", b.said())
	}
	b.fill("Copy role and access from", "zzz").press("Copy").expect(422, "No administrator has “zzz” in their name or email address.")
	if b.value("Role") != "Manager" || b.value("Copy role and access from") != "zzz" || !b.ticked("Acme") {
		t.Error("what was there is lost")
	}
	b.fill("Copy role and access from", " ").press("Copy").expect(422, "Enter a name or an email address.")
}

func TestAnAdministratorsPageLeadsToACopy(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/"+p.who(suspended).ID).click("Add administrator with this role and access").expect(200, "New administrator")
	if got, want := b.value("Role"), p.who(suspended).Role.String(); got != want || b.value("First Name") != "" || !strings.HasPrefix(b.said(), "Role and access are now those of ") {
		t.Errorf("the form begins with %q, and says %q", got, b.said())
	}
	e := p.elsewhere()
	for _, id := range []string{"unknown", e.own, e.user, begun.acme, "%00", strings.Repeat("a", 300)} {
		b.open("/administrators/new?copy=" + id).expect(404)
	}
	reader := p.signedIn(portal.ReadOnlyRole).open("/administrators/" + p.who(suspended).ID).expect(200)
	if called(reader.shown("a"), "Add administrator with this role and access").Length() != 0 {
		t.Error("who may not add administrators is led to it")
	}
	reader.open("/administrators/new?copy=" + p.who(suspended).ID).expect(403)
}

func TestAnOrganizationsOwnAreNotCopied(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/organizations").press("Launch Acme").open("/o/" + begun.acme + "/administrators/new?copy=" + p.who(address(portal.Manager)).ID).expect(200)
	if b.value("Role") != "Choose a role" || len(b.names("[name=copy_from]")) != 0 {
		t.Error("a form of an organization can be copied to")
	}
	for _, press := range []string{"copy", "copy:" + p.who(address(portal.Manager)).ID} {
		form := map[string][]string{"first_name": {"A"}, "picker": {press}, "copy_from": {"radia"}}
		to, err := b.at.Parse("/o/" + begun.acme + "/administrators")
		if err != nil {
			t.Fatal(err)
		}
		b.send("POST", to, form)
		if b.expect(200); b.value("Role") != "Choose a role" {
			t.Error("copied within an organization")
		}
	}
	id := p.who(address(portal.HelpDesk)).ID
	to, err := b.at.Parse("/administrators/" + id)
	if err != nil {
		t.Fatal(err)
	}
	b.send("POST", to, map[string][]string{"first_name": {"A"}, "role": {"help-desk"}, "access": {"selected"}, "picker": {"copy:" + p.who(address(portal.Manager)).ID}})
	if b.expect(200); b.value("Role") != "Help Desk" {
		t.Error("copied over somebody")
	}
	if diff := cmp.Diff(portal.HelpDesk, p.who(address(portal.HelpDesk)).Role); diff != "" {
		t.Error(diff)
	}
}
