package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/credential"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store"
)

func TestAUserSetsThePasswordLogsInChangesItAndLogsOut(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Ivo", portal.Invited)
	home := signInPath(begun.acme)
	link := p.asksForLink(begun.acme, "IVO@users.example")
	b := p.browser().open(link).expect(200, "Set your password", "Ivo Thurman, user ivo of Acme")
	b.open(link).expect(200)
	b.fill("New password", "ivo thurman acme ivo").fill("Confirm new password", "ivo thurman acme ivo").press("Set password").expect(422, "too easy to guess")
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	twice := *b
	b.press("Set password").saved(home, "The password of Ivo Thurman is set. Log in with it.")
	b.expect(200, "Log in to Acme")
	if e := p.entries()[0]; e.Action != store.PasswordSet || e.ActorKind != "user" || e.ActorName != "Ivo Thurman" || e.TargetID != "ivo" || e.OrganizationName != "Acme" {
		t.Errorf("entry %+v", e)
	}
	twice.press("Set password").saved(home, "The password of Ivo Thurman is set.")
	b.open(link).expect(410, "ask whoever administers it")

	b.logInAs(begun.acme, " Ivo ", otherPassword)
	if b.first != 303 || b.at.Path != home {
		t.Fatalf("leads by %d to %s:\n%s", b.first, b.at.Path, b.body)
	}
	b.expect(200, "Your account at Acme", "Ivo Thurman", "ivo", "ivo@users.example")
	if b.page.Find("nav").Length() != 0 || b.page.Find(".brand a").AttrOr("href", "") != home {
		t.Error("the page leads into the portal")
	}
	other := p.browser().logInAs(begun.acme, "ivo@users.example", otherPassword).expect(200, "Your account at Acme")

	b.fill("Current password", "wrong").fill("New password", password).fill("Confirm new password", password).press("Change password")
	b.expect(422, "This is not your current password.")
	b.fill("Current password", otherPassword).fill("New password", password).fill("Confirm new password", "another").press("Change password")
	b.expect(422, "The two passwords differ.")
	before := b.cookie("mtp-user")
	b.fill("Current password", otherPassword).fill("New password", password).fill("Confirm new password", password).press("Change password")
	b.saved(home, "Your password is changed. 1 other session ended.")
	if b.cookie("mtp-user") == before {
		t.Error("the cookie is the same")
	}
	if e := p.entries()[0]; e.Action != store.PasswordChanged || e.ActorKind != "user" || e.OrganizationID != begun.acme {
		t.Errorf("entry %+v", e)
	}
	if l, ok, err := p.store.NextLetter(t.Context()); !ok || err != nil || l.Kind != mail.PasswordChanged || l.To != "ivo@users.example" || !l.User {
		t.Errorf("letter %+v %v %v", l, ok, err)
	}
	other.open(home).expect(200, "Log in to Acme", "Your session has ended. Log in again.")
	b.press("Log out").saved(home, "You are logged out.")
	if b.open(home).expect(200, "Log in to Acme"); b.alerted() != "" {
		t.Errorf("says %q", b.alerted())
	}
	b.logInAs(begun.acme, "ivo", otherPassword).expect(422)
	b.logInAs(begun.acme, "ivo", password).expect(200, "Your account at Acme")
}

func TestTenWrongPasswordsLockAUserUntilSomebodyUnlocks(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	signedIn := p.browser().logInAs(begun.acme, "una", password).expect(200, "Your account at Acme")
	for range credential.LockUserAfter {
		p.browser().logInAs(begun.acme, "una", otherPassword).expect(422)
	}
	p.browser().logInAs(begun.acme, "una", password).expect(422, "The username, email address or password is wrong, or this account cannot log in.")
	signedIn.open(signInPath(begun.acme)).expect(200, "Your account at Acme")
	p.exec(`UPDATE users SET locked_at = 0, failures = 0 WHERE id = 'una'`)
	p.browser().logInAs(begun.acme, "una", password).expect(200, "Your account at Acme")

	for range credential.LockUserAfter {
		p.browser().logInAs(begun.acme, "una", otherPassword)
	}
	p.wait(time.Minute) // the address has used its free attempts
	link := p.asksForLink(begun.acme, "una")
	b := p.browser().open(link).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password").expect(200)
	b.logInAs(begun.acme, "una", otherPassword).expect(200, "Your account at Acme")
	signedIn.open(signInPath(begun.acme)).expect(200, "Log in to Acme")
}

func TestAFailedLoginOfAUserSaysTheSameForEveryReason(t *testing.T) {
	p := newPortal(t)
	for name, status := range map[string]portal.Status{"Una": portal.Active, "Ivo": portal.Invited, "Sam": portal.Suspended, "Del": portal.Deleted, "Lou": portal.Active} {
		p.plantUser(begun.acme, name, status)
	}
	p.plantUser(begun.globex, "Gus", portal.Active)
	p.exec(`UPDATE users SET locked_at = 1 WHERE id = 'lou'`)
	var first string
	for _, tt := range []struct{ name, login, password string }{
		{"a wrong password", "una", otherPassword},
		{"an unknown name", "nobody", password},
		{"an invited user", "ivo", ""},
		{"a suspended one", "sam", password},
		{"a deleted one", "del", password},
		{"a locked one", "lou", password},
		{"one of another organization", "gus", password},
		{"an administrator", address(billing), password},
		{"nothing typed", "", ""},
		{"a very long name", strings.Repeat("a", 10_000), password},
		{"bytes that are no text", "\xff\x00", "\xff\x00"},
		{"a pattern", "%", password},
	} {
		b := p.browser().logInAs(begun.acme, tt.login, tt.password)
		if b.code != 422 {
			t.Errorf("%s: %d", tt.name, b.code)
		}
		b.page.Find("input[name=login]").RemoveAttr("value")
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
		if e := p.entries()[0]; e.Action != store.SignedIn || e.Result != store.Refused || e.ActorKind != "nobody" || e.OrganizationName != "Acme" {
			t.Errorf("%s is not in the audit trail, but %+v", tt.name, e)
		}
	}
	b := p.browser().open("/login").fill("Email", "una@users.example").fill("Password", password).press("Log in").expect(422)
	if b.cookie("mtp-user") != "" {
		t.Error("a cookie of users came from the administrators' form")
	}
}

func TestWrongPasswordsOfUsersAndAdministratorsCountTogetherAgainstAnAddress(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	for i := range credential.FreeAddress + 1 {
		if i%2 == 0 {
			p.browser().logInAs(begun.acme, "nobody", otherPassword).expect(422)
		} else {
			p.logIn("nobody"+string(rune('a'+i))+"@example.com", otherPassword).expect(422)
		}
	}
	b := p.browser().logInAs(begun.acme, "una", password)
	b.expect(429, "Too many wrong attempts. Wait 1 second and try again.")
	if b.header.Get("Retry-After") != "1" || b.value("Username or email") != "una" || b.value("Password") != "" {
		t.Errorf("Retry-After %q, the form holds %q", b.header.Get("Retry-After"), b.value("Username or email"))
	}
	p.logIn(address(billing), password).expect(429)
	p.wait(time.Second)
	p.browser().logInAs(begun.acme, "una", password).expect(200, "Your account at Acme")
}

func TestUsersAndAdministratorsAreSignedInApart(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	p.plantUser(begun.globex, "Gus", portal.Active)
	b := p.signedIn(portal.Manager)
	theirs := b.cookie("mtp")
	b.open(signInPath(begun.acme)).expect(200, "Log in to Acme")
	if strings.Contains(b.body, "Radia") {
		t.Error("the page of users names the administrator")
	}
	b.logInAs(begun.acme, "una", password).expect(200, "Una Thurman")
	if b.cookie("mtp") != theirs || b.cookie("mtp-user") == "" {
		t.Error("the administrator's cookie changed, or the user has none")
	}
	b.open("/roles").expect(200, "Roles")
	b.open(signInPath(begun.globex)).expect(200, "Log in to Globex")
	b.open(signInPath(begun.acme)).press("Log out").saved(signInPath(begun.acme), "You are logged out.")
	b.open("/roles").expect(200, "Roles")
	if b.said() != "" {
		t.Errorf("the administrator is told %q", b.said())
	}
	b.logInAs(begun.acme, "una", password)
	b.open("/roles").press("Log out").expect(200, "You are logged out.")
	b.open(signInPath(begun.acme)).expect(200, "Una Thurman")

	// The one's cookie under the other's name is nobody's.
	other := p.browser()
	other.client.Jar.SetCookies(other.at, []*http.Cookie{{Name: "mtp", Value: b.cookie("mtp-user"), Path: "/"}, {Name: "mtp-user", Value: begun.cookies[billing], Path: "/"}})
	other.open("/roles").expect(200, "Log in")
	other.open(signInPath(begun.acme)).expect(200, "Log in to Acme")

	// Another sign-in in the same browser ends the one before.
	before := p.count(`SELECT COUNT(*) FROM user_sessions`)
	b.logInAs(begun.globex, "gus", password).expect(200, "Gus Thurman")
	if n := p.count(`SELECT COUNT(*) FROM user_sessions`); n != before {
		t.Errorf("%d sessions, %d before", n, before)
	}
	b.open(signInPath(begun.acme)).expect(200, "Log in to Acme")
}

func TestAUsersSessionEndsAtOnceWhenTheUserIsSuspendedAndInTime(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	home := signInPath(begun.acme)
	b := p.browser().logInAs(begun.acme, "una", password).expect(200, "Una Thurman")
	late := b.tab()
	p.exec(`UPDATE users SET status = 'suspended' WHERE id = 'una'`)
	late.fill("Current password", password).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Change password")
	late.expect(200, "Log in to Acme", "Your session has ended. Log in again.")
	b.open(home).expect(200, "Log in to Acme", "Your session has ended.")
	p.exec(`DELETE FROM user_sessions`)
	p.exec(`UPDATE users SET status = 'active' WHERE id = 'una'`)
	b.logInAs(begun.acme, "una", password).expect(200, "Una Thurman")
	for range 12 {
		p.wait(59 * time.Minute)
		b.open(home).expect(200, "Una Thurman")
	}
	p.wait(13 * time.Minute)
	b.open(home).expect(200, "Log in to Acme")
	b.logInAs(begun.acme, "una", password).expect(200, "Una Thurman")
	p.wait(61 * time.Minute)
	b.open(home).expect(200, "Log in to Acme")
}

func TestForgotPasswordAnswersTheSameForEveryUser(t *testing.T) {
	p := newPortal(t)
	for name, status := range map[string]portal.Status{"Una": portal.Active, "Ivo": portal.Invited, "Sam": portal.Suspended, "Del": portal.Deleted} {
		p.plantUser(begun.acme, name, status)
	}
	nextLink(p.store)
	var first string
	for login, kind := range map[string]mail.Kind{"una": mail.PasswordReset, "ivo@users.example": mail.Invitation, "sam": "", "del": "", "nobody": ""} {
		b := p.browser().open(signInPath(begun.acme)+"/forgot-password").fill("Username or email", login).press("Send reset link")
		b.saved(signInPath(begun.acme)+"/forgot-password", "If a user of Acme has this username or address")
		if first == "" {
			first = b.body
		}
		if diff := cmp.Diff(first, b.body); diff != "" {
			t.Errorf("%s is answered otherwise:\n%s", login, diff)
		}
		l, ok, err := p.store.NextLetter(t.Context())
		must(err)
		if l.Kind != kind || ok != (kind != "") || ok && (!l.User || l.Organization != "Acme") {
			t.Errorf("%s gets %q", login, l.Kind)
		}
		if ok {
			must(p.store.LetterDelivered(t.Context(), l.ID))
		}
	}
	p.browser().open(signInPath(begun.acme)+"/forgot-password").press("Send reset link").expect(422, "Enter your username or email address.")
}

func TestTheSignInOfAnUnknownOrganizationIsNotFound(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/u/nowhere", "/u/nowhere/forgot-password", "/u/" + begun.acme + "/more", "/u/", "/u/%2e%2e"} {
		p.browser().open(path).expect(404, "Page not found")
	}
	for _, path := range []string{"/login", "/logout", "/password", "/forgot-password"} {
		if got := p.request(http.MethodPost, "/u/nowhere"+path, portal.NoRole, "login=una&password="+password).StatusCode; got != 404 {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestAChangeWithAUsersCookieMustSayWhereItComesFrom(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	b := p.browser().logInAs(begun.acme, "una", password).expect(200, "Una Thurman")
	for origin, want := range map[string]int{"": 403, "http://evil.example": 403, p.server.URL: 303} {
		r, err := http.NewRequest(http.MethodPost, p.server.URL+signInPath(begun.acme)+"/logout", nil)
		must(err)
		r.AddCookie(&http.Cookie{Name: "mtp-user", Value: b.cookie("mtp-user")})
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if want == 303 {
			b.open(signInPath(begun.acme)).expect(200, "Una Thurman")
		}
		if got := p.send(r).StatusCode; got != want {
			t.Errorf("from %q: %d", origin, got)
		}
	}
	b.open(signInPath(begun.acme)).expect(200, "Log in to Acme")
}

func TestTheCookieOfUsersIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	for name, p := range map[string]*testPortal{"mtp-user": newPortal(t), "mtp-user-8081": newPortal(t, onPort("8081")), "__Host-mtp-user": newPortal(t, secure)} {
		p.plantUser(begun.acme, "Una", portal.Active)
		cookies := p.request(http.MethodPost, signInPath(begun.acme)+"/login", portal.NoRole, url.Values{"login": {"una"}, "password": {password}}.Encode()).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies", len(cookies))
		}
		c := cookies[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != strings.HasPrefix(name, "__Host-") || c.MaxAge != 0 {
			t.Errorf("%s", c.Raw)
		}
	}
}

func TestSecretsOfUsersAreNeitherInTheDatabaseNorInTheLog(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	link := p.asksForLink(begun.acme, "una")
	b := p.browser().open(link).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	b.logInAs(begun.acme, "una", "a wrong password of mine").expect(422)
	b.logInAs(begun.acme, "una", otherPassword).expect(200, "Una Thurman")
	disk, logged := p.onDisk(), p.log.String()
	for what, secret := range map[string]string{
		"a link": strings.TrimPrefix(link, "/set-password/"), "a password": otherPassword, "a wrong one": "a wrong password of mine", "a session's token": b.cookie("mtp-user"),
	} {
		if strings.Contains(disk, secret) || strings.Contains(logged, secret) || strings.Contains(logged, url.QueryEscape(secret)) {
			t.Errorf("%s is in the database or the log", what)
		}
	}
	if !strings.Contains(logged, `"user":"una"`) || strings.Contains(logged, "una@users.example") {
		t.Error("the log does not tell the user's id, or tells the address")
	}
}

func TestTheActivityTellsOfUsersToWhoReachesTheirOrganization(t *testing.T) {
	p := newPortal(t)
	p.plantUser(begun.acme, "Una", portal.Active)
	p.plantUser(begun.globex, "Gus", portal.Active)
	p.browser().logInAs(begun.acme, "una", password)
	p.browser().logInAs(begun.globex, "gus", password)
	p.signedIn(billing).open("/activity").expect(200, "Una Thurman", "una@users.example", "User of Acme", "User of Globex")
	b := p.signedIn(portal.Manager).open("/activity").expect(200, "User of Acme")
	if strings.Contains(b.body, "Globex") || strings.Contains(b.body, "Gus") {
		t.Error("who does not reach Globex reads of it")
	}
}
