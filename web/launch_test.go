package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mtp/internal/portal"
	"mtp/store"
)

// own adds an administrator of Acme's own, and signs in with its invitation.
func (p *testPortal) own(r portal.Role, email string) *browser {
	p.t.Helper()
	by := p.as(billing)
	by.OrganizationID = begun.acme
	if _, err := p.store.AddAdministrator(p.t.Context(), by, portal.Draft{FirstName: "Otto", LastName: "Own", Email: email, Role: r}, nil); err != nil {
		p.t.Fatal(err)
	}
	p.browser().open("/set-password/"+nextLink(p.store)).fill("New password", password).fill("Confirm new password", password).press("Set password").expect(200)
	return p.logIn(email, password)
}

// links are the words of the links in the navigation of the name.
func (b *browser) links(navigation string) string {
	return strings.Join(b.names("nav[aria-label='"+navigation+"'] a"), ", ")
}

func TestAnOrganizationIsLaunchedFromTheListAndLeft(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/organizations?q=glob")
	b.press("Launch Globex").expect(200, "Globex")
	if b.at.Path != "/o/"+begun.globex+"/" {
		t.Fatalf("launching leads to %s", b.at.Path)
	}
	if got := b.links("Launched organization"); got != "Overview, Users, Administrators" {
		t.Errorf("the navigation holds %s", got)
	}
	if got := b.links("Main"); got != "" {
		t.Errorf("the portal's navigation is there: %s", got)
	}
	if e := p.entries()[0]; e.Action != store.OrganizationLaunched || e.TargetName != "Globex" || e.ActorEmail != address(billing) || e.OrganizationID != begun.globex {
		t.Errorf("the launch is not in the audit trail, but %+v", e)
	}
	b.click("Return to Multi-Tenant Portal").expect(200, "Globex")
	if b.at.RequestURI() != "/organizations?q=glob" {
		t.Errorf("the way back leads to %s", b.at.RequestURI())
	}
	b.open("/o/"+begun.globex+"/").click("Switch organization").expect(200, "Initech").press("Launch Initech").expect(200, "Initech")
	b.click("Return to Multi-Tenant Portal")
	if b.at.RequestURI() != "/organizations" {
		t.Errorf("the way back leads to %s", b.at.RequestURI())
	}
}

func TestAPageThatIsNotThereSaysInWhichOrganizationOneIs(t *testing.T) {
	p := newPortal(t)
	nowhere := "/o/" + begun.globex + "/nowhere"
	b := p.signedIn(billing).open(nowhere).expect(404, "Page not found")
	if got := b.links("Main"); got == "" {
		t.Error("before it was launched the portal's navigation is missing")
	}
	b.open("/organizations?q=glob").press("Launch Globex").open(nowhere).expect(404, "Page not found")
	if got := b.links("Launched organization"); got != "Overview, Users, Administrators" {
		t.Errorf("the navigation holds %s", got)
	}
	b.open("/o/unknown/nowhere").expect(404, "Page not found")
	if got := b.links("Launched organization"); got != "" {
		t.Errorf("under the id of none the navigation holds %s", got)
	}
}

func TestEveryEntryIsLaunchedFirst(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/o/" + begun.globex + "/administrators")
	b.expect(200, "You have not launched this organization").press("Launch Globex").expect(200, "MTP roles can only be edited in the Multi-Tenant Portal")
	if b.at.Path != "/o/"+begun.globex+"/administrators" {
		t.Errorf("launching leads to %s, not to what was asked for", b.at.Path)
	}
	other := p.logIn(address(billing), password)
	other.send(http.MethodPost, mustParse(t, p.server.URL+"/o/"+begun.globex+"/administrators"), url.Values{"first_name": {"A"}, "last_name": {"B"}, "email": {"a@b.example"}, "role": {"manager"}})
	other.expect(409, "Launch Globex first")
}

func mustParse(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestWhoLosesReachRoleOrStatusLosesTheOrganizationAtOnce(t *testing.T) {
	change := func(d func(*portal.Draft), access store.Changes) func(*testPortal) {
		return func(p *testPortal) {
			a := p.who(address(portal.Manager))
			draft := a.Draft()
			d(&draft)
			if _, err := p.store.EditAdministrator(p.t.Context(), p.as(billing), a.ID, draft, access); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		change func(*testPortal)
		want   int
	}{
		"access is taken away": {change(func(*portal.Draft) {}, store.Changes{"-" + begun.acme}), 404},
		"the role changes":     {change(func(d *portal.Draft) { d.Role = portal.CommandRunner }, nil), 403},
		"the person is suspended": {func(p *testPortal) {
			if _, err := p.store.SuspendAdministrator(p.t.Context(), p.as(billing), p.who(address(portal.Manager)).ID); err != nil {
				p.t.Fatal(err)
			}
		}, 303},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			path := "/o/" + begun.acme + "/administrators"
			if got := p.request("GET", path, portal.Manager, "").StatusCode; got != 200 {
				t.Fatalf("before: %d", got)
			}
			tt.change(p)
			if got := p.request("GET", path, portal.Manager, "").StatusCode; got != tt.want {
				t.Errorf("after: %d, not %d", got, tt.want)
			}
		})
	}
}

func TestAccessThatIsGivenBackIsLaunchedAnew(t *testing.T) {
	p := newPortal(t)
	a := p.who(address(portal.Manager))
	for _, access := range []store.Changes{{"-" + begun.acme}, {"+" + begun.acme}} {
		if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, p.who(address(portal.Manager)).Draft(), access); err != nil {
			t.Fatal(err)
		}
	}
	p.signedIn(portal.Manager).open("/o/"+begun.acme+"/administrators").expect(200, "You have not launched this organization")
}

func TestOnesOwnOrganizationIsAllThatItsAdministratorsSee(t *testing.T) {
	p := newPortal(t)
	b := p.own(billing, "otto@acme.example").expect(200, "Acme")
	if b.at.Path != "/o/"+begun.acme+"/" {
		t.Fatalf("signing in leads to %s", b.at.Path)
	}
	for path, want := range map[string]int{
		"/administrators": 403, "/organizations": 403, "/organizations/new": 403, "/roles": 403, "/activity": 403, "/mail": 403, "/launch": 403,
		"/administrators/" + p.who(address(billing)).ID: 403,
		"/o/" + begun.globex + "/":                      404, "/o/nonsense/": 404,
		"/profile": 200, "/o/" + begun.acme + "/administrators": 200,
	} {
		b.open(path)
		if b.code != want {
			t.Errorf("%s answers %d, not %d", path, b.code, want)
		}
		if strings.Contains(b.body, "Return to Multi-Tenant Portal") || b.links("Main") != "" {
			t.Errorf("%s shows the portal", path)
		}
	}
	b.open("/")
	if b.at.Path != "/o/"+begun.acme+"/" {
		t.Errorf("/ leads to %s", b.at.Path)
	}
	b.open("/profile").expect(200, "OrganizationAcme")
	b.fill("First Name", "Ottoline").press("Save name").saved("/profile", "saved")
}

func TestOwnAdministratorsAreEditedInTheOrganizationOnly(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/o/" + begun.acme + "/administrators")
	b.expect(200, "Olga Owner", "MTP role", "MTP roles can only be edited in the Multi-Tenant Portal", address(portal.Manager))
	b.click("Add administrator").fill("First Name", "Nina").fill("Last Name", "New").fill("Administrator Email Address", "nina@acme.example").choose("Role", "Administrator with Billing").press("Save User")
	b.saved("/o/"+begun.acme+"/administrators", "Nina New is added.")
	b.open("/o/"+begun.acme+"/administrators/new").fill("First Name", "Again").fill("Last Name", "New").fill("Administrator Email Address", address(portal.HelpDesk)).choose("Role", "Manager").press("Save User")
	b.expect(422, "This address cannot be used here.")
	b.open("/administrators?q=nina").expect(200, "No administrator matches.")

	mtp := p.who(address(portal.Manager)).ID
	for _, path := range []string{"/o/" + begun.acme + "/administrators/" + mtp, "/administrators/" + begun.own, "/o/" + begun.globex + "/administrators/" + begun.own} {
		if b.open(path); b.code != 404 && b.at.Path == path && !strings.Contains(b.body, "You have not launched") {
			t.Errorf("%s answers %d", path, b.code)
		}
	}
	b.open("/o/"+begun.acme+"/administrators").click("Olga Owner").choose("Role", "Help Desk").press("Save User")
	b.saved("/o/"+begun.acme+"/administrators/"+begun.own, "Olga Owner is saved: role Manager → Help Desk.")
	b.press("Suspend").press("Suspend").expect(200, "Olga Owner is suspended.")
	b.press("Restore").expect(200, "Olga Owner is restored.")
	b.press("Delete").fill("Type the email address to confirm", ownInvited).press("Delete").saved("/o/"+begun.acme+"/administrators", "Olga Owner is deleted.")
}

func TestLaunchingLeadsOnIntoTheOrganizationOnly(t *testing.T) {
	p := newPortal(t)
	home := placePath(begun.acme)
	for next, want := range map[string]string{
		home + "users?q=a":                  home + "users?q=a",
		"/continue":                         "/continue",
		"//evil.example/":                   home,
		"https://evil.example" + home:       home,
		home + "\\evil":                     home,
		home + "\r\nSet-Cookie: a=b":        home,
		"/administrators":                   home,
		placePath("another"):                home,
		home + strings.Repeat("a", 100_000): home,
	} {
		form := url.Values{"next": {next}}.Encode()
		got := p.request("POST", launchPath(begun.acme), portal.Manager, form)
		got.Body.Close()
		if got.StatusCode != 303 || got.Header.Get("Location") != want {
			t.Errorf("%.60q leads by %d to %.60q", next, got.StatusCode, got.Header.Get("Location"))
		}
	}
}
