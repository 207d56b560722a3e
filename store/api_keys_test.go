package store

import (
	"strings"
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// access turns API access of the administrator on or off.
func (h *house) access(by By, on bool) {
	h.t.Helper()
	_, err := h.EditAdministrator(ctx, h.ada, by.AdministratorID, h.form(by, func(d *portal.Draft) { d.APIAccess = on }), nil)
	h.must(err)
}

// keyed adds Bob with an API key.
func keyed(t *testing.T) (h *house, bob By, key string) {
	t.Helper()
	h = newPortal(t)
	bob = h.add("Bob", portal.Manager)
	h.access(bob, true)
	h.noLetters()
	key, err := h.NewAPIKey(ctx, bob)
	h.must(err)
	return h, bob, key
}

func TestAnAPIKeyIsShownOnceAndKeptAsAHash(t *testing.T) {
	h, bob, key := keyed(t)
	if !strings.HasPrefix(key, "mtp_") || len(key) < 4+26 {
		t.Errorf("key %q", key)
	}
	k, err := h.APIKey(ctx, bob.AdministratorID)
	h.must(err)
	if k.Hint != key[:8]+"…" || !k.MadeAt.Equal(day) || !k.LastUsed.IsZero() || !k.ExpiresAt.Equal(day.Add(APIKeyLifetime)) {
		t.Errorf("known of it: %+v", k)
	}
	for table, rows := range h.tables() {
		if strings.Contains(strings.Join(rows, "\n"), key) {
			t.Errorf("%s holds the key", table)
		}
	}
	if h.number(`SELECT COUNT(*) FROM api_keys WHERE key_hash = $1`, credential.HashToken(key)) != 1 {
		t.Error("its hash is not kept")
	}
	if e := h.entry(); e.Action != APIKeyMade || e.ActorName != "Bob Tester" || e.TargetName != "Bob Tester" {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Kind != mail.AccountChanged || l.To != "bob@example.com" || l.Changes[0].What != "API key" {
		t.Errorf("letter %+v", l)
	}
}

func TestAnAPIKeyActsWithTheRoleOfItsOwnerAsItIsNow(t *testing.T) {
	h, bob, key := keyed(t)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Role = portal.HelpDesk }), nil)
	h.must(err)
	a, err := h.KeyOwner(ctx, key)
	h.must(err)
	if a != h.who(bob) || a.Role != portal.HelpDesk {
		t.Errorf("owner %+v", a)
	}
}

func TestAnotherAPIKeyVoidsTheOneBefore(t *testing.T) {
	h, bob, key := keyed(t)
	again := bob
	again.FormID = "f" // the answer is a secret, so it is not kept for the form
	second, err := h.NewAPIKey(ctx, again)
	h.must(err)
	third, err := h.NewAPIKey(ctx, again)
	h.must(err)
	for _, old := range []string{key, second, "", "mtp_", strings.ToLower(third), third + "A"} {
		_, err := h.KeyOwner(ctx, old)
		h.refuse(err, fault.Unauthenticated, "unknown, expired or void")
	}
	if _, err := h.KeyOwner(ctx, third); err != nil {
		t.Error(err)
	}
	if h.number(`SELECT COUNT(*) FROM spent_forms WHERE id = $1`, credential.HashToken("f")) != 0 {
		t.Error("the answer was kept")
	}
}

func TestAnAPIKeyIsVoidForGoodOnce(t *testing.T) {
	for name, tt := range map[string]struct{ end, back func(h *house, bob By) error }{
		"suspended": {
			func(h *house, bob By) error {
				_, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
				return err
			},
			func(h *house, bob By) error {
				_, err := h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID)
				return err
			},
		},
		"API access is off": {
			func(h *house, bob By) error { h.access(bob, false); return nil },
			func(h *house, bob By) error { h.access(bob, true); return nil },
		},
		"deleted": {
			func(h *house, bob By) error {
				_, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
				return err
			},
			func(*house, By) error { return nil },
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, bob, key := keyed(t)
			h.must(tt.end(h, bob))
			e := h.entry()
			if last := e.Changes[len(e.Changes)-1]; last != (FieldChange{"API key", "In use", "Void"}) {
				t.Errorf("entry %+v", e)
			}
			_, err := h.KeyOwner(ctx, key)
			h.refuse(err, fault.Unauthenticated, "unknown, expired or void")
			h.must(tt.back(h, bob))
			_, err = h.KeyOwner(ctx, key)
			h.refuse(err, fault.Unauthenticated, "unknown, expired or void")
			if k, err := h.APIKey(ctx, bob.AdministratorID); k != (APIKey{}) || err != nil {
				t.Errorf("%+v is known, %v", k, err)
			}
		})
	}
}

func TestANewPasswordLeavesTheAPIKey(t *testing.T) {
	h, bob, key := keyed(t)
	_, err := h.ChangePassword(ctx, bob, h.session(bob), passphrase, nextPassphrase, nextPassphrase, true)
	h.must(err)
	h.noLetters()
	_, err = h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	_, err = h.SetPassword(ctx, By{}, h.letter().Token, passphrase+" new", passphrase+" new")
	h.must(err)
	if _, err := h.KeyOwner(ctx, key); err != nil {
		t.Error(err)
	}
}

func TestWithoutAPIAccessThereIsNoKey(t *testing.T) {
	h := newPortal(t)
	h.unchanged(func() {
		_, err := h.NewAPIKey(ctx, h.ada)
		h.refuse(err, fault.Rule, "API access is not enabled for you")
	})
}

func TestAnAPIKeyExpiresAfterAYearAndItsLastUseIsKnownToTheMinute(t *testing.T) {
	h, bob, key := keyed(t)
	use := func() { _, err := h.KeyOwner(ctx, key); h.must(err) }
	used := func() time.Time { k, err := h.APIKey(ctx, bob.AdministratorID); h.must(err); return k.LastUsed }
	h.later(time.Hour)
	use()
	first := h.now()
	if !used().Equal(first) {
		t.Errorf("used at %v", used())
	}
	h.later(time.Minute - time.Millisecond)
	h.unchanged(use)
	h.later(time.Millisecond)
	use()
	if !used().Equal(first.Add(time.Minute)) {
		t.Errorf("used at %v", used())
	}
	h.later(APIKeyLifetime - time.Hour - time.Minute - time.Millisecond)
	use()
	h.later(time.Millisecond)
	_, err := h.KeyOwner(ctx, key)
	h.refuse(err, fault.Unauthenticated, "unknown, expired or void")
}
