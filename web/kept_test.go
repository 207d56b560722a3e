package web

import (
	"strings"
	"testing"
	"time"

	"mtp/internal/portal"
)

func TestWhatWasTypedIsKeptOverTheEndOfASessionForTheSamePerson(t *testing.T) {
	fill := func(p *testPortal) *browser {
		b := p.signedIn(portal.AdministratorWithBilling).open("/administrators/new")
		b.fill("First Name", "Evelyn").fill("Last Name", "Berezin").fill("Administrator Email Address", "evelyn@example.com")
		b.choose("Role", "Manager").tick("Globex")
		p.wait(61 * time.Minute)
		return b.press("Save User").expect(200, "Your session has ended. Log in again. What you typed is kept.")
	}
	p := newPortal(t)
	b := fill(p)
	b.fill("Email", address(portal.AdministratorWithBilling)).fill("Password", password).press("Log in")
	b.expect(200, "What you typed is kept.").press("Continue").expect(200, "+1, −0", "Globex")
	if b.value("First Name") != "Evelyn" || b.value("Role") != "Manager" || !b.ticked("Globex") {
		t.Errorf("the form comes back with %q, %q", b.value("First Name"), b.value("Role"))
	}
	b.press("Save User").saved("/administrators", "Evelyn Berezin is added.")

	b.press("Log out")
	b.open("/login").fill("Email", address(portal.AdministratorWithBilling)).fill("Password", password).press("Log in")
	if b.at.Path != "/" {
		t.Errorf("after logging out the form is still kept: %s", b.at.Path)
	}

	p = newPortal(t)
	b = fill(p)
	b.fill("Email", address(portal.HelpDesk)).fill("Password", password).press("Log in")
	if b.at.Path == "/continue" || strings.Contains(b.body, "evelyn@example.com") {
		t.Errorf("somebody else is shown what was typed, on %s", b.at.Path)
	}
	if b.open("/continue"); b.at.Path != "/" {
		t.Errorf("leads to %s", b.at.Path)
	}
}

func TestAKeptFormIsForgottenOnceItIsSaved(t *testing.T) {
	p := newPortal(t)
	logIn := func(b *browser) {
		b.fill("Email", address(portal.AdministratorWithBilling)).fill("Password", password).press("Log in")
	}
	b := p.signedIn(portal.AdministratorWithBilling).open("/organizations/new").fill("Organization Name", "Hooli")
	p.wait(61 * time.Minute)
	b.press("Save Organization")
	logIn(b)
	b.press("Continue").saved("/organizations", "Hooli is added.")
	p.wait(61 * time.Minute)
	b.open("/roles")
	if logIn(b); b.at.Path != "/roles" {
		t.Errorf("the form that was saved comes back: %s", b.at.Path)
	}
}

func TestAFormOfAnOrganizationIsKeptUntilItIsLaunchedAgain(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/o/"+begun.acme+"/users/new").fillUser("Grace", "Hopper", "grace", "grace@acme.example")
	p.wait(61 * time.Minute)
	b.press("Save User").fill("Email", address(portal.Manager)).fill("Password", password).press("Log in")
	b.expect(200, "You have not launched this organization since you logged in.").press("Launch Acme")
	b.expect(200, "What you typed is kept.", "grace@acme.example").press("Continue").press("Save User").saved(usersPath(begun.acme), "Grace Hopper is added.")
	if b.open("/continue"); b.at.Path != "/" {
		t.Errorf("the form that was saved comes back: %s", b.at.Path)
	}
}

func TestAFormOfAnOrganizationOutOfReachIsShownOnce(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/o/"+begun.acme+"/users/new").fillUser("Grace", "Hopper", "grace", "grace@acme.example")
	p.wait(61 * time.Minute)
	b.press("Save User")
	p.exec(`DELETE FROM access WHERE administrator_id = $1`, p.who(address(portal.Manager)).ID)
	b.fill("Email", address(portal.Manager)).fill("Password", password).press("Log in")
	b.expect(200, "What you typed is kept.", "grace@acme.example").press("Continue").expect(404)
	if b.open("/continue"); b.at.Path != "/" {
		t.Errorf("what can never be sent is kept: %s", b.at.Path)
	}
}
