package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/static"
	"mtp/store"
)

func secure(c *Config) { c.URL = &url.URL{Scheme: "https", Host: "portal.example.com"} }

func TestEveryAnswerCarriesTheHeadersThatProtectIt(t *testing.T) {
	const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
	for scheme, p := range map[string]*testPortal{"http": newPortal(t), "https": newPortal(t, secure)} {
		for _, tt := range []struct{ method, path, form string }{
			{"GET", "/", ""}, {"GET", "/login", ""}, {"GET", "/nowhere", ""}, {"GET", "/healthz", ""}, {"GET", "/readyz", ""},
			{"GET", "/administrators/new", ""}, {"GET", "/setup/x", ""}, {"GET", "/set-password/x", ""}, {"DELETE", "/administrators", ""},
			{"GET", "/activity.csv", ""}, {"POST", "/organizations", "name="}, {"POST", "/organizations", "name=" + strings.Repeat("x", 2<<20)},
			{"GET", static.Path("app.css"), ""}, {"GET", "/static/x/app.css", ""}, {"HEAD", "/login", ""},
		} {
			answer := p.request(tt.method, tt.path, billing, tt.form)
			want := map[string]string{
				"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
				"Cache-Control": "no-store", "Strict-Transport-Security": "",
			}
			if scheme == "https" {
				want["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
			}
			if tt.path == static.Path("app.css") {
				want["Cache-Control"] = "public, max-age=31536000, immutable"
			}
			got := map[string]string{}
			for name := range want {
				got[name] = answer.Header.Get(name)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s %s (-want +got):\n%s", scheme, tt.method, tt.path, diff)
			}
			if answer.Header.Get(requestID) == "" || answer.Header.Get("Server") != "" {
				t.Errorf("%s %s: %v", tt.method, tt.path, answer.Header)
			}
		}
	}
}

func TestNoPageHoldsAnythingInline(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	id := p.who(address(portal.Manager)).ID
	for _, path := range []string{
		"/", "/login", "/forgot-password", "/set-password/" + begun.link, "/set-password/x", "/roles", "/profile", "/administrators", "/administrators/new",
		"/administrators/" + id, "/organizations", "/organizations/new", "/organizations/" + begun.acme, "/activity", "/nowhere",
	} {
		b.open(path)
		if n := b.page.Find("style, script:not([src]), [style]").Length(); n != 0 {
			t.Errorf("%s holds %d inline styles or scripts", path, n)
		}
		for _, s := range b.page.Find("*").EachIter() {
			for _, a := range s.Nodes[0].Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
					t.Errorf("%s: %s=%q", path, a.Key, a.Val)
				}
				if (a.Key == "src" || s.Is("link") && a.Key == "href") && !strings.HasPrefix(a.Val, "/static/") {
					t.Errorf("%s loads %s", path, a.Val)
				}
			}
		}
	}
}

func TestAChangeMustComeFromThePortalsOwnPages(t *testing.T) {
	p := newPortal(t)
	const cookie = "cookie"
	for _, tt := range []struct {
		name    string
		headers map[string]string
		want    int
	}{
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"another site that names our origin", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}, 403},
		{"a neighbour of our site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"a page without an origin", map[string]string{"Origin": "null"}, 403},
		{"another origin", map[string]string{"Origin": "http://evil.example"}, 403},
		{"another port", map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		{"nowhere, with a session", nil, 403},
		{"nowhere, with a session and an empty origin", map[string]string{"Origin": ""}, 403},
		{"our page", map[string]string{"Sec-Fetch-Site": "same-origin"}, 303},
		{"our page, in an older browser", map[string]string{"Origin": p.server.URL}, 303},
		{"an address that was typed", map[string]string{"Sec-Fetch-Site": "none"}, 303},
		{"nowhere, without a session", map[string]string{cookie: "none"}, 303},
		{"another site, without a session", map[string]string{cookie: "none", "Origin": "http://evil.example"}, 403},
	} {
		before := p.state()
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/organizations", strings.NewReader("name="+rand.Text()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if tt.headers[cookie] == "" {
			r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]})
		}
		for name, value := range tt.headers {
			if name != cookie {
				r.Header.Set(name, value)
			}
		}
		if got := p.send(r).StatusCode; got != tt.want {
			t.Errorf("from %s: %d", tt.name, got)
		}
		if tt.want == 403 || tt.headers[cookie] != "" {
			p.unchanged(before)
		}
	}
	for _, path := range []string{"/login", "/logout", "/forgot-password", "/set-password/" + begun.link, "/setup/x"} {
		r, err := http.NewRequest(http.MethodPost, p.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", "http://evil.example")
		if got := p.send(r).StatusCode; got != 403 {
			t.Errorf("%s from another site: %d", path, got)
		}
	}
}

func TestThePublicAddressIsAnOriginOfOursBehindAProxyThatChangesTheHost(t *testing.T) {
	p := newPortal(t, secure)
	for origin, want := range map[string]int{"https://portal.example.com": 303, "http://portal.example.com": 403} {
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/login", strings.NewReader(url.Values{"email": {address(billing)}, "password": {password}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		if got := p.send(r).StatusCode; got != want {
			t.Errorf("%s: %d", origin, got)
		}
	}
}

func TestTheCookieIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	form := url.Values{"email": {address(billing)}, "password": {password}}.Encode()
	for name, p := range map[string]*testPortal{"mtp": newPortal(t), "__Host-mtp": newPortal(t, secure)} {
		cookies := p.request(http.MethodPost, "/login", portal.NoRole, form).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies", len(cookies))
		}
		c := cookies[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != (name == "__Host-mtp") || !c.Expires.IsZero() || c.MaxAge != 0 {
			t.Errorf("%s", c.Raw)
		}
		if len(c.Value) < 22 {
			t.Errorf("%s is shorter than 128 bits", c.Value)
		}
	}
	if got := newPortal(t).request(http.MethodGet, "/login", portal.NoRole, ""); len(got.Cookies()) != 0 {
		t.Errorf("a page alone sets %v", got.Cookies())
	}
}

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

func TestAForwardedAddressIsBelievedFromTrustedProxiesAlone(t *testing.T) {
	network := func(s string) *net.IPNet {
		_, n, err := net.ParseCIDR(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	trusting := func(c *Config) { c.TrustedProxies = []*net.IPNet{network("127.0.0.1/32"), network("198.51.100.0/24")} }
	for _, tt := range []struct {
		name      string
		change    func(*Config)
		forwarded []string
		want      string
	}{
		{"nobody is trusted", func(*Config) {}, []string{"203.0.113.9"}, "127.0.0.1"},
		{"somebody else is trusted", func(c *Config) { c.TrustedProxies = []*net.IPNet{network("10.0.0.0/8")} }, []string{"203.0.113.9"}, "127.0.0.1"},
		{"the proxy is trusted", trusting, []string{"203.0.113.9"}, "203.0.113.9"},
		{"the client made up the first", trusting, []string{"192.0.2.66, 203.0.113.9, 198.51.100.4"}, "203.0.113.9"},
		{"over several headers", trusting, []string{"192.0.2.66", "203.0.113.9"}, "203.0.113.9"},
		{"a private address is no proxy", trusting, []string{"192.0.2.66, 10.1.2.3"}, "10.1.2.3"},
		{"no address at all", trusting, []string{"<script>"}, "127.0.0.1"},
		{"nothing is forwarded", trusting, nil, "127.0.0.1"},
	} {
		p := newPortal(t, tt.change)
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/login", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Forwarded-For"] = tt.forwarded
		r.Header.Set("X-Real-Ip", "192.0.2.77")
		r.Header.Set("Forwarded", "for=192.0.2.78")
		p.send(r)
		if got := p.entries()[0].Address; got != tt.want {
			t.Errorf("%s: %s, not %s", tt.name, got, tt.want)
		}
	}
}

func TestUnknownMethodsAreRefused(t *testing.T) {
	p := newPortal(t)
	for _, method := range []string{"TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "REPORT", "BREW"} {
		for _, path := range []string{"/", "/login", "/administrators", "/healthz", "/set-password/x"} {
			before := p.state()
			conn, err := net.Dial("tcp", p.server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, method+" "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Echo: an-echo\r\nOrigin: "+p.server.URL+"\r\nSec-Fetch-Site: same-origin\r\nCookie: mtp="+begun.cookies[billing]+"\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(conn)
			conn.Close()
			if err != nil {
				t.Fatal(err)
			}
			status, _, _ := strings.Cut(string(answer), "\r\n")
			if !slices.Contains([]string{"HTTP/1.1 405 Method Not Allowed", "HTTP/1.1 400 Bad Request"}, status) || strings.Contains(string(answer), "an-echo") {
				t.Errorf("%s %s: %s", method, path, answer)
			}
			p.unchanged(before)
		}
	}
}

func TestHeadAnswersLikeGetWithoutABody(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/", "/login", "/nowhere", "/administrators/new", "/healthz", static.Path("app.js")} {
		get, head := p.request(http.MethodGet, path, portal.Manager, ""), p.request(http.MethodHead, path, portal.Manager, "")
		if head.StatusCode != get.StatusCode || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || head.Header.Get("Location") != get.Header.Get("Location") {
			t.Errorf("%s: %d and %d", path, get.StatusCode, head.StatusCode)
		}
		if body, err := io.ReadAll(head.Body); err != nil || len(body) != 0 {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
	}
}

func TestAPanicAnswersWithThePageForFailuresAndNoDetail(t *testing.T) {
	p := newPortal(t, func(c *Config) { c.Deliver = func(context.Context) { panic("the secret cause") } })
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
		if strings.Contains(manager.body, "sql") || strings.Contains(manager.body, "closed") {
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

func TestBodiesThatCannotBeReadAreRefused(t *testing.T) {
	p := newPortal(t)
	const form = "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		name, kind string
		body       io.Reader
		length     int64
		want       int
	}{
		{"50 MB", form, nil, 50 << 20, 413},
		{"more than 1 MB, of unknown length", form, struct{ io.Reader }{strings.NewReader("name=" + strings.Repeat("x", 1<<20))}, -1, 413},
		{"an escape that is none", form, strings.NewReader("name=%zz"), 8, 400},
		{"a semicolon", form, strings.NewReader("name=a;b"), 8, 400},
		{"a type that is none", "/;;", strings.NewReader("name=a"), 6, 400},
		{"another type", "application/json", strings.NewReader(`{"name":"a"}`), 12, 422},
		{"nothing", form, strings.NewReader(""), 0, 422},
		{"10,000 characters", form, strings.NewReader("name=" + strings.Repeat("x", 10_000)), 10_005, 422},
		{"a NUL", form, strings.NewReader("name=a%00b"), 10, 422},
		{"no text", form, strings.NewReader("name=%ff%fe"), 11, 422},
		{"the same field twice", form, strings.NewReader("name=a&name=b"), 13, 422},
	} {
		before := p.state()
		body := tt.body
		if body == nil {
			body = io.LimitReader(zeros{}, tt.length)
		}
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/organizations", body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = tt.length
		r.Header.Set("Content-Type", tt.kind)
		r.Header.Set("Origin", p.server.URL)
		if tt.want == http.StatusRequestEntityTooLarge {
			r.Header.Set("Expect", "100-continue") // the answer may come before the body is sent
		}
		r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]})
		transport := &http.Transport{ExpectContinueTimeout: time.Minute}
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		answer.Body.Close()
		transport.CloseIdleConnections()
		if answer.StatusCode != tt.want {
			t.Errorf("%s: %d, not %d", tt.name, answer.StatusCode, tt.want)
		}
		p.unchanged(before)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestARouteWithoutAPermissionDoesNotStart(t *testing.T) {
	if (need{}).stated() {
		t.Error("the zero need counts as a permission")
	}
	for _, r := range (&server{}).routes() {
		if !r.needs.stated() {
			t.Errorf("%s %s names no permission", r.method, r.path)
		}
	}
}
