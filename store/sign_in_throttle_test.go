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

// attempt tries a password from the address.
func (h *house) attempt(email, password, address string) error {
	_, err := h.SignIn(ctx, By{Address: address}, email, password, "")
	return err
}

// failed plants that so many wrong passwords were given, the last of them long
// enough ago.
func (h *house) failed(key string, n int) {
	h.exec(`INSERT INTO throttle (key, failures, blocked_until, failed_at) VALUES ($1, $2, 0, $3)
		ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, blocked_until = 0`, key, n, h.clock.Load())
}

func TestFiveWrongPasswordsCostNothingAndThenWaitsGrow(t *testing.T) {
	for name, email := range map[string]string{"an account": "ada@example.com", "an unknown address": "eve@example.com"} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			from := func(i int) string { return fmt.Sprintf("192.0.2.%d", i) } // each address but once
			for i := range credential.FreeAccount {
				h.refuse(h.attempt(email, "wrong", from(i)), fault.Invalid, "is wrong")
			}
			for i, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
				h.refuse(h.attempt(email, "wrong", from(10+i)), fault.Invalid, "is wrong")
				h.later(wait - time.Millisecond)
				err := h.attempt(email, passphrase, from(20+i))
				h.refuse(err, fault.TooMany, "Wait 1 second")
				if f, _ := fault.Of(err); f.RetryAfter != time.Millisecond {
					t.Errorf("retry after %v", f.RetryAfter)
				}
				h.later(time.Millisecond)
			}
		})
	}
}

func TestTheRightPasswordClearsWhatWasCountedAgainstTheAccount(t *testing.T) {
	h := newPortal(t)
	h.failed(accountKey("ada@example.com"), 30)
	h.signIn(h.ada)
	for range credential.FreeAccount {
		h.refuse(h.attempt("ADA@example.com ", "wrong", "192.0.2.1"), fault.Invalid, "")
	}
	h.signIn(h.ada)
}

func TestTwentyWrongPasswordsFromOneAddressCostNothingAndThenItWaits(t *testing.T) {
	for _, tt := range []struct{ name, last, same, other string }{
		{"IPv4", "192.0.2.1", "192.0.2.1", "192.0.2.2"},
		{"IPv4 written as IPv6", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"},
		{"IPv6 by its /64", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			h.failed(addressKey(tt.last), credential.FreeAddress-1)
			h.refuse(h.attempt("one@example.com", "wrong", tt.last), fault.Invalid, "")
			h.refuse(h.attempt("two@example.com", "wrong", tt.same), fault.Invalid, "")
			h.refuse(h.attempt("ada@example.com", passphrase, tt.same), fault.TooMany, "Wait 1 second")
			h.must(h.attempt("ada@example.com", passphrase, tt.other))
			h.later(time.Second)
			h.must(h.attempt("ada@example.com", passphrase, tt.same))
			h.refuse(h.attempt("two@example.com", "wrong", tt.same), fault.Invalid, "") // success of one account does not clear it
			h.refuse(h.attempt("ada@example.com", passphrase, tt.last), fault.TooMany, "Wait 2 seconds")
		})
	}
}

func TestOfManyAttemptsAtOnceOnlyTheFreeOnesAreLookedAt(t *testing.T) {
	h := newPortal(t)
	var all []func() error
	for i := range 16 {
		all = append(all, func() error { return h.attempt("ada@example.com", "wrong", fmt.Sprintf("192.0.2.%d", i)) })
	}
	looked := 0
	for _, err := range atOnce(all...) {
		if fault.Is(err, fault.Invalid) {
			looked++
		} else if !fault.Is(err, fault.TooMany) {
			t.Error(err)
		}
	}
	if looked != credential.FreeAccount+1 {
		t.Errorf("%d were looked at", looked)
	}
}

func TestARestartForgivesNoWrongPassword(t *testing.T) {
	h := newPortal(t)
	h.failed(accountKey("ada@example.com"), 9)
	h.refuse(h.attempt("ada@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
	h.must(h.Store.Close())
	h.Store = h.open()
	h.refuse(h.attempt("ada@example.com", passphrase, "192.0.2.2"), fault.TooMany, "Wait 16 seconds")
}

func TestFailuresCountForADay(t *testing.T) {
	h := newPortal(t)
	h.failed(accountKey("ada@example.com"), 30)
	h.later(failuresKept)
	h.must(h.prune(ctx))
	h.refuse(h.attempt("ada@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
	h.later(time.Millisecond)
	if n := h.number(`SELECT MAX(failures) FROM throttle`); n != 31 {
		t.Errorf("%d failures are counted", n)
	}
	h.later(failuresKept)
	h.must(h.prune(ctx))
	if n := h.number(`SELECT COUNT(*) FROM throttle`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

// locked adds Bob and locks him by a fiftieth wrong password.
func locked(t *testing.T) (*house, By) {
	t.Helper()
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	h.failed(accountKey("bob@example.com"), credential.LockAfter-2)
	h.refuse(h.attempt("bob@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
	if h.who(bob).Locked {
		t.Fatal("locked by the forty-ninth")
	}
	h.later(time.Hour)
	h.refuse(h.attempt("bob@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
	if !h.who(bob).Locked {
		t.Fatal("not locked by the fiftieth")
	}
	h.later(time.Hour)
	return h, bob
}

func TestFiftyWrongPasswordsLockTheAccountAndTellThePerson(t *testing.T) {
	h, bob := locked(t)
	if e := h.entry(); e.Action != AccountLocked || e.TargetName != "Bob Tester" || e.ActorKind != "nobody" {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.To != "bob@example.com" || l.Kind != mail.Locked {
		t.Errorf("letter %+v", l)
	}
	h.refuse(h.attempt("bob@example.com", passphrase, "192.0.2.1"), fault.Invalid, "The email address or password is wrong, or this account cannot log in.")
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("one more letter: %v, %v", ok, err)
	}
	if s := h.who(bob).Standing(); s != "Locked" {
		t.Errorf("stands as %s", s)
	}
}

func TestTheSessionsOfALockedAccountGoOn(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	session := h.session(bob)
	h.failed(accountKey("bob@example.com"), credential.LockAfter)
	h.refuse(h.attempt("bob@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
	if !h.who(bob).Locked {
		t.Fatal("not locked")
	}
	h.at(session, portal.Complete)
	h.must(must(h.ChangeName(ctx, bob, "Robert", "Tester")))
}

func TestALockedAccountIsFreedBy(t *testing.T) {
	for name, free := range map[string]func(h *house, bob By) (password string){
		"a mailed reset": func(h *house, bob By) string {
			h.noLetters()
			h.must(h.RequestPasswordReset(ctx, By{}, "bob@example.com"))
			_, err := h.SetPassword(ctx, By{}, h.letter().Token, nextPassphrase, nextPassphrase)
			h.must(err)
			return nextPassphrase
		},
		"Unlock": func(h *house, bob By) string {
			_, err := h.UnlockAdministrator(ctx, h.ada, bob.AdministratorID)
			h.must(err)
			if e := h.entry(); e.Action != AdministratorUnlock || e.TargetName != "Bob Tester" || e.Changes[0] != (FieldChange{"Status", "Locked", "Active"}) {
				h.t.Errorf("entry %+v", e)
			}
			return passphrase
		},
		"Restore": func(h *house, bob By) string {
			_, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
			h.must(err)
			_, err = h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID)
			h.must(err)
			return passphrase
		},
		"a recovery on the machine": func(h *house, bob By) string {
			_, token, err := h.Recover(ctx, "bob@example.com")
			h.must(err)
			_, err = h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
			h.must(err)
			return nextPassphrase
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, bob := locked(t)
			password := free(h, bob)
			if h.who(bob).Locked || h.number(`SELECT COUNT(*) FROM throttle WHERE key = $1`, accountKey("bob@example.com")) != 0 {
				t.Error("something is left")
			}
			h.must(h.attempt("bob@example.com", password, "192.0.2.1"))
		})
	}
}

func TestWhoMayUnlock(t *testing.T) {
	h, bob := locked(t)
	al := h.add("Al", portal.AdministratorRole)
	_, err := h.UnlockAdministrator(ctx, al, bob.AdministratorID)
	h.refuse(err, fault.Forbidden, "")
	_, err = h.UnlockAdministrator(ctx, h.ada, al.AdministratorID)
	h.refuse(err, fault.Rule, "is not locked")
}

func TestTheLastAdministratorWithBillingWhoCanSignInIsNeverLocked(t *testing.T) {
	h := newPortal(t)
	wrong := func(by By) bool {
		email := h.who(by).Email
		h.failed(accountKey(email), credential.LockAfter)
		h.refuse(h.attempt(email, "wrong", "192.0.2.1"), fault.Invalid, "")
		h.later(time.Hour)
		return h.who(by).Locked
	}
	h.invite("Ivy", portal.AdministratorWithBilling)
	if wrong(h.ada) {
		t.Fatal("the only one is locked")
	}
	bea := h.add("Bea", portal.AdministratorWithBilling)
	if !wrong(bea) {
		t.Fatal("one of two is not locked")
	}
	if wrong(h.ada) {
		t.Fatal("both are locked")
	}
	h.must(h.attempt("ada@example.com", passphrase, "192.0.2.1"))
}

func TestWhatIsCountedFollowsAnAccountToItsNewAddress(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	h.failed(accountKey("bob@example.com"), 8)
	h.failed(accountKey("rob@example.com"), 40)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Email = "rob@example.com" }), nil)
	h.must(err)
	for email, want := range map[string]int{"bob@example.com": 0, "rob@example.com": 8} {
		if n := h.number(`SELECT COALESCE(SUM(failures), 0) FROM throttle WHERE key = $1`, accountKey(email)); n != want {
			t.Errorf("%d count against %s, want %d", n, email, want)
		}
	}
	_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Email = "ROB@example.com" }), nil)
	h.must(err)
	if n := h.number(`SELECT failures FROM throttle`); n != 8 {
		t.Errorf("%d after another spelling", n)
	}
	_, err = h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "rob@example.com")
	h.must(err)
	if n := h.number(`SELECT COUNT(*) FROM throttle`); n != 0 {
		t.Error("whoever gets the address next inherits what was counted")
	}
}

func TestTwentyLinksAskedForFromOneAddressCostNothingAndThenItWaits(t *testing.T) {
	h := newPortal(t)
	ask := func(email, address string) error { return h.RequestPasswordReset(ctx, By{Address: address}, email) }
	for range credential.FreeAddress + 1 {
		h.must(ask("nobody@example.com", "192.0.2.1"))
	}
	h.unchanged(func() { h.refuse(ask("ada@example.com", "192.0.2.1"), fault.TooMany, "Wait 1 second") })
	h.must(ask("ada@example.com", "192.0.2.2"))
	h.must(h.attempt("ada@example.com", passphrase, "192.0.2.1"))
	h.later(time.Second)
	h.must(ask("ada@example.com", "192.0.2.1"))
}
