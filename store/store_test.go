package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

var ctx = context.Background()

// passphrase is a password that is good enough for everyone here.
const passphrase = "harbor violet lantern cactus"

// passphraseHash is made once, since each takes a while.
var passphraseHash = sync.OnceValue(func() string {
	hash, err := credential.NewHasher(1).Hash(ctx, "", passphrase)
	if err != nil {
		panic(err)
	}
	return hash
})

// house is a portal in a temporary folder, at a time that the test sets.
type house struct {
	*Store
	t      testing.TB
	folder string
	clock  atomic.Int64
	ada    By // the first administrator
}

var day = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// prepared are folders that tests begin with a copy of, since bringing an empty
// database up to date takes longer than most tests do.
var prepared struct {
	empty string // of a portal that was not set up
	first string // of one whose first administrator, Ada, has been set up
	ada   string // her id
}

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "mtp-store")
	if err != nil {
		panic(err)
	}
	prepared.empty, prepared.first = filepath.Join(folder, "empty"), filepath.Join(folder, "first")
	prepare()
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

func prepare() {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	now := func() time.Time { return day }
	s, err := Open(ctx, prepared.empty, now)
	must(err)
	must(s.Close())
	must(os.CopyFS(prepared.first, os.DirFS(prepared.empty)))
	s, err = Open(ctx, prepared.first, now)
	must(err)
	draft := portal.Draft{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com"}
	out, err := change(ctx, s, By{Operator: true}, PortalSetUp, func(t *tx) (Outcome, error) {
		a, err := t.insertFirst(draft, passphraseHash())
		if err != nil {
			return Outcome{}, err
		}
		return outcome(a), t.record(PortalSetUp)
	})
	must(err)
	must(s.Close())
	prepared.ada = out.ID
}

// newHouse opens an empty portal.
func newHouse(t testing.TB) *house { return houseFrom(t, prepared.empty) }

func houseFrom(t testing.TB, folder string) *house {
	t.Helper()
	h := &house{t: t, folder: t.TempDir()}
	h.must(os.CopyFS(h.folder, os.DirFS(folder)))
	h.clock.Store(day.UnixMilli())
	h.Store = h.open()
	return h
}

// open opens the house's folder once more.
func (h *house) open() *Store {
	h.t.Helper()
	s, err := Open(ctx, h.folder, func() time.Time { return time.UnixMilli(h.clock.Load()).UTC() })
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { s.Close() })
	return s
}

// newPortal opens a portal whose first administrator, Ada, has been set up.
func newPortal(t testing.TB) *house {
	t.Helper()
	h := houseFrom(t, prepared.first)
	h.ada = By{AdministratorID: prepared.ada, Address: "192.0.2.1", RequestID: "r1"}
	return h
}

// later moves the clock.
func (h *house) later(d time.Duration) { h.clock.Add(d.Milliseconds()) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// refuse fails unless err is of the kind and its text holds the words.
func (h *house) refuse(err error, kind fault.Kind, words string) {
	h.t.Helper()
	f, ok := fault.Of(err)
	if !ok || f.Kind != kind || !strings.Contains(f.Text, words) {
		h.t.Fatalf("got %#v (%v), want kind %d with %q", f, err, kind, words)
	}
}

// exec runs SQL past all rules.
func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if err := h.write(query, args...); err != nil {
		h.t.Fatal(err)
	}
}

// number reads one number.
func (h *house) number(query string, args ...any) (n int) {
	h.t.Helper()
	h.must(h.db.QueryRowContext(ctx, query, args...).Scan(&n))
	return n
}

// draft is the form of a new administrator with the role.
func draft(first string, role portal.Role) portal.Draft {
	return portal.Draft{FirstName: first, LastName: "Tester", Email: strings.ToLower(first) + "@example.com", Role: role}
}

// invite adds an administrator, who is invited.
func (h *house) invite(first string, role portal.Role, access ...string) By {
	h.t.Helper()
	out, err := h.AddAdministrator(ctx, h.ada, draft(first, role), access)
	h.must(err)
	return By{AdministratorID: out.ID, Address: "192.0.2.2", RequestID: "r2"}
}

// add adds an administrator who has set passphrase as the password.
func (h *house) add(first string, role portal.Role, access ...string) By {
	h.t.Helper()
	by := h.invite(first, role, access...)
	h.exec(`UPDATE administrators SET status = 'active', password_hash = $1 WHERE id = $2`, passphraseHash(), by.AdministratorID)
	h.exec(`DELETE FROM links WHERE administrator_id = $1`, by.AdministratorID)
	h.exec(`DELETE FROM outbox WHERE administrator_id = $1`, by.AdministratorID)
	return by
}

// who loads the administrator as it is now.
func (h *house) who(by By) portal.Administrator {
	h.t.Helper()
	a, err := findAdministrator(ctx, h.db, byID, by.AdministratorID)
	h.must(err)
	return a
}

// form is the edit form of the administrator as it is now.
func (h *house) form(by By, edit func(*portal.Draft)) portal.Draft {
	a := h.who(by)
	d := portal.Draft{FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, RequireMFA: a.RequireMFA,
		Role: a.Role, APIAccess: a.APIAccess, AllOrganizations: a.AllOrganizations, Version: a.Version}
	if edit != nil {
		edit(&d)
	}
	return d
}

// organization adds one, and returns its id.
func (h *house) organization(name string) string {
	h.t.Helper()
	o, err := h.AddOrganization(ctx, h.ada, name)
	h.must(err)
	return o.ID
}

// signIn starts a session.
func (h *house) signIn(by By) string {
	h.t.Helper()
	id, err := h.SignIn(ctx, By{Address: "192.0.2.9"}, h.who(by).Email, passphrase, "Firefox/128.0 (Windows)")
	h.must(err)
	return id
}

// session starts a session without the cost of a password.
func (h *house) session(by By) string {
	h.t.Helper()
	id, err := change(ctx, h.Store, By{}, SignedIn, func(t *tx) (string, error) {
		return t.startSession(h.who(by), portal.Complete, "Firefox/128.0 (Windows)")
	})
	h.must(err)
	return id
}

// letter takes the next letter out of the outbox.
func (h *house) letter() mail.Letter {
	h.t.Helper()
	l, ok, err := h.NextLetter(ctx)
	h.must(err)
	if !ok {
		h.t.Fatal("no letter is due")
	}
	h.must(h.LetterDelivered(ctx, l.ID))
	return l
}

// noLetters empties the outbox.
func (h *house) noLetters() { h.exec(`DELETE FROM outbox`) }

// entry returns the newest entry of the audit trail.
func (h *house) entry() Entry {
	h.t.Helper()
	list, err := h.Activity(ctx, h.who(h.ada), ActivityFilter{})
	h.must(err)
	return list.Rows[0]
}

// entries counts the audit trail.
func (h *house) entries() int { return h.number(`SELECT COUNT(*) FROM audit`) }

// tables returns all that is stored, but for the audit trail and the revision,
// as one line for each row.
func (h *house) tables() map[string][]string {
	h.t.Helper()
	all := map[string][]string{}
	for _, table := range []string{"administrators", "organizations", "access", "session_data", "sessions", "links", "spent_forms", "outbox", "totp", "recovery_codes", "api_keys", "devices",
		"users", "user_links", "user_sessions", "jobs", "job_organizations", "job_items",
		"prices", "usage_days", "usage_months", "invoices", "payments", "billing_information", "payment_methods"} {
		all[table] = h.rows(`SELECT * FROM ` + table + ` ORDER BY 1, 2`)
	}
	all["portal"] = h.rows(`SELECT provider_name, setup_token_hash, key_fingerprint, created_at FROM portal`)
	return all
}

func (h *house) rows(query string, args ...any) []string {
	h.t.Helper()
	rows, err := h.db.QueryContext(ctx, query, args...)
	h.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	h.must(err)
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		h.must(rows.Scan(values...))
		var line strings.Builder
		for i, v := range values {
			fmt.Fprintf(&line, "%s=%v ", columns[i], *v.(*any))
		}
		lines = append(lines, line.String())
	}
	h.must(rows.Err())
	return lines
}

// unchanged fails unless do leaves everything but the audit trail as it is.
func (h *house) unchanged(do func()) {
	h.t.Helper()
	before := h.tables()
	do()
	if diff := cmp.Diff(before, h.tables()); diff != "" {
		h.t.Fatalf("something changed (-before +after):\n%s", diff)
	}
}

// write runs a statement as a change of its own.
func (h *house) write(query string, args ...any) error { return h.db.WriteOne(ctx, query, args...) }

// holdWriting lets nobody else write until release is called.
func holdWriting(t *testing.T, db *database.DB) (release func()) {
	held, let := make(chan struct{}), make(chan struct{})
	over := make(chan error)
	go func() {
		over <- db.Write(database.Patient, func(*sql.Tx) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	return func() {
		t.Helper()
		close(let)
		if err := <-over; err != nil {
			t.Fatal(err)
		}
	}
}

// past runs statements on a connection past the portal, which looks at no references.
func (h *house) past(statements string) {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.folder, DatabaseFile))
	h.must(err)
	defer db.Close()
	_, err = db.Exec(statements)
	h.must(err)
}
