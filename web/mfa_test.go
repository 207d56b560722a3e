package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"mtp/internal/portal"
	"mtp/store"
)

// app is somebody's authenticator app, and the codes for when it is lost.
type app struct {
	p        *testPortal
	secret   string
	recovery []string
}

// code is what the app shows now.
func (a app) code() string {
	a.p.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.p.now())
	if err != nil {
		a.p.t.Fatal(err)
	}
	return code
}

// next waits for the app's next code.
func (a app) next() string {
	a.p.wait(30 * time.Second)
	return a.code()
}

// enrol sets up an app on the page that asks for it, up to the recovery codes.
func (p *testPortal) enrol(b *browser) app {
	p.t.Helper()
	a := app{p: p, secret: b.value("Setup key")}
	b.fill("Verification code", a.next()).press("Turn on MFA").expect(200, "Save these recovery codes")
	a.recovery = b.names(".codes code")
	return a
}

// withMFA turns the person's MFA on.
func (p *testPortal) withMFA(r portal.Role) app {
	p.t.Helper()
	b := p.signedIn(r).open("/profile").click("Set up MFA")
	a := p.enrol(b)
	b.press("I have saved these codes")
	return a
}

// require makes MFA required for the person.
func (p *testPortal) require(r portal.Role) {
	p.t.Helper()
	a := p.who(address(r))
	d := a.Draft()
	d.RequireMFA = true
	if _, err := p.store.EditAdministrator(p.t.Context(), p.as(billing), a.ID, d, nil); err != nil {
		p.t.Fatal(err)
	}
}

func token(b *browser) string { return b.client.Jar.Cookies(b.at)[0].Value }

func TestWhoNeedsMFASetsItUpBeforeAnythingElse(t *testing.T) {
	p := newPortal(t)
	p.require(portal.Manager)
	b := p.browser().open("/administrators?role=manager")
	b.fill("Email", address(portal.Manager)).fill("Password", password).press("Log in").expect(200, "Set up MFA", "Setup key")
	if b.at.Path != "/mfa" || len(b.names("nav[aria-label=Main] a")) != 0 || called(b.shown("a"), "Later").Length() != 0 {
		t.Errorf("%s offers more than setting up: %q", b.at.Path, b.names("a"))
	}
	if b.page.Find("svg.qr path").AttrOr("d", "") == "" {
		t.Error("there is no QR code")
	}
	key := b.value("Setup key")
	if len(key) != 32 || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		t.Errorf("the setup key is %q", key)
	}
	b.fill("Verification code", "").press("Turn on MFA").expect(422, "This code is not right")
	if b.value("Setup key") != key {
		t.Error("a wrong code changes the setup key")
	}
	before := token(b)
	a := p.enrol(b)
	if token(b) == before {
		t.Error("the token stays the same")
	}
	for _, code := range a.recovery {
		if len(code) != 11 || code[5] != '-' || strings.ToUpper(code) != code {
			t.Errorf("a recovery code is %q", code)
		}
	}
	if len(a.recovery) != 10 {
		t.Errorf("there are %d recovery codes", len(a.recovery))
	}
	if disk := p.onDisk(); strings.Contains(disk, a.recovery[0]) || strings.Contains(disk, a.secret) {
		t.Error("the database holds the setup key or a recovery code as it is")
	}
	b.press("I have saved these codes").expect(200, "Administrators")
	if b.at.RequestURI() != "/administrators?role=manager" {
		t.Errorf("leads to %s", b.at.RequestURI())
	}
	if strings.Contains(b.open("/profile").expect(200, "MFA is on. 10 recovery codes are left.").body, a.recovery[0]) {
		t.Error("the recovery codes are shown again")
	}
}

func TestASetupKeyIsGoodForItsPersonForOneHour(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/mfa")
	sealed := b.page.Find("input[name=enrolment]").AttrOr("value", "")
	a := app{p: p, secret: b.value("Setup key")}
	other := p.signedIn(portal.HelpDesk).open("/mfa")
	other.page.Find("input[name=enrolment]").SetAttr("value", sealed)
	other.fill("Verification code", a.code()).press("Turn on MFA").expect(422, "This setup key is too old. Scan the new one.")
	p.wait(40 * time.Minute)
	p.signedIn(portal.Manager).open("/roles").expect(200)
	p.wait(21 * time.Minute)
	b.fill("Verification code", a.code()).press("Turn on MFA").expect(422, "This setup key is too old. Scan the new one.")
	if b.value("Setup key") == a.secret || p.who(address(portal.Manager)).MFAOn {
		t.Error("the old key still counts")
	}
}

func TestACodeOfTheAppCompletesASignInOnce(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	b := p.browser().open("/roles")
	b.fill("Email", address(portal.Manager)).fill("Password", password).press("Log in").expect(200, "Confirm that it is you")
	before := token(b)
	b.fill("Verification code", a.code()).press("Verify").expect(422, "This code is not right, or it was used before.")
	if e := p.entries()[0]; e.Action != store.SecondFactor || e.Result != store.Refused || e.ActorEmail != address(portal.Manager) {
		t.Errorf("the audit trail says %+v", e)
	}
	if b.value("Verification code") != "" {
		t.Error("the form comes back with the code")
	}
	b.fill("Verification code", "12345").press("Verify").expect(422)
	late := a.code()
	p.wait(4 * time.Minute)
	b.fill("Verification code", late).press("Verify").expect(422, "The clock of your phone is wrong")
	if b.page.Find("input[name=code]").AttrOr("inputmode", "") != "numeric" {
		t.Error("a phone shows letters to type a code with")
	}
	code := a.next()
	b.fill("Verification code", code[:3]+" "+code[3:]).press("Verify").expect(200, "Administrator with Billing")
	if b.at.Path != "/roles" {
		t.Errorf("leads to %s", b.at.Path)
	}
	if token(b) == before {
		t.Error("the token stays the same")
	}
	old := p.browser()
	old.client.Jar.SetCookies(old.at, []*http.Cookie{{Name: "mtp", Value: before}})
	if old.open("/roles"); old.at.Path != "/login" {
		t.Errorf("the token from before is alive: %s", old.at)
	}
	p.logIn(address(portal.Manager), password).fill("Verification code", code).press("Verify").expect(422)
}

func TestARecoveryCodeCompletesASignInOnce(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	b := p.logIn(address(portal.Manager), password).click("Use a recovery code")
	b.fill("Recovery code", "AAAAA-AAAAA").press("Verify").expect(422, "This code is not right")
	b.click("Use your authenticator app").click("Use a recovery code")
	b.fill("Recovery code", " "+strings.ToLower(strings.Replace(a.recovery[3], "-", "", 1))+" ").press("Verify").expect(200, "Welcome, Radia")
	b.open("/profile").expect(200, "MFA is on. 9 recovery codes are left.")
	b = p.logIn(address(portal.Manager), password).click("Use a recovery code")
	b.fill("Recovery code", a.recovery[3]).press("Verify").expect(422)
	b.fill("Recovery code", a.recovery[4]).press("Verify").expect(200, "Welcome, Radia")
}

func TestWrongCodesMakeOneWait(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	b := p.logIn(address(portal.Manager), password)
	for range 6 {
		b.fill("Verification code", "000000").press("Verify").expect(422)
	}
	b.fill("Verification code", a.next()).press("Verify")
	b.expect(200, "Welcome, Radia") // the wait was over
	b = p.logIn(address(portal.Manager), password)
	for range 6 {
		b.fill("Verification code", "000000").press("Verify").expect(422)
	}
	b.fill("Verification code", "000000").press("Verify").expect(429, "Too many wrong attempts. Wait 1 second and try again.")
	if got := b.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After is %q", got)
	}
	b.click("Use a recovery code").fill("Recovery code", a.recovery[0]).press("Verify").expect(429)
	p.wait(time.Second)
	b.fill("Recovery code", a.recovery[0]).press("Verify").expect(200, "Welcome, Radia")
}

func TestASignInThatWaitsForItsSecondFactorReachesNothingElse(t *testing.T) {
	p := newPortal(t)
	p.withMFA(portal.HelpDesk)
	p.require(portal.Manager)
	stages := map[string]*http.Cookie{}
	for path, role := range map[string]portal.Role{"/login/verify": portal.HelpDesk, "/mfa": portal.Manager} {
		b := p.logIn(address(role), password)
		if b.at.Path != path {
			t.Fatalf("leads to %s, not %s", b.at.Path, path)
		}
		stages[path] = &http.Cookie{Name: "mtp", Value: token(b)}
	}
	before := p.state()
	for _, r := range (&server{}).routes() {
		first, _, _ := strings.Cut(r.path[1:], "/")
		if r.needs == anyone && open(r.path) && first != "login" {
			continue // open to nobody too
		}
		for path, cookie := range stages {
			if r.path == path || r.path == "/login/recovery-code" && path == "/login/verify" || r.method == http.MethodPost && r.path == "/login" {
				continue // the stage itself, and starting over
			}
			q, err := http.NewRequest(r.method, p.server.URL+strings.ReplaceAll(r.path, ":id", begun.acme), nil)
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Origin", p.server.URL)
			q.AddCookie(cookie)
			answer := p.send(q)
			if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != path {
				t.Errorf("%s %s waiting at %s: %d to %q", r.method, r.path, path, answer.StatusCode, to)
			}
		}
	}
	p.unchanged(before)
}

func TestOneLogsOutInsteadOfGivingTheSecondFactor(t *testing.T) {
	p := newPortal(t)
	p.withMFA(portal.HelpDesk)
	p.require(portal.Manager)
	for _, role := range []portal.Role{portal.HelpDesk, portal.Manager} {
		b := p.logIn(address(role), password)
		waiting := token(b)
		b.press("Log out").expect(200, "You are logged out.")
		old := p.browser()
		old.client.Jar.SetCookies(old.at, []*http.Cookie{{Name: "mtp", Value: waiting}})
		if old.open("/login/verify"); old.at.Path != "/login" {
			t.Errorf("the sign-in goes on: %s", old.at)
		}
	}
}

func TestAnotherAppTakesThePasswordAndACodeOfTheFirst(t *testing.T) {
	p := newPortal(t)
	first := p.withMFA(portal.Manager)
	b := p.signedIn(portal.Manager)
	b.client.Jar.SetCookies(b.at, p.logInWith(portal.Manager, first.next()))
	b.open("/profile").click("Use another app")
	second := app{p: p, secret: b.value("Setup key")}
	fill := func(secret, present string) {
		b.fill("Current password", secret).fill("Code from the current app", present).fill("Verification code", second.code()).press("Turn on MFA")
	}
	p.wait(30 * time.Second)
	fill(otherPassword, first.code())
	b.expect(422, "This is not your current password.")
	fill(password, "000000")
	b.expect(422, "This code is not right")
	if b.value("Setup key") != second.secret {
		t.Fatal("the setup key changed")
	}
	fill(password, first.code())
	b.expect(200, "Save these recovery codes")
	recovery := b.names(".codes code")
	b.press("I have saved these codes")
	b = p.logIn(address(portal.Manager), password)
	b.fill("Verification code", first.next()).press("Verify").expect(422)
	b.click("Use a recovery code").fill("Recovery code", first.recovery[0]).press("Verify").expect(422)
	b.fill("Recovery code", recovery[0]).press("Verify").expect(200, "Welcome, Radia")
	p.logIn(address(portal.Manager), password).fill("Verification code", second.code()).press("Verify").expect(200, "Welcome, Radia")
}

// logInWith signs in with a code and returns the cookies.
func (p *testPortal) logInWith(r portal.Role, code string) []*http.Cookie {
	p.t.Helper()
	b := p.logIn(address(r), password).fill("Verification code", code).press("Verify").expect(200)
	return b.client.Jar.Cookies(b.at)
}

func TestMFAIsTurnedOffWithPasswordAndCodeUnlessItIsRequired(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	b := p.browser()
	b.client.Jar.SetCookies(b.at, p.logInWith(portal.Manager, a.next()))
	b.open("/profile").fill("Password for this change", otherPassword).fill("Code from your app", a.next()).press("Turn off MFA").expect(422, "This is not your current password.")
	b.fill("Password for this change", password).fill("Code from your app", "000000").press("Turn off MFA").expect(422, "This code is not right")
	if !p.who(address(portal.Manager)).MFAOn {
		t.Fatal("it is off")
	}
	p.require(portal.Manager)
	b.fill("Password for this change", password).fill("Code from your app", a.code()).press("Turn off MFA").expect(422, "MFA is required for you.")
	if called(b.shown("button"), "Turn off MFA").Length() != 0 {
		t.Error("turning off is still offered")
	}
	d := p.who(address(portal.Manager)).Draft()
	d.RequireMFA = false
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), p.who(address(portal.Manager)).ID, d, nil); err != nil {
		t.Fatal(err)
	}
	b.open("/profile").fill("Password for this change", password).fill("Code from your app", a.next()).press("Turn off MFA").saved("/profile", "MFA is off.")
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestNewRecoveryCodesVoidTheOldOnes(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	b := p.browser()
	b.client.Jar.SetCookies(b.at, p.logInWith(portal.Manager, a.next()))
	b.open("/profile").fill("Password for this change", password).fill("Code from your app", a.next()).press("New recovery codes").expect(200, "Save these recovery codes")
	fresh := b.names(".codes code")
	if len(fresh) != 10 || fresh[0] == a.recovery[0] {
		t.Errorf("the new codes are %q", fresh)
	}
	b = p.logIn(address(portal.Manager), password).click("Use a recovery code")
	b.fill("Recovery code", a.recovery[0]).press("Verify").expect(422)
	b.fill("Recovery code", fresh[0]).press("Verify").expect(200, "Welcome, Radia")
}

func TestResettingMFAAsksFirstEndsSessionsAndForcesANewSetUp(t *testing.T) {
	p := newPortal(t)
	p.withMFA(portal.Manager)
	p.require(portal.Manager)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	b.press("Reset MFA").expect(200, "Reset MFA of Radia Perlman?", "1 session ends at once.", "no longer work", "Radia Perlman sets MFA up again at the next login.")
	if !p.who(address(portal.Manager)).MFAOn {
		t.Fatal("asking resets")
	}
	again := *b
	b.press("Reset MFA").saved(at, "MFA of Radia Perlman is reset. 1 session ended.")
	again.press("Reset MFA").saved(at, "MFA of Radia Perlman is reset. 1 session ended.")
	if p.signedIn(portal.Manager).open("/roles").at.Path != "/login" {
		t.Error("the session goes on")
	}
	p.logIn(address(portal.Manager), password).expect(200, "Set up MFA")
	var told []string
	for {
		l, ok, err := p.store.NextLetter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		if l.To == address(portal.Manager) {
			told = append(told, l.To)
		}
		must(p.store.LetterDelivered(t.Context(), l.ID))
	}
	if len(told) < 2 {
		t.Errorf("letters: %v", told)
	}
	ada := p.who(address(billing))
	p.withMFA(billing)
	for _, form := range []string{"", "confirm=yes"} {
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/administrators/"+ada.ID+"/reset-mfa", strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.server.URL)
		r.AddCookie(&http.Cookie{Name: "mtp", Value: token(b)})
		if got := p.send(r).StatusCode; got == http.StatusOK {
			t.Errorf("one's own: %d", got)
		}
	}
	if diff := cmp.Diff(true, p.who(address(billing)).MFAOn); diff != "" {
		t.Error("one resets one's own")
	}
}
