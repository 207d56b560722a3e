package web

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
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
