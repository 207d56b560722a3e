package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

func TestOneChangesOnesOwnName(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.ReadOnlyRole).open("/profile")
	b.fill("First Name", " ").fill("Last Name", strings.Repeat("x", 200)).press("Save name").expect(422, "There is a problem", "first name")
	if b.value("Last Name") != strings.Repeat("x", 200) {
		t.Error("what was typed is lost")
	}
	b.fill("First Name", " Frances Elizabeth ").fill("Last Name", "Snyder").press("Save name").saved("/profile", "Your name is saved: first name ")
	if got := p.who(address(portal.ReadOnlyRole)); got.Name() != "Frances Elizabeth Snyder" || got.Role != portal.ReadOnlyRole {
		t.Errorf("saved: %+v", got)
	}
	if e := p.entries()[0]; e.Action != store.NameChanged || len(e.Changes) != 2 {
		t.Errorf("the audit trail says %+v", e)
	}
}

func TestOnesSessionsAreListedAndTheOthersEnded(t *testing.T) {
	p := newPortal(t)
	other := p.logIn(address(portal.Manager), password)
	b := p.signedIn(portal.Manager).open("/profile").expect(200, "127.0.0.1, last used "+moment(p.now()))
	if got := b.names(".sessions strong"); !cmp.Equal(got, []string{"A program", "A program"}) {
		t.Errorf("the sessions are %q", got)
	}
	if got := b.names(".sessions .badge"); len(got) != 1 {
		t.Errorf("%d sessions are this one", len(got))
	}
	b.press("Log out other sessions").saved("/profile", "1 other session ended.")
	if other.open("/roles"); other.at.Path != "/login" {
		t.Error("the other session goes on")
	}
	if called(b.open("/profile").expect(200).shown("button"), "Log out other sessions").Length() != 0 {
		t.Error("the button is offered without other sessions")
	}
	if p.entries()[0].Action != store.SessionsEnded && p.entries()[1].Action != store.SessionsEnded {
		t.Errorf("the audit trail says %+v", p.entries()[0])
	}
}

// allow gives the person API access, or takes it.
func (p *testPortal) allow(r portal.Role, on bool) {
	p.t.Helper()
	a := p.who(address(r))
	d := a.Draft()
	d.APIAccess = on
	if _, err := p.store.EditAdministrator(p.t.Context(), p.as(billing), a.ID, d, nil); err != nil {
		p.t.Fatal(err)
	}
}

// self asks who the key belongs to.
func (p *testPortal) self(key string, cookie portal.Role) (int, map[string]any) {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.server.URL+"/api/users/getSelf", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("x-api-key", key)
	}
	if cookie != portal.NoRole {
		r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[cookie]})
	}
	answer := p.send(r)
	if got := answer.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		p.t.Errorf("the answer is %q", got)
	}
	var told map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, told
}

// key makes an API key for the person.
func (p *testPortal) key(r portal.Role) string {
	p.t.Helper()
	return p.signedIn(r).open("/profile").press("Generate API key").expect(200, "It is not shown again.").value("New API key")
}

func TestScriptsAreToldOfFailuresInJSON(t *testing.T) {
	p := newPortal(t)
	for _, tt := range []struct {
		method, path  string
		code          int
		status, named string
		message       string
	}{
		{"GET", "/api/nothing", 404, "NOT_FOUND", "Not Found", "It does not exist, or it is out of your reach."},
		{"GET", "/api/", 404, "NOT_FOUND", "Not Found", "It does not exist, or it is out of your reach."},
		{"POST", "/api/users/getSelf", 405, "METHOD_NOT_ALLOWED", "Method Not Allowed", "This address does not answer POST."},
		{"DELETE", "/api/users/getSelf", 405, "METHOD_NOT_ALLOWED", "Method Not Allowed", "This address does not answer DELETE."},
		{"GET", "/api/users/getSelf", 401, "UNAUTHORIZED", "Unauthorized", "Send a working API key in the header x-api-key."},
		{"GET", "/api/" + strings.Repeat("x", maxAddress), 414, "REQUEST_URI_TOO_LONG", "Request URI Too Long", "It can have 32,000 characters. Open the page from the portal."},
	} {
		answer := p.request(tt.method, tt.path, portal.NoRole, "")
		var told map[string]any
		if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"code": float64(tt.code), "message": tt.message, "status": tt.status, "error": tt.named}
		if diff := cmp.Diff(want, told); diff != "" || answer.StatusCode != tt.code || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s %.30s: %d (-want +got):\n%s", tt.method, tt.path, answer.StatusCode, diff)
		}
	}
	if got := p.request(http.MethodGet, "/apiary", portal.NoRole, ""); got.StatusCode != 404 || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%s %s", got.Status, got.Header)
	}
	p.exec(`ALTER TABLE api_keys RENAME TO lost`)
	if code, told := p.self("mtp_x", portal.NoRole); code != 500 || !strings.Contains(fmt.Sprint(told["message"]), "name the request ") || strings.Contains(fmt.Sprint(told["message"]), "below") {
		t.Errorf("%d %v", code, told)
	}
	if to := p.request(http.MethodGet, "/.well-known/change-password", portal.NoRole, "").Header.Get("Location"); to != "/profile" {
		t.Errorf("passwords are changed at %q", to)
	}
}

func TestAnAPIKeyIsShownOnceAndSaysWhoOneIs(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/profile").expect(200, portal.NoAPIAccess)
	if called(b.shown("button"), "Generate API key").Length() != 0 {
		t.Error("a key is offered without API access")
	}
	p.allow(portal.Manager, true)
	key := p.key(portal.Manager)
	if !strings.HasPrefix(key, "mtp_") || len(key) < 26 {
		t.Errorf("the key is %q", key)
	}
	if strings.Contains(b.open("/profile").expect(200, "Begins with").body, key) || strings.Contains(p.onDisk(), key) || strings.Contains(p.log.String(), key) {
		t.Error("the key is shown again, stored or logged")
	}
	code, told := p.self(key, portal.NoRole)
	want := map[string]any{
		"id": p.who(address(portal.Manager)).ID, "email": address(portal.Manager), "firstname": "Radia", "lastname": "Perlman",
		"roleName": "Manager", "apiKeyAllowed": true,
	}
	if diff := cmp.Diff(want, told); code != 200 || diff != "" {
		t.Errorf("%d (-want +got):\n%s", code, diff)
	}
	if e := p.entries()[0]; e.Action != store.APIKeyMade {
		t.Errorf("the audit trail says %+v", e)
	}
	newer := p.key(portal.Manager)
	for name, k := range map[string]string{"no key": "", "an older key": key, "another key": "mtp_x", "the prefix": "mtp_"} {
		if code, told := p.self(k, portal.Manager); code != 401 || told["message"] == "" {
			t.Errorf("%s: %d %v", name, code, told)
		}
	}
	if code, _ := p.self(newer, portal.NoRole); code != 200 {
		t.Errorf("the newer key: %d", code)
	}
}

func TestAnAPIKeyIsVoidForGoodAfterSuspendingDeletingOrTakingAPIAccess(t *testing.T) {
	p := newPortal(t)
	for _, r := range []portal.Role{portal.Manager, portal.HelpDesk, portal.ReadOnlyRole} {
		p.allow(r, true)
	}
	by := p.as(billing)
	suspend, taken, deleted := p.key(portal.Manager), p.key(portal.HelpDesk), p.key(portal.ReadOnlyRole)
	manager := p.who(address(portal.Manager)).ID
	_, err := p.store.SuspendAdministrator(t.Context(), by, manager)
	must(err)
	p.allow(portal.HelpDesk, false)
	_, err = p.store.DeleteAdministrator(t.Context(), by, p.who(address(portal.ReadOnlyRole)).ID, address(portal.ReadOnlyRole))
	must(err)
	void := func(when string) {
		t.Helper()
		for name, key := range map[string]string{"suspended": suspend, "without API access": taken, "deleted": deleted} {
			if code, _ := p.self(key, portal.NoRole); code != 401 {
				t.Errorf("%s, %s: %d", name, when, code)
			}
		}
	}
	void("at once")
	_, err = p.store.RestoreAdministrator(t.Context(), by, manager)
	must(err)
	p.allow(portal.HelpDesk, true)
	void("after it is given back")
}

func TestANewPasswordLeavesTheAPIKey(t *testing.T) {
	p := newPortal(t)
	p.allow(portal.Manager, true)
	key := p.key(portal.Manager)
	b := p.signedIn(portal.Manager).open("/profile")
	b.fill("Current password", password).fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	b.press("Change password").saved("/profile", "Your password is changed.")
	if code, _ := p.self(key, portal.NoRole); code != 200 {
		t.Errorf("the key answers %d", code)
	}
}
