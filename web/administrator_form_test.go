package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

const billing = portal.AdministratorWithBilling

func TestAnAdministratorIsAddedInOneStep(t *testing.T) {
	p := newPortal(t, func(c *Config) {})
	b := p.signedIn(billing).open("/").click("Administrators").click("Add administrator").expect(200)
	if got := b.names("h1"); !cmp.Equal(got, []string{"New administrator"}) {
		t.Errorf("the heading is %q", got)
	}
	if !b.ticked("Require MFA") || b.ticked("Enable API access") || !b.ticked("Selected organizations") || b.value("Role") != "Choose a role" {
		t.Error("a new form begins otherwise")
	}
	var roles []string
	for _, r := range portal.Roles() {
		roles = append(roles, r.String())
	}
	if diff := cmp.Diff(append([]string{"Choose a role"}, roles...), b.names("[name=role] option")); diff != "" {
		t.Errorf("the roles (-want +got):\n%s", diff)
	}
	b.fill("First Name", " Evelyn ").fill("Last Name", "Berezin").fill("Administrator Email Address", "evelyn@example.com")
	b.untick("Require MFA").choose("Role", "Help Desk").tick("Enable API access").tick("Globex").tick("Acme")
	again, first := *b, *b
	b.press("Save User").saved("/administrators", "Evelyn Berezin is added. Mail is not set up; the invitation is in outbox/")
	if strings.Contains(b.body, "set-password") {
		t.Error("the message tells the link")
	}
	got := p.who("evelyn@example.com")
	if got.Name() != "Evelyn Berezin" || got.Role != portal.HelpDesk || !got.APIAccess || got.RequireMFA || got.OrganizationCount != 2 || got.Status != portal.Invited {
		t.Errorf("saved: %+v", got)
	}
	n := len(p.administrators())
	again.press("Save User").saved("/administrators", "Evelyn Berezin is added.")
	if len(p.administrators()) != n {
		t.Error("sending the form twice adds two")
	}
	other := first
	other.fill("First Name", "Somebody").fill("Administrator Email Address", "else@example.com").press("Save User").expect(422, "This form was already sent with other values.")
	if other.value("First Name") != "Somebody" || len(p.administrators()) != n {
		t.Error("what is sent with a spent form is saved, or lost")
	}
	if b.open("/administrators"); b.said() != "" {
		t.Errorf("the message is shown again: %q", b.said())
	}
}

func TestARefusedFormComesBackAsItWasTyped(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/new")
	b.fill("First Name", "").fill("Last Name", "<b>O'Neil</b>").fill("Administrator Email Address", address(portal.Manager))
	b.untick("Require MFA").tick("Enable API access").tick("Globex").fill("Search organizations", "glo")
	b.press("Search").expect(200, "+1, −0", "1 organization")
	if b.alerted() != "" {
		t.Errorf("a search complains: %q", b.alerted())
	}
	b.press("Save User").expect(422, "There is a problem", "Enter a first name.", "Choose a role.")
	for label, want := range map[string]string{"First Name": "", "Last Name": "<b>O'Neil</b>", "Administrator Email Address": address(portal.Manager), "Role": "Choose a role", "Search organizations": "glo"} {
		if got := b.value(label); got != want {
			t.Errorf("%s comes back as %q", label, got)
		}
	}
	if b.ticked("Require MFA") || !b.ticked("Enable API access") || !b.ticked("Globex") || !b.ticked("Selected organizations") {
		t.Error("what was ticked is not")
	}
	for _, href := range b.page.Find("[role=alert] a").EachIter() {
		if id := href.AttrOr("href", ""); b.page.Find(id).Length() != 1 {
			t.Errorf("the summary links to %s, which is not on the page", id)
		}
	}
	b.fill("First Name", "Ann").choose("Role", "Read Only").press("Save User").expect(422, "Another administrator uses this email address.")
	b.fill("Administrator Email Address", "ann@example.com").press("Save User").saved("/administrators", "Ann <b>O'Neil</b> is added.")
	if got := p.who("ann@example.com"); got.OrganizationCount != 1 || got.RequireMFA || !got.APIAccess {
		t.Errorf("saved: %+v", got)
	}
}

func TestAMessageIsNotShownTogetherWithAnError(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/organizations/new").fill("Organization Name", "Hooli")
	other := b.tab()
	b.stay = true // the message waits for the next page
	b.press("Save Organization")
	other.fill("Organization Name", "").press("Save Organization").expect(422)
	if other.said() != "" {
		t.Errorf("a refused form says %q", other.said())
	}
	if other.open("/nowhere").expect(404); other.said() != "" {
		t.Errorf("a page that is not there says %q", other.said())
	}
	if got := other.open("/organizations").said(); got != "Hooli is added." {
		t.Errorf("then says %q", got)
	}
}

func TestWhoMayOnlyReadSeesTextWithoutControls(t *testing.T) {
	p := newPortal(t)
	p.organization("Secret")
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), p.who(address(portal.Manager)).ID,
		p.who(address(portal.Manager)).Draft(), store.Changes{"+?"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range []portal.Role{portal.AdministratorRole, portal.Manager, portal.HelpDesk, portal.ReadOnlyRole} {
		b := p.signedIn(r).open("/administrators")
		if called(b.shown("a"), "Add administrator").Length() != 0 {
			t.Errorf("%s is shown Add administrator", r)
		}
		b.click("Radia Perlman").expect(200, address(portal.Manager), "4 organizations", "Ask an Administrator with Billing", "Acme")
		if n := b.page.Find("main").Find("form:not([role=search]), input:not([name=reach]), button, select").Length(); n != 0 {
			t.Errorf("%s is shown %d controls", r, n)
		}
		if r != portal.Manager && strings.Contains(b.body, "Secret") {
			t.Errorf("%s is told an organization out of reach", r)
		}
	}
}

func TestAChangeOfRoleCountsFromTheNextRequest(t *testing.T) {
	p := newPortal(t)
	reader := p.signedIn(portal.ReadOnlyRole).open("/administrators").expect(200)
	admin := p.signedIn(billing).open("/administrators").click("Betty Holberton").choose("Role", "Command Runner")
	admin.press("Save User").saved(admin.at.Path, "saved")
	reader.open("/administrators").expect(403, "Your role, Command Runner, may not see administrators.")
	admin.choose("Role", "Administrator with Billing").press("Save User").saved(admin.at.Path, "saved")
	reader.open("/administrators/new").expect(200)
	admin.choose("Role", "Read Only").press("Save User")
	reader.fill("First Name", "A").fill("Last Name", "B").fill("Administrator Email Address", "c@example.com").choose("Role", "Manager")
	reader.press("Save User").expect(403)
}
