package web

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

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
		{"nothing readable before a proxy", trusting, []string{"203.0.113.9, unknown, 198.51.100.4"}, "198.51.100.4"},
		{"what the client made up is not looked at", trusting, []string{"<script>, 203.0.113.9"}, "203.0.113.9"},
		{"with a port", trusting, []string{"203.0.113.7:54321"}, "203.0.113.7"},
		{"with a port, by two proxies", trusting, []string{"203.0.113.7:54321, 198.51.100.4:443"}, "203.0.113.7"},
		{"IPv6", trusting, []string{"2001:DB8::1"}, "2001:db8::1"},
		{"IPv6 in brackets", trusting, []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"IPv6 with a port", trusting, []string{"[2001:db8::1]:54321"}, "2001:db8::1"},
		{"in quotation marks", trusting, []string{`"[2001:db8::1]:54321"`}, "2001:db8::1"},
		{"IPv6 of a network card", trusting, []string{"fe80::1%eth0"}, "fe80::1"},
		{"IPv4 written as IPv6", trusting, []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{"a trusted one written as IPv6", trusting, []string{"203.0.113.7, ::ffff:198.51.100.4"}, "203.0.113.7"},
		{"a comma too many", trusting, []string{"203.0.113.7, "}, "203.0.113.7"},
		{"an empty header", trusting, []string{""}, "127.0.0.1"},
		{"proxies alone", trusting, []string{"198.51.100.4, 198.51.100.5"}, "198.51.100.4"},
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

func TestAForwardedAddressThatCannotBeReadIsLoggedOnceAMinute(t *testing.T) {
	var log strings.Builder
	now := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	f := &forwarded{
		proxies: []*net.IPNet{{IP: net.IPv4(192, 0, 2, 0).To4(), Mask: net.CIDRMask(24, 32)}},
		log:     slog.New(slog.NewJSONHandler(&log, nil)), now: func() time.Time { return now },
	}
	for _, tt := range []struct {
		after time.Duration
		told  int
	}{{0, 1}, {time.Second, 1}, {58 * time.Second, 1}, {time.Second, 2}, {time.Second, 2}, {-time.Hour, 3}, {0, 3}} {
		now = now.Add(tt.after)
		r := httptest.NewRequest(http.MethodGet, "/", nil) // from 192.0.2.1
		r.Header.Set("X-Forwarded-For", "unknown")
		if got := f.address(r); got != "192.0.2.1" {
			t.Error(got)
		}
		if got := strings.Count(log.String(), `"holds":"unknown","proxy":"192.0.2.1"`); got != tt.told {
			t.Errorf("told %d times, not %d: %s", got, tt.told, log.String())
		}
	}
}

func TestTheLoginSaysWhereItWorksWhenItWasOpenedByHTTP(t *testing.T) {
	p := newPortal(t, secure)
	for _, tt := range []struct {
		name    string
		headers map[string]string
		said    bool
	}{
		{"a browser by http", nil, true},
		{"a browser by https", map[string]string{"Sec-Fetch-Site": "none"}, false},
		{"the proxy says http", map[string]string{"X-Forwarded-Proto": "http", "Sec-Fetch-Site": "none"}, true},
		{"the proxy says https", map[string]string{"X-Forwarded-Proto": "https, http"}, false},
		{"sent on from a page by http", map[string]string{"Referer": "http://portal.example.com/login", "Sec-Fetch-Site": "same-origin"}, true},
		{"sent on from a page by https", map[string]string{"Referer": "https://portal.example.com/login"}, false},
		{"a link on another site", map[string]string{"Referer": "http://intranet.example/", "Sec-Fetch-Site": "cross-site"}, false},
	} {
		for path, to := range map[string]string{
			"/login": "https://portal.example.com/login", "/login?next=%2Froles": "https://portal.example.com/login?next=%2Froles",
			signInPath(begun.acme): "https://portal.example.com" + signInPath(begun.acme),
		} {
			r, err := http.NewRequest(http.MethodGet, p.server.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range tt.headers {
				r.Header.Set(name, value)
			}
			page, err := goquery.NewDocumentFromReader(p.send(r).Body)
			if err != nil {
				t.Fatal(err)
			}
			if got := page.Find(`main a[href="`+to+`"]`).Length() == 1; got != tt.said || got != strings.Contains(page.Text(), "This page was opened by http") {
				t.Errorf("%s at %s: %v", tt.name, path, got)
			}
		}
	}
	b := newPortal(t).browser().open("/login")
	if strings.Contains(b.body, "opened by http") {
		t.Error("a portal at an http address says so too")
	}
}
