package store

import (
	"fmt"
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// plantUser writes a user of the organization, whose password is passphrase
// unless it is invited, past all rules. Its id is the username.
func (h *house) plantUser(organizationID, username string, status portal.Status) portal.User {
	h.t.Helper()
	hash := passphraseHash()
	if status == portal.Invited {
		hash = ""
	}
	u := portal.User{ID: username, OrganizationID: organizationID, FirstName: username, LastName: "User", Username: username, Email: username + "@users.example", Status: status, Version: 1}
	h.exec(insertUser, append(userValues(u, hash), 0, 0, 0, 1, 1)...)
	h.exec(`UPDATE organizations SET user_count = user_count + 1 WHERE id = $1`, organizationID)
	return h.userNow(organizationID, username)
}

// userNow loads the user as it is now.
func (h *house) userNow(organizationID, id string) portal.User {
	h.t.Helper()
	u, err := findUser(ctx, h.db, organizationID, id)
	h.must(err)
	return u
}

// acme is a portal with an organization and one user, una.
func acme(t testing.TB) (h *house, organizationID string) {
	h = newPortal(t)
	organizationID = h.organization("Acme")
	h.plantUser(organizationID, "una", portal.Active)
	return h, organizationID
}

// attemptAs tries a password of a user from an address that nobody else has.
func (h *house) attemptAs(organizationID, login, password string) error {
	_, err := h.SignInUser(ctx, By{OrganizationID: organizationID, Address: fmt.Sprintf("192.0.2.%d", h.entries()%200)}, login, password)
	return err
}

const userRefused = "The username, email address or password is wrong, or this account cannot log in."

// leastHash is less than a hash takes on any machine, and more than all else
// that an attempt does.
const leastHash = 5 * time.Millisecond

func TestWhichUserCannotSignInGetsTheSameAnswerAndLeavesAnEntry(t *testing.T) {
	h, in := acme(t)
	other := h.organization("Globex")
	h.plantUser(other, "gus", portal.Active)
	h.plantUser(in, "ivo", portal.Invited)
	h.plantUser(in, "sam", portal.Suspended)
	h.plantUser(in, "del", portal.Deleted)
	h.plantUser(in, "lou", portal.Active)
	h.exec(`UPDATE users SET locked_at = 1 WHERE id = 'lou'`)
	quickest := func(do func()) time.Duration {
		least := time.Hour
		for range 3 {
			began := time.Now()
			do()
			least = min(least, time.Since(began))
		}
		return least
	}
	for _, tt := range []struct{ name, login, password, target string }{
		{"an unknown name", "nobody", passphrase, ""},
		{"no name", "", passphrase, ""},
		{"an administrator", "ada@example.com", passphrase, ""},
		{"a user of another organization", "gus", passphrase, ""},
		{"an invited user", "ivo", "", "ivo User"},
		{"a suspended one", "sam", passphrase, "sam User"},
		{"a locked one", "lou", passphrase, "lou User"},
		{"a deleted one", "del", passphrase, ""},
		{"a wrong password", "una", "not " + passphrase, "una User"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			before, sessions := h.entries(), h.number(`SELECT COUNT(*) FROM user_sessions`)
			took := quickest(func() { h.refuse(h.attemptAs(in, tt.login, tt.password), fault.Invalid, userRefused) })
			if took < leastHash {
				t.Errorf("answers within %v, before any hash can be computed", took)
			}
			if n := h.entries(); n != before+3 || h.number(`SELECT COUNT(*) FROM user_sessions`) != sessions {
				t.Errorf("%d entries more, or a session", n-before)
			}
			e := h.entry()
			if e.Action != SignedIn || e.Result != Refused || e.ActorKind != "nobody" || e.TargetName != tt.target || e.OrganizationID != in || e.OrganizationName != "Acme" {
				t.Errorf("entry %+v", e)
			}
		})
	}
	_, err := h.SignInUser(ctx, By{OrganizationID: "nowhere"}, "una", passphrase)
	h.refuse(err, fault.NotFound, "")
	_, err = h.SignInUser(ctx, By{}, "una", passphrase)
	h.refuse(err, fault.Invalid, "")
}

func TestAUserSignsInByUsernameOrAddress(t *testing.T) {
	h, in := acme(t)
	for _, login := range []string{"una", " UNA ", "Una@Users.Example"} {
		h.exec(`UPDATE users SET failures = 7`)
		id, err := h.SignInUser(ctx, By{OrganizationID: in, Address: "192.0.2.9"}, login, passphrase)
		h.must(err)
		if u, err := h.UserSession(ctx, in, id); err != nil || u.ID != "una" {
			t.Errorf("%q: %+v, %v", login, u, err)
		}
		if e := h.entry(); e.Action != SignedIn || e.Result != Done || e.ActorKind != "user" || e.ActorID != "una" || e.ActorEmail != "una@users.example" || e.TargetID != "una" || e.OrganizationName != "Acme" {
			t.Errorf("entry %+v", e)
		}
		if n := h.number(`SELECT failures FROM users WHERE last_login_at = $1`, h.clock.Load()); n != 0 {
			t.Errorf("%d failures still count", n)
		}
	}
	// A username comes before an address that reads the same.
	h.plantUser(in, "una@users.example", portal.Active)
	id, err := h.SignInUser(ctx, By{OrganizationID: in}, "una@users.example", passphrase)
	h.must(err)
	if u, err := h.UserSession(ctx, in, id); err != nil || u.ID != "una@users.example" {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestTenWrongPasswordsInARowLockAUserAndTellItOnce(t *testing.T) {
	h, in := acme(t)
	wrong := func(n int) {
		for range n {
			h.refuse(h.attemptAs(in, "una", "wrong"), fault.Invalid, userRefused)
		}
	}
	wrong(credential.LockUserAfter - 1)
	h.must(h.attemptAs(in, "una@users.example", passphrase))
	wrong(credential.LockUserAfter - 1)
	if h.userNow(in, "una").Locked {
		t.Fatal("locked by the ninth")
	}
	wrong(1)
	if u := h.userNow(in, "una"); !u.Locked || u.Standing() != "Locked" {
		t.Fatalf("not locked by the tenth: %+v", u)
	}
	if e := h.entry(); e.Action != UserLocked || e.ActorKind != "nobody" || e.TargetID != "una" || e.OrganizationID != in || e.Changes[0] != (FieldChange{"Status", "Active", "Locked"}) {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.To != "una@users.example" || !l.User || l.Kind != mail.Locked || l.Organization != "Acme" {
		t.Errorf("letter %+v", l)
	}
	wrong(3)
	h.refuse(h.attemptAs(in, "una", passphrase), fault.Invalid, userRefused)
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("one more letter: %v, %v", ok, err)
	}
	if n := h.number(`SELECT failures FROM users WHERE id = 'una'`); n != credential.LockUserAfter {
		t.Errorf("%d failures", n)
	}
	h.exec(`UPDATE users SET locked_at = 0, failures = 0`)
	h.must(h.attemptAs(in, "una", passphrase))
}

func TestManyWrongPasswordsAtOnceWinNoExtraTries(t *testing.T) {
	h, in := acme(t)
	other := h.open() // as another process would
	var all []func() error
	for i := range 2 * credential.LockUserAfter {
		s := []*Store{h.Store, other}[i%2]
		all = append(all, func() error {
			_, err := s.SignInUser(ctx, By{OrganizationID: in, Address: fmt.Sprintf("198.51.100.%d", i)}, "una", "wrong")
			return err
		})
	}
	for _, err := range atOnce(all...) {
		h.refuse(err, fault.Invalid, userRefused)
	}
	if n := h.number(`SELECT failures FROM users WHERE id = 'una' AND locked_at > 0`); n != credential.LockUserAfter {
		t.Errorf("%d were counted before the lock", n)
	}
	if n := h.number(`SELECT COUNT(*) FROM outbox`); n != 1 {
		t.Errorf("%d letters", n)
	}
	if n := h.number(`SELECT COUNT(*) FROM audit WHERE action = $1`, string(UserLocked)); n != 1 {
		t.Errorf("%d entries of a lock", n)
	}
	// The right password after the last free try is too late, however it races.
	h.exec(`UPDATE users SET locked_at = 0, failures = $1`, credential.LockUserAfter-1)
	errs := atOnce(
		func() error { return h.attemptAs(in, "una", "wrong") },
		func() error { _, err := other.SignInUser(ctx, By{OrganizationID: in}, "una", passphrase); return err },
	)
	if locked := h.userNow(in, "una").Locked; locked == (errs[1] == nil) {
		t.Errorf("locked %v, and the right password: %v", locked, errs[1])
	}
}

func TestFailuresOfUsersAndAdministratorsAreOneCountForAnAddress(t *testing.T) {
	h, in := acme(t)
	by := By{OrganizationID: in, Address: "192.0.2.1"}
	for i := range credential.FreeAddress + 1 {
		if i%2 == 0 {
			h.refuse(h.attempt(fmt.Sprintf("eve%d@example.com", i), "wrong", "192.0.2.1"), fault.Invalid, "")
			continue
		}
		_, err := h.SignInUser(ctx, by, "nobody", "wrong")
		h.refuse(err, fault.Invalid, "")
	}
	_, err := h.SignInUser(ctx, by, "una", passphrase)
	h.refuse(err, fault.TooMany, "Wait 1 second")
	h.refuse(h.attempt("ada@example.com", passphrase, "192.0.2.1"), fault.TooMany, "Wait 1 second")
	h.must(h.attemptAs(in, "una", passphrase))
	h.later(time.Second)
	_, err = h.SignInUser(ctx, by, "una", passphrase)
	h.must(err)
}
