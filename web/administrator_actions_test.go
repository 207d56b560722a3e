package web

import (
	"net/http"
	"strings"
	"testing"

	"mtp/internal/portal"
	"mtp/store"
)

func TestSuspendAsksFirstAndActsAtOnce(t *testing.T) {
	p := newPortal(t)
	manager := p.signedIn(portal.Manager).open("/roles").expect(200)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	b.press("Suspend").expect(200, "Suspend Radia Perlman?", "1 session ends at once.", "No emailed link is open.", "cannot log in until restored")
	if p.who(address(portal.Manager)).Status != portal.Active {
		t.Error("asking suspends")
	}
	b.click("Cancel").expect(200).press("Suspend")
	again := *b
	b.press("Suspend").saved(at, "Radia Perlman is suspended. 1 session ended. Restore brings the account back.")
	again.press("Suspend").saved(at, "Radia Perlman is suspended. 1 session ended.")
	if manager.open("/roles"); manager.at.Path != "/login" {
		t.Error("who is suspended goes on")
	}
	p.logIn(address(portal.Manager), password).expect(422)
	if called(b.shown("button"), "Suspend").Length() != 0 {
		t.Error("Suspend is still offered")
	}
	again = *b
	b.press("Restore").saved(at, "Radia Perlman is restored.")
	again.press("Restore").saved(at, "Radia Perlman is restored.")
	if manager.open("/roles"); manager.at.Path != "/login" {
		t.Error("restoring brings the session back")
	}
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestDeleteWantsTheEmailAddressTyped(t *testing.T) {
	p := newPortal(t)
	manager := p.signedIn(portal.Manager).open("/roles").expect(200)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	b.press("Delete").expect(200, "Delete Radia Perlman?", "The account has the email address "+address(portal.Manager)+".", "1 session ends at once.", "Access to 1 organization is removed.", "This cannot be undone.")
	for _, typed := range []string{"", "radia@example.com", address(portal.HelpDesk)} {
		b.fill("Type the email address to confirm", typed).press("Delete").expect(422, "This is not the email address of the account.")
		if b.value("Type the email address to confirm") != typed {
			t.Errorf("%q comes back as %q", typed, b.value("Type the email address to confirm"))
		}
	}
	b.fill("Type the email address to confirm", "  MANAGER@Example.com ")
	again := *b
	b.press("Delete").saved("/administrators", "Radia Perlman is deleted.")
	again.press("Delete").saved("/administrators", "Radia Perlman is deleted.")
	if manager.open("/roles"); manager.at.Path != "/login" {
		t.Error("who is deleted goes on")
	}
	b.open(at).expect(200, "This account was deleted.")
	p.logIn(address(portal.Manager), password).expect(422)
	if strings.Contains(strings.Join(b.open("/administrators").names("tbody th"), "\n"), "Radia") {
		t.Error("the list still shows her")
	}
	b.click("Add administrator").fill("First Name", "New").fill("Last Name", "Radia").fill("Administrator Email Address", address(portal.Manager))
	b.choose("Role", "Manager").press("Save User").saved("/administrators", "New Radia is added.")
}

func TestMailedLinksAreSentOnceForEachForm(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	again := *b
	b.press("Send Password Reset Email").saved(at, "A password reset for Radia Perlman is ready. Mail is not set up; the password reset is in outbox/")
	said := b.said()
	if again.press("Send Password Reset Email").saved(at, said); again.said() != said {
		t.Errorf("the second answer is %q", again.said())
	}
	link := nextLink(p.store)
	if link == "" || nextLink(p.store) != "" {
		t.Error("not exactly one letter")
	}
	p.browser().open("/set-password/"+link).expect(200, "Radia Perlman")

	b.open("/administrators").click("Ida Rhodes")
	if called(b.shown("button"), "Send Password Reset Email").Length() != 0 {
		t.Error("who was invited is offered a reset")
	}
	b.press("Resend Invitation").saved(b.at.Path, "A new invitation for Ida Rhodes is ready. Mail is not set up; the invitation is in outbox/")
	p.browser().open("/set-password/"+nextLink(p.store)).expect(200, "Ida Rhodes")
}

func TestAQuestionLeavesZerosOutAndSaysWhatStopsWorking(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Kathleen Booth").press("Delete")
	b.expect(200, "Nobody is logged in to the account.", "1 emailed link stops working.", "The account has access to no organization.")
	b.fill("Type the email address to confirm", linked).press("Delete").saved("/administrators", "Kathleen Booth is deleted. 1 open link stopped working.")
	b.click("Mary Keller").press("Delete").expect(200, "Nobody is logged in to the account.", "No emailed link is open.")
}

func TestOnceMailIsSetUpNoFileIsNamed(t *testing.T) {
	p := newPortal(t, func(c *Config) { c.MailSetUp = true })
	b := p.signedIn(billing).open("/administrators").click("Ida Rhodes")
	b.press("Resend Invitation").saved(b.at.Path, "A new invitation for Ida Rhodes is ready. The invitation is on its way.")
	for _, path := range []string{"/", "/administrators", "/forgot-password", "/forgot-password?sent"} {
		if b := b.open(path).expect(200); strings.Contains(b.body, "Mail is not set up") || strings.Contains(b.body, "sends no mail") {
			t.Errorf("%s says that there is no mail", path)
		}
	}
}

func TestRestoringWhoNeverSetAPasswordInvitesAgain(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Mary Keller")
	b.press("Restore").saved(b.at.Path, "Mary Keller is restored. Mail is not set up; the invitation is in outbox/")
	if got := p.who(suspended).Status; got != portal.Invited {
		t.Errorf("is %s", got)
	}
	p.browser().open("/set-password/"+nextLink(p.store)).expect(200, "Mary Keller")
}

func TestTheLastAdministratorWithBillingStays(t *testing.T) {
	p := newPortal(t)
	ada := p.who(address(billing))
	b := p.signedIn(billing).open("/administrators/"+ada.ID).expect(200, "You cannot suspend yourself.", "You cannot delete yourself.")
	if n := called(b.shown("button"), "Suspend").Length() + called(b.shown("button"), "Delete").Length(); n != 0 {
		t.Errorf("offers %d of them", n)
	}
	for path, form := range map[string]string{"/suspend": "confirm=yes", "/delete": "confirm=yes&confirm_email=" + ada.Email, "/restore": ""} {
		if got := p.request(http.MethodPost, "/administrators/"+ada.ID+path, billing, form).StatusCode; got != 409 {
			t.Errorf("%s: %d", path, got)
		}
		if e := p.entries()[0]; e.Result != store.Refused || e.TargetID != ada.ID {
			t.Errorf("%s: the audit trail says %+v", path, e)
		}
	}
	for path, form := range map[string]string{"/suspend": "", "/delete": ""} {
		if got := p.request(http.MethodPost, "/administrators/"+ada.ID+path, billing, form).StatusCode; got != 409 {
			t.Errorf("%s asks: %d", path, got)
		}
	}
	if got := p.who(address(billing)); got != ada {
		t.Errorf("changed to %+v", got)
	}
}

func TestAnActionThatNoLongerFitsIsRefusedAsAConflict(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	stale := b.tab()
	b.press("Suspend").press("Suspend").saved(b.at.Path, "suspended")
	stale.press("Suspend").expect(409, "Radia Perlman is suspended already.", "Go to the start page")
	b.press("Restore")
	p.request(http.MethodPost, b.at.Path+"/restore", billing, "")
	if got := p.request(http.MethodPost, b.at.Path+"/restore", billing, "").StatusCode; got != 409 {
		t.Errorf("restoring who is not suspended: %d", got)
	}
	if got := p.request(http.MethodPost, b.at.Path+"/resend-invitation", billing, "").StatusCode; got != 409 {
		t.Errorf("inviting who is active: %d", got)
	}
	if got := p.request(http.MethodPost, "/administrators/"+p.who(suspended).ID+"/send-password-reset", billing, "").StatusCode; got != 409 {
		t.Errorf("a reset for who is suspended: %d", got)
	}
}

func TestAFormIdIsGoodForItsPersonAndItsActionAlone(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	form := fields(called(b.shown("button"), "Send Password Reset Email").Closest("form"))
	if got := p.request(http.MethodPost, b.at.Path+"/send-password-reset", billing, form.Encode()).StatusCode; got != 303 {
		t.Fatal(got)
	}
	if got := p.request(http.MethodPost, b.at.Path+"/suspend", billing, form.Encode()+"&confirm=yes").StatusCode; got != 422 {
		t.Errorf("for another action: %d", got)
	}
	if got := p.request(http.MethodPost, "/organizations", billing, form.Encode()+"&name=Hooli").StatusCode; got != 422 {
		t.Errorf("for another form: %d", got)
	}
	if p.who(address(portal.Manager)).Status != portal.Active {
		t.Error("suspended all the same")
	}
}

func TestWhatDoesNotExistIsNotFoundForEveryAction(t *testing.T) {
	p := newPortal(t)
	for _, id := range []string{"nobody", "%00", "%ff", "..%2f..", strings.Repeat("x", 10_000), "'%20OR%201=1"} {
		for _, action := range []string{"", "/suspend", "/restore", "/delete", "/send-password-reset", "/resend-invitation"} {
			got := p.request(http.MethodPost, "/administrators/"+id+action, billing, "confirm=yes&confirm_email=x&role=manager&first_name=a&last_name=b&email=c@example.com").StatusCode
			if got != 404 {
				t.Errorf("%.20s%s: %d", id, action, got)
			}
		}
		for _, path := range []string{"/administrators/", "/organizations/"} {
			if got := p.request(http.MethodGet, path+id, billing, "").StatusCode; got != 404 {
				t.Errorf("%s%.20s: %d", path, id, got)
			}
		}
		if got := p.request(http.MethodPost, "/organizations/"+id, billing, "name=x").StatusCode; got != 404 {
			t.Errorf("rename %.20s: %d", id, got)
		}
	}
}

// keyed turns API access on for somebody, who generates a key.
func (p *testPortal) keyed(email string) {
	p.t.Helper()
	a, boss := p.who(email), store.By{AdministratorID: p.who(address(billing)).ID, OrganizationID: p.who(email).OrganizationID}
	d := a.Draft()
	d.APIAccess = true
	if _, err := p.store.EditAdministrator(p.t.Context(), boss, a.ID, d, nil); err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.store.NewAPIKey(p.t.Context(), store.By{AdministratorID: a.ID, OrganizationID: a.OrganizationID}); err != nil {
		p.t.Fatal(err)
	}
}

func TestAPIKeysAreSpokenOfWhereverTheyEnd(t *testing.T) {
	p := newPortal(t)
	manager := address(portal.Manager)
	p.keyed(manager)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	b.expect(200, "…, never used", "a key can do what the person can")
	b.press("Suspend").expect(200, "1 API key stops working for good.")
	b.press("Suspend").saved(at, "Radia Perlman is suspended. 1 session ended. 1 API key stopped working for good. Restore brings the account back.")
	if strings.Contains(b.body, "a key can do what the person can") {
		t.Error("a key of somebody suspended is said to act")
	}
	b.expect(200, "No API key works: those there were stopped for good when the account was suspended.", "API keys that ended do not come back.")
	b.press("Restore").saved(at, "Radia Perlman is restored. There is no API key: those from before stay ended, and a new one can be generated under Profile.")
	b.press("Suspend").expect(200, "There is no API key that works.")

	p.keyed(manager)
	b.open(at).press("Delete").expect(200, "1 API key stops working for good.")
	b.fill("Type the email address to confirm", manager).press("Delete").saved("/administrators", "Radia Perlman is deleted. 1 API key stopped working for good.")
}

func TestTurningAPIAccessOffSaysWhatItEnds(t *testing.T) {
	p := newPortal(t)
	p.keyed(address(portal.Manager))
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	b.untick("Enable API access").press("Save User").saved(b.at.Path, "1 API key stopped working for good.")
}
