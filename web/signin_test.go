package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

func TestOneLogsInAndOut(t *testing.T) {
	p := newPortal(t)
	b := p.browser().open("/profile").expect(200, "Log in")
	b.fill("Email", " HELP-DESK@example.com ").fill("Password", password).press("Log in")
	if b.first != 303 || b.at.Path != "/profile" {
		t.Fatalf("leads by %d to %s", b.first, b.at.Path)
	}
	b.expect(200, "help-desk@example.com", "Help Desk")
	if got := b.value("First Name") + " " + b.value("Last Name"); got != "Joan Clarke" {
		t.Errorf("the profile is that of %s", got)
	}
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
	b.expect(422, "The email address or password is wrong, or this account cannot log in.")
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
