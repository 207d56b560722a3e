package web

import (
	"net/url"
	"strings"
	"testing"

	"mtp/internal/portal"
)

// around is the text as a program may leave it: signs that cannot be seen, and
// spaces of another kind, at its ends.
func around(text string) string { return "\u202a\u00a0" + text + "\u200b\ufeff\u202c" }

const hebrew = "דוד"

func TestSignsThatCannotBeSeenAreDroppedAtTheEndsOfEachField(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)

	b.open("/administrators/new").fill("First Name", "\u200f"+hebrew).fill("Last Name", "Levi\u200b").fill("Administrator Email Address", "\u202adavid@example.com\u202c").choose("Role", "Help Desk")
	b.pressWith("Save User", func(v url.Values) { v.Set("role", "help\u00a0desk") })
	b.saved("/administrators", hebrew+" Levi is added.")
	david := p.who("david@example.com")
	if david.FirstName != hebrew || david.LastName != "Levi" || david.Role != portal.HelpDesk {
		t.Errorf("added %+v", david)
	}
	b.open("/administrators/"+david.ID).fill("First Name", around("Dan")).fill("Administrator Email Address", around("dan@example.com")).press("Save User").saved(b.at.Path, "Dan Levi is saved")
	if got := p.who("dan@example.com"); got.FirstName != "Dan" {
		t.Errorf("saved %+v", got)
	}

	own := "/o/" + begun.acme + "/administrators"
	b.open(own+"/new").fill("First Name", around("Own")).fill("Last Name", around("Person")).fill("Administrator Email Address", around("own.person@acme.example")).choose("Role", "Help Desk")
	b.press("Save User").saved(own, "Own Person is added.").click("Own Person")
	b.fill("Last Name", "\u200f"+hebrew).press("Save User").saved(b.at.Path, "Own "+hebrew+" is saved")
	if got := b.value("Administrator Email Address"); got != "own.person@acme.example" {
		t.Errorf("the address of an organization's administrator is %q", got)
	}

	b.open(usersPath(begun.acme)+"/new").fillUser(around("Una"), around("User"), around("una"), around("una@acme.example")).press("Save User")
	b.saved(usersPath(begun.acme), "Una User is added.").click("Una User")
	if user, email := b.value("Username"), b.value("User Email"); user != "una" || email != "una@acme.example" {
		t.Errorf("the user is %q with %q", user, email)
	}
	b.fill("First Name", "\u200f"+hebrew).press("Save User").saved(b.at.Path, hebrew+" User is saved")

	b.open("/organizations/new").fill("Organization Name", "\u200f"+hebrew+"\u200b").press("Save Organization").saved("/organizations", hebrew+" is added.")
	b.click(hebrew).fill("Organization Name", around("Hooli")).press("Save Organization").saved("/organizations", "Hooli is saved")

	b.open("/profile").fill("First Name", around("Augusta")).press("Save name").saved("/profile", "Ada → Augusta")

	b.open("/account/billing-information").fill("Name", around("Klara")).fill("Email", around("klara@example.com")).press("Save Billing Information")
	if got := b.value("Email"); got != "klara@example.com" || b.value("Name") != "Klara" {
		t.Errorf("billing is %q with %q", b.value("Name"), got)
	}

	for path, find := range map[string][2]string{
		"/administrators":     {"Search administrators", "dan@example.com"},
		"/organizations":      {"Search organizations", "Hooli"},
		usersPath(begun.acme): {"Search users", "una@acme.example"},
		"/activity":           {"Search activity", "Hooli"},
	} {
		b.open(path).fill(find[0], find[1]).press("Apply")
		n := len(b.rows())
		b.open(path).fill(find[0], around(find[1])).press("Apply").expect(200)
		if got := len(b.rows()); n == 0 || got != n {
			t.Errorf("%s finds %d, not %d", path, got, n)
		}
	}
	b.open("/administrators/new").fill("Search organizations", around("Hooli")).press("Search").expect(200, "Hooli")
	b.tick("Hooli") // it is among those to choose from
	b.fill("Copy role and access from", around("dan@example.com")).press("Copy").expect(200)
	if !strings.Contains(b.said(), "Dan Levi") {
		t.Errorf("copying says %q", b.said())
	}
	if in := p.logIn("\u202a"+address(portal.Manager)+"\u202c", password); in.at.Path == "/login" {
		t.Errorf("the login leads to %s: %s", in.at, in.alerted())
	}
}

func TestASignThatCannotBeSeenWithinAFieldIsNamed(t *testing.T) {
	p := newPortal(t)
	const named = "a sign that cannot be seen"
	b := p.signedIn(billing)
	b.open("/administrators/new").fill("First Name", "An\u200bn").fill("Last Name", "Lee").fill("Administrator Email Address", "ann@example.com").choose("Role", "Help Desk").press("Save User").expect(422, named)
	b.open("/administrators/new").fill("First Name", "Ann").fill("Last Name", "Lee").fill("Administrator Email Address", "an\u200bn@example.com").choose("Role", "Help Desk").press("Save User").expect(422, named)
	b.open("/o/"+begun.acme+"/administrators/new").fill("First Name", "Ann").fill("Last Name", "L\u202aee").fill("Administrator Email Address", "ann@example.com").choose("Role", "Help Desk").press("Save User").expect(422, named)
	b.open(usersPath(begun.acme)+"/new").fillUser("An\u200bn", "Lee", "ann", "ann@acme.example").press("Save User").expect(422, named)
	b.open(usersPath(begun.acme)+"/new").fillUser("Ann", "Lee", "an\u200bn", "ann@acme.example").press("Save User").expect(422, named)
	b.open("/organizations/new").fill("Organization Name", "Hoo\ufeffli").press("Save Organization").expect(422, named)
	b.open("/profile").fill("First Name", "A\u200bda").press("Save name").expect(422, named)
	b.open("/account/billing-information").fill("Name", "Kla\u200bra").press("Save Billing Information").expect(422, named)
}

func TestInAPasswordEverySignCounts(t *testing.T) {
	p := newPortal(t)
	first, second := otherPassword+"\u200b", "\u00a0"+password+"\u200b"
	p.browser().open("/set-password/"+begun.link).fill("New password", first).fill("Confirm new password", otherPassword).press("Set password").expect(422)
	p.browser().open("/set-password/"+begun.link).fill("New password", first).fill("Confirm new password", first).press("Set password").saved("/login", "is set")
	p.logIn(linked, otherPassword).expect(422)
	b := p.logIn(linked, first)
	if b.at.Path == "/login" {
		t.Fatalf("with the sign: %s", b.alerted())
	}
	b.open("/profile").fill("Current password", otherPassword).fill("New password", second).fill("Confirm new password", second).press("Change password").expect(422)
	b.open("/profile").fill("Current password", first).fill("New password", second).fill("Confirm new password", second).press("Change password")
	p.logIn(linked, password).expect(422)
	if b := p.logIn(linked, second); b.at.Path == "/login" {
		t.Errorf("with the signs: %s", b.alerted())
	}
}
