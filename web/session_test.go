package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"mtp/internal/portal"
	"mtp/store"
)

func TestLoggingOutEndsTheSessionOnTheServer(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/roles").expect(200)
	b.press("Log out")
	p.signedIn(portal.Manager).open("/roles")
	if got := p.request(http.MethodGet, "/roles", portal.Manager, "").StatusCode; got != 303 {
		t.Errorf("the old cookie still opens a page: %d", got)
	}
}

func TestTheSessionsTokenIsAnotherAfterLoggingIn(t *testing.T) {
	p := newPortal(t)
	b := p.browser().open("/set-password/" + begun.link) // whose message gives a session to who is not signed in
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
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

func TestASessionInTheLibrarysOwnFormGoesOn(t *testing.T) {
	p := newPortal(t)
	id, err := p.store.SignIn(t.Context(), store.By{}, address(portal.Manager), password, "")
	if err != nil {
		t.Fatal(err)
	}
	m := newSessions(p.store, Config{URL: &url.URL{}}, "mtp")
	m.Codec = scs.GobCodec{}
	ctx, err := m.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m.Put(ctx, heldSession, id)
	token, _, err := m.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b := p.browser()
	b.client.Jar.SetCookies(b.at, []*http.Cookie{{Name: "mtp", Value: token, Path: "/"}})
	if b.open("/roles").expect(200, "Roles"); b.at.Path != "/roles" {
		t.Errorf("led to %s", b.at)
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

func TestAVeryLongUserAgentIsCut(t *testing.T) {
	p := newPortal(t)
	form := url.Values{"email": {address(portal.Manager)}, "password": {password}}
	r, err := http.NewRequest(http.MethodPost, p.server.URL+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", strings.Repeat("x", 10_000))
	if got := p.send(r).StatusCode; got != 303 {
		t.Fatal(got)
	}
	if disk := p.onDisk(); strings.Contains(disk, strings.Repeat("x", maxQuery+1)) || !strings.Contains(disk, strings.Repeat("x", maxQuery)) {
		t.Error("the database holds all of it, or nothing")
	}
}

// onPort makes the portal's public address one with the port.
func onPort(port string) func(*Config) {
	return func(c *Config) { c.URL = &url.URL{Scheme: "http", Host: "127.0.0.1:" + port} }
}

func TestTwoPortalsOnOneHostKeepBothSignedIn(t *testing.T) {
	one, two, usual := newPortal(t, onPort("8081")), newPortal(t, onPort("8082")), newPortal(t)
	b := one.browser()
	for _, p := range []*testPortal{usual, one, two} {
		at, err := url.Parse(p.server.URL)
		if err != nil {
			t.Fatal(err)
		}
		b.at = at
		b.open("/login").fill("Email", address(portal.Manager)).fill("Password", password).press("Log in").expect(200, "Welcome, Radia")
	}
	for _, name := range []string{"mtp", "mtp-8081", "mtp-8082"} {
		if b.cookie(name) == "" {
			t.Errorf("no cookie %s", name)
		}
	}
	for _, p := range []*testPortal{usual, one, two} {
		at, err := url.Parse(p.server.URL)
		if err != nil {
			t.Fatal(err)
		}
		b.at = at
		b.open("/roles").expect(200, "Roles")
		if b.at.Path != "/roles" {
			t.Errorf("led to %s", b.at)
		}
	}
}

func TestTheCookieWithoutThePortIsReadForTwelveHours(t *testing.T) {
	old := &http.Cookie{Name: "mtp", Value: begun.cookies[portal.Manager], Path: "/"}
	p := newPortal(t, onPort("8081"))
	b := p.browser()
	b.client.Jar.SetCookies(b.at, []*http.Cookie{old})
	b.open("/roles").expect(200, "Roles")
	if b.at.Path != "/roles" || b.cookie("mtp") != "" || b.cookie("mtp-8081") != old.Value {
		t.Errorf("at %s the cookies are %v", b.at, b.client.Jar.Cookies(b.at))
	}
	b.open("/roles").expect(200, "Roles").press("Log out")
	if b.open("/roles"); b.at.Path != "/login" {
		t.Errorf("logged out it is at %s", b.at)
	}

	foreign := p.browser()
	foreign.client.Jar.SetCookies(foreign.at, []*http.Cookie{{Name: "mtp", Value: "of-another-portal", Path: "/"}})
	if foreign.open("/roles"); foreign.cookie("mtp") != "of-another-portal" || foreign.at.Path != "/login" {
		t.Errorf("at %s the cookies are %v", foreign.at, foreign.client.Jar.Cookies(foreign.at))
	}

	p = newPortal(t, onPort("8081"))
	p.wait(store.SessionLifetime)
	b = p.logIn(address(portal.Manager), password)
	late := p.browser()
	late.client.Jar.SetCookies(late.at, []*http.Cookie{{Name: "mtp", Value: b.cookie("mtp-8081"), Path: "/"}})
	if late.open("/roles"); late.at.Path != "/login" {
		t.Errorf("it is read later: %s", late.at)
	}
}
