package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mtp/internal/portal"
	"mtp/store"
)

// password is everybody's.
const password = "violet tractor mumbles politely"

// The people of the portal that tests begin with, beside one for each role.
const (
	invited   = "invited@example.com"
	linked    = "linked@example.com"
	suspended = "suspended@example.com"
)

// names are those of the people, by role; their address is the role's key at
// example.com.
var names = map[portal.Role][2]string{
	portal.AdministratorWithBilling: {"Ada", "Lovelace"},
	portal.AdministratorRole:        {"Grace", "Hopper"},
	portal.Manager:                  {"Radia", "Perlman"},
	portal.CommandRunnerWithBilling: {"Karen", "Jones"},
	portal.CommandRunner:            {"Jean", "Bartik"},
	portal.HelpDesk:                 {"Joan", "Clarke"},
	portal.BillingOnly:              {"Klara", "Neumann"},
	portal.ReadOnlyRole:             {"Betty", "Holberton"},
}

func address(r portal.Role) string { return r.Key() + "@example.com" }

// beginning is a portal that was made once, and is copied for each test:
// people who are signed in, and the token of a link that was mailed.
type beginning struct {
	folder  string
	at      time.Time
	cookies map[portal.Role]string
	link    string // of the person with the address linked
	acme    string // id of an organization
}

var begun beginning

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "mtp-web")
	if err != nil {
		panic(err)
	}
	begun = begin(folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

func begin(folder string) beginning {
	b := beginning{folder: folder, at: time.Now().Truncate(time.Second), cookies: map[portal.Role]string{}}
	s, err := store.Open(context.Background(), folder, func() time.Time { return b.at })
	must(err)
	defer s.Close()
	token, err := s.NewSetupLink(context.Background())
	must(err)
	first := portal.AdministratorWithBilling
	ada, err := s.SetUp(context.Background(), store.By{}, token, "Analytical Services",
		portal.Draft{FirstName: names[first][0], LastName: names[first][1], Email: address(first)}, password, password)
	must(err)
	by := store.By{AdministratorID: ada.ID}
	for _, name := range []string{"Acme", "Globex", "Initech"} {
		o, err := s.AddOrganization(context.Background(), by, name)
		must(err)
		if name == "Acme" {
			b.acme = o.ID
		}
	}
	for _, r := range portal.Roles()[1:] {
		_, err := s.AddAdministrator(context.Background(), by, portal.Draft{
			FirstName: names[r][0], LastName: names[r][1], Email: address(r), Role: r,
		}, store.Changes{"+" + b.acme})
		must(err)
		_, err = s.SetPassword(context.Background(), store.By{}, nextLink(s), password, password)
		must(err)
	}
	for email, name := range map[string]string{suspended: "Mary Keller", invited: "Ida Rhodes", linked: "Kathleen Booth"} {
		d := portal.Draft{Email: email, Role: portal.HelpDesk}
		d.FirstName, d.LastName, _ = strings.Cut(name, " ")
		out, err := s.AddAdministrator(context.Background(), by, d, nil)
		must(err)
		link := nextLink(s)
		switch email {
		case linked:
			b.link = link
		case suspended:
			_, err := s.SuspendAdministrator(context.Background(), by, out.ID)
			must(err)
		}
	}
	server := httptest.NewServer(newHandler(s, Config{URL: &url.URL{Scheme: "http", Host: "portal.example.com"}, Log: slog.New(slog.DiscardHandler), Deliver: func(context.Context) {}}))
	defer server.Close()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, r := range portal.Roles() {
		answer, err := client.PostForm(server.URL+"/login", url.Values{"email": {address(r)}, "password": {password}})
		must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			panic(fmt.Sprintf("log in as %s: %s", r, answer.Status))
		}
		b.cookies[r] = answer.Cookies()[0].Value
	}
	return b
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// nextLink takes the next letter out of the outbox and returns its token.
func nextLink(s *store.Store) string {
	for {
		l, ok, err := s.NextLetter(context.Background())
		must(err)
		if !ok {
			return ""
		}
		must(s.LetterDelivered(context.Background(), l.ID))
		if l.Token != "" {
			return l.Token
		}
	}
}

// testPortal is a portal that serves, with a clock that stands still until it
// is moved.
type testPortal struct {
	t      *testing.T
	store  *store.Store
	server *httptest.Server
	folder string
	log    log
	mu     sync.Mutex
	moved  time.Duration
}

// newPortal serves a copy of the portal that tests begin with. The changes to
// the configuration come before it serves.
func newPortal(t *testing.T, changes ...func(*Config)) *testPortal {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(begun.folder)); err != nil {
		t.Fatal(err)
	}
	return serve(t, folder, changes...)
}

// emptyPortal serves a portal that was not set up.
func emptyPortal(t *testing.T) *testPortal { return serve(t, t.TempDir()) }

func serve(t *testing.T, folder string, changes ...func(*Config)) *testPortal {
	t.Helper()
	p := &testPortal{t: t, folder: folder}
	var err error
	if p.store, err = store.Open(t.Context(), folder, p.now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.store.Close() })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := Config{
		URL: &url.URL{Scheme: "http", Host: listener.Addr().String()},
		Log: slog.New(slog.NewJSONHandler(&p.log, nil)), Deliver: func(context.Context) {},
	}
	for _, change := range changes {
		change(&config)
	}
	p.server = &httptest.Server{Listener: listener, Config: NewServer(p.store, config)}
	p.server.Start()
	t.Cleanup(p.server.Close)
	return p
}

func (p *testPortal) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return begun.at.Add(p.moved)
}

// wait moves the clock.
func (p *testPortal) wait(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.moved += d
}

// who returns the administrator with the address.
func (p *testPortal) who(email string) portal.Administrator {
	p.t.Helper()
	for _, line := range p.administrators() {
		if line.Email == email {
			return line.Administrator
		}
	}
	p.t.Fatalf("nobody has the address %s", email)
	return portal.Administrator{}
}

// viewer is an Administrator with Billing who exists for the store alone, to
// look at everything.
var viewer = portal.Administrator{ID: "viewer", Role: portal.AdministratorWithBilling, Status: portal.Active, AllOrganizations: true}

func (p *testPortal) administrators() []store.AdministratorLine {
	p.t.Helper()
	list, err := p.store.Administrators(context.Background(), viewer, store.AdministratorFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	return list.Rows
}

func (p *testPortal) organizations() []store.OrganizationLine {
	p.t.Helper()
	list, err := p.store.Organizations(context.Background(), viewer, store.OrganizationFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	return list.Rows
}

// entries returns the newest entries of the audit trail.
func (p *testPortal) entries() []store.Entry {
	p.t.Helper()
	list, err := p.store.Activity(context.Background(), viewer, store.ActivityFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	return list.Rows
}

// as is whoever administers the portal, for the store.
func (p *testPortal) as(r portal.Role) store.By {
	return store.By{AdministratorID: p.who(address(r)).ID, Address: "192.0.2.7"}
}

// organization adds organizations and returns the id of the last.
func (p *testPortal) organization(names ...string) (id string) {
	p.t.Helper()
	for _, name := range names {
		o, err := p.store.AddOrganization(context.Background(), p.as(portal.AdministratorWithBilling), name)
		if err != nil {
			p.t.Fatal(err)
		}
		id = o.ID
	}
	return id
}

// onDisk returns all that the data folder holds.
func (p *testPortal) onDisk() string {
	p.t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(p.folder, "mtp.db*"))
	if err != nil || len(files) == 0 {
		p.t.Fatal("no database files:", err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			p.t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// log is a log that can be read while it is written.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
