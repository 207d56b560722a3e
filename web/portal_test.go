package web

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store"
)

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

// delivered is what a portal's Deliver says when each letter is written at once.
func delivered(context.Context, string) mail.Standing { return mail.Delivered }

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
		URL: &url.URL{Scheme: "http", Host: "127.0.0.1"}, // without the port, which would be part of the cookies' names
		Log: slog.New(slog.NewJSONHandler(&p.log, nil)), Deliver: delivered,
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
	list, err := p.store.Administrators(context.Background(), viewer, "", store.AdministratorFilter{})
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
