package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

const otherPassword = "wooden rocket under lavender"

func TestThePortalIsSetUpOnceThroughItsPrintedLink(t *testing.T) {
	p := emptyPortal(t)
	token, err := p.store.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := p.browser().open("/").expect(200, "Log in")
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
	b.press("Create administrator").expect(200, "Ada Lovelace", "Add a second Administrator with Billing.", "Add the first organization", "Mail is not set up")
	if b.at.Path != "/" {
		t.Errorf("leads to %s", b.at.Path)
	}
	again.press("Create administrator").expect(200, "Welcome, Ada")
	if n := len(p.administrators()); n != 1 {
		t.Errorf("there are %d administrators", n)
	}
	b.open("/setup/"+token).expect(410, "If the portal is set up, log in.")
	if token, err := p.store.NewSetupLink(t.Context()); token != "" || err != nil {
		t.Errorf("another set-up link: %q, %v", token, err)
	}
}

func TestOneLogsInAndOut(t *testing.T) {
	p := newPortal(t)
	b := p.browser().open("/profile").expect(200, "Log in")
	b.fill("Email", " HELP-DESK@example.com ").fill("Password", password).press("Log in")
	if b.first != 303 || b.at.Path != "/profile" {
		t.Fatalf("leads by %d to %s", b.first, b.at.Path)
	}
	b.expect(200, "Joan Clarke", "help-desk@example.com", "Help Desk")
	if got := b.names("nav[aria-label=Main] a"); !cmp.Equal(got, []string{"Organizations", "Administrators", "Roles", "Activity"}) {
		t.Errorf("the navigation is %q", got)
	}
	b.open("/login").expect(200)
	if b.at.Path != "/" {
		t.Errorf("who is logged in is led from the login page to %s", b.at.Path)
	}
	b.press("Log out").expect(200, "You are logged out.")
	if b.at.Path != "/login" {
		t.Errorf("leads to %s", b.at.Path)
	}
	b.open("/").expect(200, "Log in")
	if b.said() != "" || b.alerted() != "" {
		t.Errorf("says %q %q again", b.said(), b.alerted())
	}
}

func TestLoggingOutEndsTheSessionOnTheServer(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/roles").expect(200)
	b.press("Log out")
	p.signedIn(portal.Manager).open("/roles")
	if got := p.request(http.MethodGet, "/roles", portal.Manager, "").StatusCode; got != 303 {
		t.Errorf("the old cookie still opens a page: %d", got)
	}
}

func TestAFailedLoginSaysTheSameForEveryReason(t *testing.T) {
	p := newPortal(t)
	var first string
	for _, tt := range []struct{ name, email, password string }{
		{"an unknown address", "nobody@example.com", password},
		{"a wrong password", address(portal.Manager), otherPassword},
		{"a suspended account", suspended, password},
		{"an invited one", invited, password},
		{"nothing typed", "", ""},
		{"a very long password", address(portal.Manager), strings.Repeat("a", 10_000)},
		{"bytes that are no text", "\xff\xfe\x00", "\xff\x00"},
	} {
		b := p.logIn(tt.email, tt.password)
		if b.code != 422 {
			t.Errorf("%s: %d", tt.name, b.code)
		}
		b.page.Find("input[name=email]").RemoveAttr("value")
		got, err := b.page.Html()
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%s answers otherwise:\n%s", tt.name, diff)
		}
		if e := p.entries()[0]; e.Action != store.SignedIn || e.Result != store.Refused {
			t.Errorf("%s is not in the audit trail, but %+v", tt.name, e)
		}
	}
	b := p.logIn("nobody@example.com", "wrong")
	if b.value("Email") != "nobody@example.com" || b.value("Password") != "" {
		t.Errorf("the form comes back with %q and %q", b.value("Email"), b.value("Password"))
	}
	b.expect(422, "The email address or the password is not right, or the account cannot sign in.")
}

func TestAfterLoggingInOneGoesWhereOneWasGoingWithinThePortal(t *testing.T) {
	for next, want := range map[string]string{
		"/administrators?role=manager&q=a%26b": "/administrators?role=manager&q=a%26b",
		"/roles":                               "/roles",
		"":                                     "/",
		"roles":                                "/",
		"//evil.example":                       "/",
		"///evil.example":                      "/",
		"https://evil.example":                 "/",
		"https:evil.example":                   "/",
		`/\evil.example`:                       "/",
		`\/evil.example`:                       "/",
		"/\t/evil.example":                     "/",
		"/\n/evil.example":                     "/",
		"\t//evil.example":                     "/",
		"javascript:alert(1)":                  "/",
		"/login?next=/roles":                   "/",
		"/logout":                              "/",
		"/%":                                   "/",
	} {
		if got := local(next); got != want {
			t.Errorf("%q leads to %q, not %q", next, got, want)
		}
	}
	p := newPortal(t)
	b := p.browser().open("/administrators?role=manager&sort=-name")
	if b.at.Path != "/login" {
		t.Fatalf("leads to %s", b.at.Path)
	}
	b.fill("Email", address(portal.HelpDesk)).fill("Password", password).press("Log in")
	if b.at.RequestURI() != "/administrators?role=manager&sort=-name" {
		t.Errorf("leads to %s", b.at.RequestURI())
	}
	b = p.browser().open("/login?next=" + url.QueryEscape("//evil.example"))
	b.fill("Email", address(portal.HelpDesk)).fill("Password", password)
	b.pressWith("Log in", func(v url.Values) { v.Set("next", "https://evil.example/") })
	if b.expect(200); b.at.Path != "/" {
		t.Errorf("leads to %s", b.at)
	}
}

func TestTheSessionsTokenIsAnotherAfterLoggingIn(t *testing.T) {
	p := newPortal(t)
	b := p.browser().open("/forgot-password")
	b.fill("Email", "nobody@example.com").press("Send reset link") // gives a session to who is not signed in
	token := func() string {
		cookies := b.client.Jar.Cookies(b.at)
		if len(cookies) != 1 {
			t.Fatalf("cookies: %v", cookies)
		}
		return cookies[0].Value
	}
	before := token()
	b.open("/login").fill("Email", address(portal.Manager)).fill("Password", password).press("Log in").expect(200, "Welcome, Radia")
	if token() == before {
		t.Error("the token stays the same")
	}
	during := token()
	b.press("Log out")
	for name, old := range map[string]string{"from before": before, "from the session": during} {
		other := p.browser()
		other.client.Jar.SetCookies(other.at, []*http.Cookie{{Name: "mtp", Value: old}})
		if other.open("/").expect(200, "Log in"); other.at.Path != "/login" {
			t.Errorf("the token %s is alive", name)
		}
	}
}

func TestASessionEndsWhenItIsIdleOrOld(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager)
	for range 12 {
		p.wait(59 * time.Minute)
		if b.open("/roles"); b.at.Path != "/roles" {
			t.Fatalf("it ended early: %s", b.at)
		}
	}
	p.wait(13 * time.Minute)
	if b.open("/roles").expect(200, "Your session has ended. Log in again."); b.at.Path != "/login" {
		t.Error("it lives longer than 12 hours")
	}
	p = newPortal(t)
	p.wait(61 * time.Minute)
	if b = p.signedIn(portal.Manager).open("/roles").expect(200, "Your session has ended."); b.at.RequestURI() != "/login?next=%2Froles" {
		t.Errorf("it lives longer than 60 idle minutes: %s", b.at)
	}
}

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

func TestForgotPasswordAnswersTheSameForEveryAddress(t *testing.T) {
	p := newPortal(t)
	var first string
	for _, email := range []string{address(portal.Manager), "nobody@example.com", suspended, invited, "\xff\x00", strings.Repeat("a", 10_000)} {
		b := p.browser().open("/login").click("Forgot password?")
		b.fill("Email", email).press("Send reset link").saved("/forgot-password", "If an administrator has this address, a link to set a new password is on its way.")
		if first == "" {
			first = b.body
		}
		if diff := cmp.Diff(first, b.body); diff != "" {
			t.Errorf("%.30q answers otherwise:\n%s", email, diff)
		}
	}
	p.browser().open("/forgot-password").press("Send reset link").expect(422, "Enter your email address.")
	var sent []string
	for {
		l, ok, err := p.store.NextLetter(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		sent = append(sent, l.To)
		if err := p.store.LetterDelivered(context.Background(), l.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(sent) != 2 || !strings.Contains(strings.Join(sent, " "), address(portal.Manager)) || !strings.Contains(strings.Join(sent, " "), invited) {
		t.Errorf("letters went to %v", sent)
	}
}

func TestASetPasswordLinkIsSpentBySendingTheFormAndNotByOpeningIt(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	for range 3 {
		b.open("/set-password/"+begun.link).expect(200, "For Kathleen Booth, linked@example.com.")
	}
	b.fill("New password", "password").fill("Confirm new password", "password").press("Set password").expect(422, "Use at least 15 characters.")
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	again := *b
	b.press("Set password").saved("/login", "The password of Kathleen Booth is set. Log in with it.")
	again.press("Set password").saved("/login", "The password of Kathleen Booth is set.")
	if b.open("/"); b.at.Path != "/login" {
		t.Errorf("the link signed in: %s", b.at.Path)
	}
	b.open("/set-password/"+begun.link).expect(410, "Ask an Administrator with Billing for a new one.", "Forgot password?")
	p.logIn(linked, otherPassword).expect(200, "Welcome, Kathleen")
	p.browser().open("/set-password/NEVERALINK").expect(410, "This link no longer works")
}

func TestASpentLinkIsDeadForAFormThatWasOpenedEarlier(t *testing.T) {
	p := newPortal(t)
	earlier := p.browser().open("/set-password/" + begun.link)
	earlier.fill("New password", "another "+otherPassword).fill("Confirm new password", "another "+otherPassword)
	p.browser().open("/set-password/"+begun.link).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	earlier.press("Set password").expect(410)
	p.logIn(linked, otherPassword).expect(200)
}

func TestALinkOpenedWhileSignedInAsSomebodyElseLeavesThatSessionAlone(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/set-password/"+begun.link).expect(200, "Kathleen Booth")
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	b.expect(200)
	if got := b.said(); !strings.Contains(got, "The password of Kathleen Booth is set.") {
		t.Errorf("says %q", got)
	}
	b.open("/profile").expect(200, "Radia Perlman")
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestALinkEndsTheSessionsOfItsOwner(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/roles").expect(200)
	if _, err := p.store.SendPasswordReset(t.Context(), p.as(portal.AdministratorWithBilling), p.who(address(portal.Manager)).ID); err != nil {
		t.Fatal(err)
	}
	p.browser().open("/set-password/"+nextLink(p.store)).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	if b.open("/roles"); b.at.Path != "/login" {
		t.Errorf("the session goes on: %s", b.at)
	}
}

func TestOneChangesOnesOwnPassword(t *testing.T) {
	p := newPortal(t)
	other := p.logIn(address(portal.BillingOnly), password)
	b := p.signedIn(portal.BillingOnly).open("/").click("Profile").expect(200, "1 other browser")
	if got := b.page.Find("input[name=username]").AttrOr("value", ""); got != address(portal.BillingOnly) {
		t.Errorf("password managers are told %q", got)
	}
	b.fill("Current password", "wrong").fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	b.press("Change password").expect(422, "This is not your current password.")
	if strings.Contains(b.body, otherPassword) {
		t.Error("the form comes back with a password")
	}
	b.fill("Current password", password).fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	again := *b
	b.press("Change password").saved("/profile", "Your password is changed. 1 other session ended.")
	again.press("Change password").saved("/profile", "Your password is changed.")
	if other.open("/roles"); other.at.Path != "/login" {
		t.Error("the other session goes on")
	}
	b.open("/roles").expect(200)
	p.logIn(address(portal.BillingOnly), otherPassword).expect(200, "Welcome, Klara")
}
