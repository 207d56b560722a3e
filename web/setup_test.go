package web

import (
	"strings"
	"testing"
)

func TestThePortalIsSetUpOnceThroughItsPrintedLink(t *testing.T) {
	p := emptyPortal(t)
	token, err := p.store.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := p.browser().open("/").expect(200, "Log in", "This portal is not set up yet. Open the link that it printed when it started.")
	b.fill("Email", "ada@example.com").fill("Password", password).press("Log in").expect(422, "This portal is not set up yet.")
	b.open("/setup/" + token)
	b.fill("Provider name", "Analytical Services").fill("First Name", "Ada").fill("Last Name", "Lovelace")
	b.fill("Administrator Email Address", "ada@example").fill("New password", "short").fill("Confirm new password", "other")
	b.press("Create administrator").expect(422, "Use at least 15 characters", "The two passwords differ", "Enter an email address like")
	if !strings.HasPrefix(b.page.Find("title").Text(), "Error: ") {
		t.Errorf("the title is %q", b.page.Find("title").Text())
	}
	if got := b.value("Provider name") + b.value("First Name") + b.value("Last Name") + b.value("Administrator Email Address"); got != "Analytical ServicesAdaLovelaceada@example" {
		t.Errorf("the form comes back with %q", got)
	}
	if b.value("New password")+b.value("Confirm new password") != "" {
		t.Error("the form comes back with a password")
	}
	b.fill("Administrator Email Address", " ada@example.com ").fill("New password", password).fill("Confirm new password", password)
	again := b.tab()
	*again = *b // the same form, sent twice
	if b.press("Create administrator").expect(200, "Set up MFA"); b.at.Path != "/mfa" {
		t.Errorf("leads to %s", b.at.Path)
	}
	b.click("Later").expect(200, "Ada Lovelace", "Add a second Administrator with Billing.", "Add the first organization", "Mail is not set up")
	if b.at.Path != "/" {
		t.Errorf("leads to %s", b.at.Path)
	}
	again.press("Create administrator").click("Later").expect(200, "Welcome, Ada")
	if n := len(p.administrators()); n != 1 {
		t.Errorf("there are %d administrators", n)
	}
	b.open("/setup/"+token).expect(410, "If the portal is set up, log in.")
	if b := p.browser().open("/login").expect(200); strings.Contains(b.body, "not set up yet") {
		t.Error("the login page does not know that the portal is set up")
	}
	if token, err := p.store.NewSetupLink(t.Context()); token != "" || err != nil {
		t.Errorf("another set-up link: %q, %v", token, err)
	}
}
