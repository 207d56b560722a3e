package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mtp/store"
)

// site is a floor on a small seeded database, and somebody signed in.
type site struct {
	*testing.T
	server *httptest.Server
	cookie string
}

func newSite(t *testing.T) *site {
	folder := t.TempDir()
	s, err := store.Open(t.Context(), folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Seed(context.Background(), store.SeedPlan{Administrators: 300, Organizations: 600, Access: 5, RandomSeed: 1, Password: "lantern cactus violet harbor"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, store.DatabaseFile)
	if err := prepare(path); err != nil {
		t.Fatal(err)
	}
	f, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	site := &site{T: t, server: httptest.NewServer(f.handler())}
	t.Cleanup(site.server.Close)
	answer, _ := site.request(http.MethodPost, "/login", "")
	site.cookie, _, _ = strings.Cut(answer.Header.Get("Set-Cookie"), ";")
	return site
}

func (s *site) request(method, path, body string) (*http.Response, string) {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, s.server.URL+path, strings.NewReader(body))
	r.RequestURI = ""
	r.Header.Set("Cookie", s.cookie)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer, string(text)
}

var rowLink = regexp.MustCompile(`<th scope="row"><a href="(/administrators/[a-z2-7]+)">`)

func TestEachWorkIsAnswered(t *testing.T) {
	s := newSite(t)
	_, first := s.request(http.MethodGet, "/administrators", "")
	rows := rowLink.FindAllStringSubmatch(first, -1)
	if len(rows) != 50 || !strings.Contains(first, "<p>300 administrators</p>") {
		t.Fatalf("the first page has %d rows: %s", len(rows), first)
	}
	for _, query := range []string{"q=mar", "q=ma", "q=demo%40mtp", "role=manager&status=active", "mfa=off", "mfa=required", "sort=email", "sort=role", "sort=-last-login"} {
		answer, page := s.request(http.MethodGet, "/administrators?"+query, "")
		if answer.StatusCode != http.StatusOK || !rowLink.MatchString(page) {
			t.Errorf("%s: %s with no row", query, answer.Status)
		}
	}
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(first)
	if _, page := s.request(http.MethodGet, next[1], ""); len(rowLink.FindAllString(page, -1)) != 50 || strings.Contains(page, rows[49][1]) {
		t.Errorf("the next page repeats a row, or is not whole")
	}
	_, form := s.request(http.MethodGet, rows[7][1], "")
	if n := strings.Count(form, `name="chosen"`); n != 50 {
		t.Errorf("the form shows %d organizations", n)
	}
	name := regexp.MustCompile(`name="chosen" [^>]*>\s*([^<]+)<`).FindStringSubmatch(form)[1]
	if _, page := s.request(http.MethodGet, "/administrators?organization="+url.QueryEscape(name), ""); !rowLink.MatchString(page) {
		t.Errorf("nobody reaches %s", name)
	}
	if _, page := s.request(http.MethodPost, rows[7][1], "picker=search&organization_search="+url.QueryEscape(name)); !strings.Contains(page, name) {
		t.Errorf("%s is not found", name)
	}
}

func TestASaveIsFoundAndAnOlderFormRefused(t *testing.T) {
	s := newSite(t)
	_, page := s.request(http.MethodGet, "/administrators", "")
	path := rowLink.FindStringSubmatch(page)[1]
	const body = "version=1&first_name=Zebulon&last_name=Quixote&email=z@example.com&role=manager"
	for _, want := range []int{http.StatusSeeOther, http.StatusConflict} {
		if answer, text := s.request(http.MethodPost, path, body); answer.StatusCode != want {
			t.Errorf("got %s, want %d: %s", answer.Status, want, text)
		}
	}
	if _, page := s.request(http.MethodGet, "/administrators?q=ebulon", ""); !strings.Contains(page, path) {
		t.Error("the new name is not found")
	}
	if _, page := s.request(http.MethodGet, "/administrators", ""); !strings.Contains(page, "<p>300 administrators</p>") {
		t.Error("the counts changed")
	}
}
