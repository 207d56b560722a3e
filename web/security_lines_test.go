package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mtp/internal/credential"
	"mtp/internal/portal"
)

func TestAPasswordIsGoodUntilItIsChanged(t *testing.T) {
	p := newPortal(t)
	p.wait(3 * 365 * 24 * time.Hour)
	form := url.Values{"email": {address(portal.Manager)}, "password": {password}}.Encode()
	if answer := p.request(http.MethodPost, "/login", portal.NoRole, form); answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/" {
		t.Errorf("answers %s", answer.Status)
	}
}

func TestPasswordManagersKnowWhatEachFieldIsFor(t *testing.T) {
	p := newPortal(t)
	empty := emptyPortal(t)
	token, err := empty.store.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string]*browser{
		"/login": p.browser(), "/set-password/" + begun.link: p.browser(), "/profile": p.signedIn(portal.Manager), "/setup/" + token: empty.browser(),
	} {
		b.open(path).expect(200)
		fields := b.page.Find("input[type=password]")
		if fields.Length() == 0 {
			t.Errorf("%s asks for no password", path)
		}
		fields.Each(func(_ int, field *goquery.Selection) {
			want := "new-password"
			if name := field.AttrOr("name", ""); name == "password" || name == "current_password" || name == "mfa_password" {
				want = "current-password"
			}
			if got := field.AttrOr("autocomplete", ""); got != want || field.Is("[maxlength], [pattern], [onpaste], [readonly]") {
				t.Errorf("%s: %s is for %q and may refuse what is pasted", path, field.AttrOr("name", ""), got)
			}
		})
		if b.page.Find("[autocomplete=username]").Length() == 0 {
			t.Errorf("%s does not say whose password it is", path)
		}
	}
}

func TestSigningInAsksForNoQuestionAndShowsNoHint(t *testing.T) {
	p := newPortal(t)
	p.withMFA(portal.Manager)
	b := p.browser().open("/login")
	asked := [][]string{b.asked()}
	b.fill("Email", address(portal.Manager)).fill("Password", password).press("Log in").expect(200)
	asked = append(asked, b.asked())
	b.click("Use a recovery code")
	asked = append(asked, b.asked())
	asked = append(asked, p.browser().open("/forgot-password").asked(), p.browser().open("/set-password/"+begun.link).asked())
	want := [][]string{{"Email", "Password"}, {"Verification code"}, {"Recovery code"}, {"Email"}, {"New password", "Confirm new password"}}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("(-want +asked):\n%s", diff)
	}
}

// asked are the labels of what the page's own forms ask for.
func (b *browser) asked() []string { return b.names("main label") }

func TestTheAPITakesAKeyAndNothingElse(t *testing.T) {
	p := newPortal(t)
	for name, prove := range map[string]func(*http.Request){
		"nothing":               func(*http.Request) {},
		"a password":            func(r *http.Request) { r.SetBasicAuth(address(billing), password) },
		"a password as the key": func(r *http.Request) { r.Header.Set("x-api-key", password) },
		"a session":             func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]}) },
		"a key in the URL":      func(r *http.Request) { r.URL.RawQuery = "x-api-key=mtp_x" },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.server.URL+"/api/users/getSelf", nil)
		if err != nil {
			t.Fatal(err)
		}
		prove(r)
		if answer := p.send(r); answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: answers %d", name, answer.StatusCode)
		}
	}
}

func TestAPasswordSetByMailStillNeedsTheSecondFactor(t *testing.T) {
	p := newPortal(t)
	a := p.withMFA(portal.Manager)
	p.browser().open("/forgot-password").fill("Email", address(portal.Manager)).press("Send reset link").expect(200)
	b := p.browser().open("/set-password/" + nextLink(p.store))
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password").saved("/login", "Radia Perlman")
	b = p.logIn(address(portal.Manager), otherPassword).expect(200, "Confirm that it is you")
	if b.open("/roles"); strings.HasPrefix(b.at.Path, "/roles") {
		t.Error("a link in a mail stands for the second factor")
	}
	b.fill("Verification code", a.next()).press("Verify").expect(200, "Welcome, Radia")
}

func TestNobodyChoosesOrSeesThePasswordOfSomebodyElse(t *testing.T) {
	p := newPortal(t)
	manager := p.who(address(portal.Manager)).ID
	b := p.signedIn(billing).open("/administrators/" + manager).expect(200)
	if b.page.Find("input[type=password]").Length() != 0 || strings.Contains(b.body, "$argon2id$") {
		t.Error("the page of an administrator shows or asks for a password")
	}
	b.fill("Last Name", "Perlmann")
	b.page.Find("form input[name=first_name]").AfterHtml(`<input name="password" value="` + otherPassword + `"><input name="new_password" value="` + otherPassword + `"><input name="password_hash" value="x">`)
	b.press("Save User").saved("/administrators/"+manager, "Radia Perlmann is saved: last name Perlman → Perlmann.")
	p.logIn(address(portal.Manager), otherPassword).expect(422)
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestLinksAskedForFromOneAddressWait(t *testing.T) {
	p := newPortal(t)
	ask := func(email string) *http.Response {
		return p.request(http.MethodPost, "/forgot-password", portal.NoRole, "email="+email)
	}
	for range credential.FreeAddress + 1 {
		if answer := ask("nobody@example.com"); answer.StatusCode != http.StatusSeeOther {
			t.Fatal(answer.Status)
		}
	}
	if answer := ask(address(portal.Manager)); answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "1" {
		t.Errorf("answers %s", answer.Status)
	}
	p.wait(time.Second)
	if answer := ask(address(portal.Manager)); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("after the wait: %s", answer.Status)
	}
}

func TestARoleThatWasTakenAwayCountsForTheKeyAtOnce(t *testing.T) {
	p := newPortal(t)
	p.allow(portal.Manager, true)
	key := p.key(portal.Manager)
	a := p.who(address(portal.Manager))
	d := a.Draft()
	d.Role = portal.ReadOnlyRole
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, nil); err != nil {
		t.Fatal(err)
	}
	if code, told := p.self(key, portal.NoRole); code != 200 || told["roleName"] != "Read Only" {
		t.Errorf("%d %v", code, told)
	}
}
