package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/static"
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

func TestTheCookieIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	form := url.Values{"email": {address(billing)}, "password": {password}}.Encode()
	unusual := func(c *Config) { c.URL = &url.URL{Scheme: "https", Host: "portal.example.com:8443"} }
	for name, p := range map[string]*testPortal{"mtp": newPortal(t), "mtp-8081": newPortal(t, onPort("8081")), "__Host-mtp": newPortal(t, secure), "__Host-mtp-8443": newPortal(t, unusual)} {
		cookies := p.request(http.MethodPost, "/login", portal.NoRole, form).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies", len(cookies))
		}
		c := cookies[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != strings.HasPrefix(name, "__Host-") || !c.Expires.IsZero() || c.MaxAge != 0 {
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
