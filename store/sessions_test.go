package store

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestWhoCannotSignInGetsTheSameAnswerAndLeavesAnEntry(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	sam := h.add("Sam", portal.Manager)
	_, err := h.SuspendAdministrator(ctx, h.ada, sam.AdministratorID)
	h.must(err)
	gone := h.add("Gus", portal.Manager)
	_, err = h.DeleteAdministrator(ctx, h.ada, gone.AdministratorID, "gus@example.com")
	h.must(err)
	for _, tt := range []struct{ name, email, password, target string }{
		{"a wrong password", "ada@example.com", "not " + passphrase, "Ada Lovelace"},
		{"an empty password", "ada@example.com", "", "Ada Lovelace"},
		{"an unknown address", "eve@example.com", passphrase, ""},
		{"no address", "", passphrase, ""},
		{"an invited one", "ivy@example.com", "", "Ivy Tester"},
		{"a suspended one", "sam@example.com", passphrase, "Sam Tester"},
		{"a deleted one", "gus@example.com", passphrase, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.later(time.Minute) // so that each is the first
			before := h.entries()
			h.unchanged(func() {
				id, err := h.SignIn(ctx, By{Address: "198.51.100.7", FormID: "f"}, tt.email, tt.password, "browser")
				h.refuse(err, fault.Invalid, "The email address or password is wrong, or this account cannot log in.")
				if id != "" {
					t.Error("a session was started")
				}
			})
			if n := h.entries(); n != before+1 {
				t.Fatalf("%d entries more", n-before)
			}
			e := h.entry()
			if e.Action != SignedIn || e.Result != Refused || e.ActorKind != "nobody" || e.ActorName != "" || e.TargetName != tt.target || e.Address != "198.51.100.7" {
				t.Errorf("entry %+v", e)
			}
		})
	}
}

func TestSigningInStartsASession(t *testing.T) {
	h := newPortal(t)
	id, err := h.SignIn(ctx, By{Address: "192.0.2.9"}, " ADA@Example.com", passphrase, "browser")
	h.must(err)
	a, _, err := h.Session(ctx, id)
	h.must(err)
	if a != h.who(h.ada) || a.Email != "ada@example.com" {
		t.Errorf("signed in as %+v", a)
	}
	if e := h.entry(); e.Action != SignedIn || e.Result != Done || e.ActorID != a.ID || e.TargetID != a.ID || e.Address != "192.0.2.9" {
		t.Errorf("entry %+v", e)
	}
	d, err := h.Administrator(ctx, a, "", a.ID)
	h.must(err)
	if !d.LastLogin.Equal(day) || d.Sessions != 1 {
		t.Errorf("last login %v, %d sessions", d.LastLogin, d.Sessions)
	}
}

func TestAnOldFormSignsNobodyIn(t *testing.T) {
	h := newPortal(t)
	_, err := h.SignIn(ctx, By{FormID: "f"}, "ada@example.com", passphrase, "browser")
	h.must(err)
	_, err = h.SignIn(ctx, By{FormID: "f"}, "ada@example.com", "wrong", "browser")
	h.refuse(err, fault.Invalid, "is wrong")
	if _, err = h.SignIn(ctx, By{FormID: "f"}, "ada@example.com", passphrase, "browser"); err != nil {
		t.Errorf("the right password after a wrong one: %v", err)
	}
}

func TestAHashOfOlderParametersIsMadeAnewAtSignIn(t *testing.T) {
	h := newPortal(t)
	old, err := argon2id.CreateHash(passphrase, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	h.must(err)
	h.exec(`UPDATE administrators SET password_hash = $1`, old)
	h.signIn(h.ada)
	var now string
	h.must(h.db.QueryRowContext(ctx, `SELECT password_hash FROM administrators`).Scan(&now))
	ok, outdated, err := h.hasher.Verify(ctx, "", passphrase, now)
	if now == old || !ok || outdated || err != nil {
		t.Errorf("%v %v %v, %s", ok, outdated, err, now)
	}
}

func TestTheEleventhSessionEndsTheOldest(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	other := h.session(bob)
	var ids []string
	for range MaxSessions + 1 {
		ids = append(ids, h.session(h.ada))
		h.later(time.Second)
	}
	_, _, err := h.Session(ctx, ids[0])
	h.refuse(err, fault.Unauthenticated, "ended")
	for _, id := range append(ids[1:], other) {
		if _, _, err := h.Session(ctx, id); err != nil {
			t.Errorf("a newer session: %v", err)
		}
	}
	if list, err := h.Sessions(ctx, h.ada.AdministratorID); len(list) != MaxSessions || err != nil {
		t.Errorf("%d sessions, %v", len(list), err)
	}
}

func TestASessionEndsAfterAnHourIdleAndTwelveInAll(t *testing.T) {
	h := newPortal(t)
	idle, used := h.session(h.ada), h.session(h.ada)
	for since := time.Duration(0); since < SessionLifetime-30*time.Minute; since += 30 * time.Minute {
		h.later(30 * time.Minute)
		if _, _, err := h.Session(ctx, used); err != nil {
			t.Fatalf("in use, after %v: %v", since+30*time.Minute, err)
		}
	}
	_, _, err := h.Session(ctx, idle)
	h.refuse(err, fault.Unauthenticated, "Log in again")
	h.later(30*time.Minute - time.Millisecond)
	if _, _, err := h.Session(ctx, used); err != nil {
		t.Errorf("just before the end: %v", err)
	}
	h.later(time.Millisecond)
	_, _, err = h.Session(ctx, used)
	h.refuse(err, fault.Unauthenticated, "Log in again")

	last := h.session(h.ada)
	h.later(SessionIdle - time.Millisecond)
	if list, _ := h.Sessions(ctx, h.ada.AdministratorID); len(list) != 1 {
		t.Errorf("%d live sessions", len(list))
	}
	h.later(time.Millisecond)
	_, _, err = h.Session(ctx, last)
	h.refuse(err, fault.Unauthenticated, "")
	_, _, err = h.Session(ctx, "unknown")
	h.refuse(err, fault.Unauthenticated, "")
}

func TestTheLastUseIsNotedAtMostOnceAMinute(t *testing.T) {
	h := newPortal(t)
	id := h.session(h.ada)
	h.later(time.Minute - time.Millisecond)
	h.unchanged(func() {
		_, _, err := h.Session(ctx, id)
		h.must(err)
	})
	h.later(time.Millisecond)
	_, _, err := h.Session(ctx, id)
	h.must(err)
	if n := h.number(`SELECT last_used_at FROM sessions`); int64(n) != h.clock.Load() {
		t.Errorf("noted %d at %d", n, h.clock.Load())
	}
}

func TestARoleAndAStatusCountFromTheNextRequest(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.AdministratorWithBilling)
	id := h.session(bob)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Role = portal.HelpDesk }), nil)
	h.must(err)
	a, _, err := h.Session(ctx, id)
	h.must(err)
	if a.Role != portal.HelpDesk {
		t.Errorf("role %v", a.Role)
	}
	_, err = h.AddOrganization(ctx, bob, "Acme")
	h.refuse(err, fault.Forbidden, "Help Desk")
	_, err = h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	_, _, err = h.Session(ctx, id)
	h.refuse(err, fault.Unauthenticated, "")
	_, err = h.AddOrganization(ctx, bob, "Acme")
	h.refuse(err, fault.Unauthenticated, "")
}

func TestSigningOutEndsThatSessionAlone(t *testing.T) {
	h := newPortal(t)
	one, two := h.session(h.ada), h.session(h.ada)
	h.must(h.SignOut(ctx, h.ada, one))
	_, _, err := h.Session(ctx, one)
	h.refuse(err, fault.Unauthenticated, "")
	if _, _, err := h.Session(ctx, two); err != nil {
		t.Error(err)
	}
	if e := h.entry(); e.Action != SignedOut || e.ActorName != "Ada Lovelace" {
		t.Errorf("entry %+v", e)
	}
}

func TestChangingThePasswordNeedsTheCurrentOne(t *testing.T) {
	h := newPortal(t)
	const next = "orchid tunnel marble sparrow"
	here, there := h.session(h.ada), h.session(h.ada)
	_, err := h.SendPasswordReset(ctx, h.ada, h.ada.AdministratorID)
	h.must(err)
	token := h.letter().Token
	h.unchanged(func() {
		_, err := h.ChangePassword(ctx, h.ada, here, "wrong", next, next, true)
		h.refuse(err, fault.Invalid, "not your current password")
		_, err = h.ChangePassword(ctx, h.ada, here, passphrase, next, "other", true)
		h.refuse(err, fault.Invalid, "differ")
		_, err = h.ChangePassword(ctx, h.ada, here, passphrase, "ada lovelace", "ada lovelace", true)
		h.refuse(err, fault.Invalid, "15 characters")
	})
	out, err := h.ChangePassword(ctx, h.ada, here, passphrase, next, next, true)
	h.must(err)
	if out.Sessions != 1 || out.Links != 1 {
		t.Errorf("outcome %+v", out)
	}
	_, _, err = h.Session(ctx, there)
	h.refuse(err, fault.Unauthenticated, "")
	if _, _, err := h.Session(ctx, here); err != nil {
		t.Error(err)
	}
	_, err = h.OpenLink(ctx, token)
	h.refuse(err, fault.Gone, "")
	if e := h.entry(); e.Action != PasswordChanged || e.TargetID != h.ada.AdministratorID {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Kind != mail.PasswordChanged || l.Token != "" {
		t.Errorf("letter %+v", l)
	}
	_, err = h.SignIn(ctx, By{}, "ada@example.com", passphrase, "")
	h.refuse(err, fault.Invalid, "")
	_, err = h.SignIn(ctx, By{}, "ada@example.com", next, "")
	h.must(err)
}

func TestWhatABrowserHoldsAndWhoseItIsAreReadAtOnce(t *testing.T) {
	h := newPortal(t)
	id := h.session(h.ada)
	d := h.SessionData()
	h.must(d.Commit("a", []byte(`{"values":{"session":"`+id+`"}}`), day.Add(time.Hour)))
	h.must(d.Commit("b", []byte("{}"), day.Add(time.Hour)))
	request := Finding(ctx)
	for _, token := range []string{"a", "b"} { // nobody's is found too
		if _, found, err := d.FindCtx(request, token); !found || err != nil {
			t.Fatalf("%s: %v %v", token, found, err)
		}
	}
	suspend := func() {
		err := h.write(`UPDATE administrators SET status = 'suspended' WHERE id = $1`, h.ada.AdministratorID)
		h.must(err)
	}
	suspend()
	// What was found on the way holds once, for the request that found it.
	if a, stage, err := h.Session(request, id); err != nil || a.ID != h.ada.AdministratorID || stage != portal.Complete {
		t.Errorf("%v %v %v", a, stage, err)
	}
	for name, c := range map[string]context.Context{"again": request, "the next request": Finding(ctx)} {
		if _, found, err := d.FindCtx(c, "a"); !found || err != nil {
			t.Errorf("%s: %v %v", name, found, err)
		}
		if _, _, err := h.Session(c, id); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatABrowserHoldsIsReadAsItWasWritten(t *testing.T) {
	h := newHouse(t)
	d := h.SessionData()
	written, err := d.Encode(day, map[string]any{HeldSession: "abc", "message": "“Ada” is saved."})
	h.must(err)
	for name, data := range map[string][]byte{
		"as it is written":         written,
		"as browsers have held it": []byte(`{"deadline":"2026-11-23T09:00:00Z","values":{"session":"abc","message":"“Ada” is saved."}}`),
	} {
		deadline, values, err := d.Decode(data)
		if !deadline.Equal(day) || len(values) != 2 || values[HeldSession] != "abc" || values["message"] != "“Ada” is saved." || err != nil {
			t.Errorf("%s: %v %v %v", name, deadline, values, err)
		}
	}
	if _, values, err := d.Decode([]byte("{}")); values == nil || err != nil { // which the library writes into
		t.Errorf("%v %v", values, err)
	}
	for name, held := range map[string]struct {
		data    []byte
		session string
	}{"one's": {written, "abc"}, "nobody's": {[]byte("{}"), ""}, "unread": {[]byte("x"), ""}} {
		h.must(d.Commit(name, held.data, day.Add(time.Hour)))
		var session string
		h.must(h.db.QueryRowContext(ctx, `SELECT session_id FROM session_data WHERE token_hash = $1`, name).Scan(&session))
		if session != held.session {
			t.Errorf("%s is of the session %q", name, session)
		}
	}
}

func TestSessionDataIsKeptUntilItExpires(t *testing.T) {
	h := newHouse(t)
	d := h.SessionData()
	if _, found, err := d.Find("a"); found || err != nil {
		t.Errorf("%v %v", found, err)
	}
	h.must(d.Commit("a", []byte("one"), day.Add(time.Hour)))
	h.must(d.Commit("a", []byte("two"), day.Add(time.Minute)))
	if data, found, err := d.Find("a"); !found || string(data) != "two" || err != nil {
		t.Errorf("%q %v %v", data, found, err)
	}
	h.later(time.Minute)
	if _, found, err := d.Find("a"); found || err != nil {
		t.Errorf("expired: %v %v", found, err)
	}
	h.must(d.Commit("b", []byte("x"), day.Add(time.Hour)))
	h.must(d.Delete("b"))
	h.must(d.Delete("b"))
	if _, found, err := d.Find("b"); found || err != nil {
		t.Errorf("deleted: %v %v", found, err)
	}
}

func TestPruningRemovesWhatHasServedItsTime(t *testing.T) {
	h := newPortal(t)
	old := h.ada
	old.FormID = "old"
	h.session(h.ada)
	_, err := h.AddAdministrator(ctx, old, draft("Bob", portal.Manager), nil)
	h.must(err)
	h.letter()
	h.must(h.SessionData().Commit("a", []byte("x"), day.Add(time.Hour)))
	h.must(h.prune(ctx))
	for _, table := range []string{"sessions", "links", "spent_forms", "outbox", "session_data"} {
		if h.number(`SELECT COUNT(*) FROM `+table) != 1 {
			t.Errorf("%s was pruned too early", table)
		}
	}
	h.later(31 * 24 * time.Hour)
	h.invite("Eve", portal.Manager)
	before := h.entries()
	h.must(h.prune(ctx))
	for table, left := range map[string]int{"sessions": 0, "links": 1, "spent_forms": 0, "outbox": 1, "session_data": 0} {
		if n := h.number(`SELECT COUNT(*) FROM ` + table); n != left {
			t.Errorf("%d rows left in %s, want %d", n, table, left)
		}
	}
	if h.entries() != before {
		t.Error("the audit trail was pruned")
	}
}

func TestPruningTellsWhatFailedAndEndsWithItsContext(t *testing.T) {
	h := newHouse(t)
	h.must(h.Close())
	until, end := context.WithCancel(ctx)
	var told []error
	h.Prune(until, func(err error) {
		told = append(told, err)
		end()
	})
	if len(told) != 1 {
		t.Errorf("told %v", told)
	}
}
