package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store"
)

func TestSecretsAreNeitherInTheDatabaseNorInTheLog(t *testing.T) {
	p := newPortal(t)
	b := p.logIn(address(billing), password).expect(200)
	b.open("/administrators?q=a-secret-question")
	secrets := map[string]string{"a password": password, "a new password": otherPassword, "a link": begun.link, "a session's token": b.client.Jar.Cookies(b.at)[0].Value}
	b.click("Clear filters").click("Radia Perlman").press("Send Password Reset Email")
	secrets["a reset link"] = peekLink(t, p.store)
	p.browser().open("/set-password/" + secrets["a reset link"])
	for _, path := range []string{"/set-password/" + begun.link + "/more", "/set-password/" + begun.link + "?x=" + begun.link} {
		p.request(http.MethodGet, path, portal.NoRole, "")
		p.request(http.MethodDelete, path, portal.NoRole, "")
	}
	c := p.browser().open("/set-password/"+begun.link).fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	c.press("Set password").saved("/login", "set")
	p.logIn(linked, otherPassword).expect(200)
	disk, logged := p.onDisk(), p.log.String()
	for what, secret := range secrets {
		if strings.Contains(disk, secret) {
			t.Errorf("%s is in the database", what)
		}
		if strings.Contains(logged, secret) || strings.Contains(logged, url.QueryEscape(secret)) {
			t.Errorf("%s is in the log", what)
		}
	}
	if strings.Contains(logged, "a-secret-question") || strings.Contains(logged, "?") {
		t.Error("a question is in the log")
	}
	if !strings.Contains(logged, `"route":"/set-password/:token"`) {
		t.Errorf("the log does not tell the route:\n%s", logged)
	}
}

// peekLink is the token of the letter that is due, which stays in the outbox.
func peekLink(t *testing.T, s *store.Store) string {
	t.Helper()
	l, ok, err := s.NextLetter(context.Background())
	if err != nil || !ok || l.Token == "" {
		t.Fatalf("no letter with a link: %v, %v", ok, err)
	}
	return l.Token
}

func TestEachRequestIsLoggedOnce(t *testing.T) {
	p := newPortal(t)
	answer := p.request(http.MethodGet, "/administrators/new", portal.Manager, "")
	p.request(http.MethodGet, "/healthz", portal.NoRole, "")
	lines := strings.Split(strings.TrimSpace(p.log.String()), "\n")
	if len(lines) != 1 {
		t.Fatalf("%d lines:\n%s", len(lines), p.log.String())
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatal(err)
	}
	delete(line, "time")
	delete(line, "ms")
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "route": "/administrators/new", "status": 403.0, "address": "127.0.0.1",
		"request": answer.Header.Get(requestID), "administrator": p.who(address(portal.Manager)).ID,
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARequestIdIsNeverTakenFromTheClient(t *testing.T) {
	p := newPortal(t)
	r, err := http.NewRequest(http.MethodGet, p.server.URL+"/login", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(requestID, "mine")
	if got := p.send(r).Header.Get(requestID); got == "mine" || len(got) < 26 {
		t.Errorf("the id is %q", got)
	}
}

func TestAPanicAnswersWithThePageForFailuresAndNoDetail(t *testing.T) {
	p := newPortal(t, func(c *Config) { c.Deliver = func(context.Context, string) mail.Standing { panic("the secret cause") } })
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman").press("Send Password Reset Email")
	b.expect(500, "Something went wrong", b.header.Get(requestID))
	if strings.Contains(b.body, "secret cause") || strings.Contains(b.body, "goroutine") {
		t.Error("the page tells the cause")
	}
	if logged := p.log.String(); !strings.Contains(logged, "the secret cause") || !strings.Contains(logged, "send-password-reset") || !strings.Contains(logged, b.header.Get(requestID)) {
		t.Errorf("the log does not tell it:\n%s", logged)
	}
	b.open("/roles").expect(200)
}

func TestWithoutADatabaseEachPageIsTheOneForFailures(t *testing.T) {
	p := newPortal(t)
	manager := p.signedIn(portal.Manager).open("/roles").expect(200)
	p.store.Close()
	for _, path := range []string{"/", "/roles", "/administrators", "/set-password/" + begun.link, "/login"} {
		manager.open(path).expect(500, "Something went wrong", manager.header.Get(requestID))
		if strings.Contains(manager.body, "sql:") || strings.Contains(manager.body, "closed") {
			t.Errorf("%s tells the cause", path)
		}
	}
	nobody := p.browser().open("/login")
	nobody.fill("Email", "a@example.com").fill("Password", password).press("Log in").expect(500, "Something went wrong")
	if got := p.request(http.MethodGet, "/readyz", portal.NoRole, "").StatusCode; got != 503 {
		t.Errorf("ready: %d", got)
	}
	if got := p.request(http.MethodGet, "/healthz", portal.NoRole, "").StatusCode; got != 200 {
		t.Errorf("healthy: %d", got)
	}
	if !strings.Contains(p.log.String(), `"level":"ERROR"`) {
		t.Error("the log does not tell it")
	}
}
