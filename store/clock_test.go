package store

import (
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// What was made before the clock was set back has ended, whatever its own end is,
// and what was made a little in the future has not: clocks differ a little.
func TestWhatWasMadeBeforeTheClockWasSetBackHasEnded(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(h *house) (works func() error)
	}{
		{"a session", func(h *house) func() error {
			session := h.session(h.ada)
			return func() error { _, _, err := h.Session(ctx, session); return err }
		}},
		{"a session that waits for a code", func(h *house) func() error {
			h.enrol(h.ada, h.session(h.ada))
			session := h.signIn(h.ada)
			return func() error { _, _, err := h.Session(ctx, session); return err }
		}},
		{"a user's session", func(h *house) func() error {
			acme := h.organization("Acme")
			u := h.activeUser(acme, "Uma")
			session := h.userSession(acme, u.ID)
			return func() error { _, err := h.UserSession(ctx, acme, session); return err }
		}},
		{"what a browser's session holds", func(h *house) func() error {
			h.must(h.SessionData().Commit("token", []byte("x"), day.Add(SessionDataLifetime)))
			return func() error {
				if _, found, err := h.SessionData().Find("token"); err != nil || !found {
					return sessionEnded()
				}
				return nil
			}
		}},
		{"an invitation", func(h *house) func() error {
			_, token := h.link(invitation)
			return func() error { _, err := h.OpenLink(ctx, token); return err }
		}},
		{"a reset", func(h *house) func() error {
			_, token := h.link(reset)
			return func() error { _, err := h.OpenLink(ctx, token); return err }
		}},
		{"a user's reset", func(h *house) func() error {
			acme := h.organization("Acme")
			u := h.activeUser(acme, "Uma")
			token := h.userToken(acme, u.Username)
			return func() error { _, err := h.OpenLink(ctx, token); return err }
		}},
		{"an API key", func(h *house) func() error {
			bob := h.add("Bob", portal.Manager)
			h.access(bob, true)
			key, err := h.NewAPIKey(ctx, bob)
			h.must(err)
			return func() error { _, err := h.KeyOwner(ctx, key); return err }
		}},
		{"a setup key", func(h *house) func() error {
			e, err := h.NewEnrolment(ctx, h.who(h.ada))
			h.must(err)
			return func() error { _, err := h.OpenEnrolment(ctx, h.who(h.ada), e.Sealed); return err }
		}},
		{"a previewed import", func(h *house) func() error {
			acme := h.organization("Acme")
			id, err := h.PreviewUsers(ctx, h.ada.in(acme), userRows(userDraft("New")), "")
			h.must(err)
			return func() error { _, err := h.Job(ctx, h.who(h.ada), acme, id); return err }
		}},
		{"a previewed bulk action", func(h *house) func() error {
			id := h.prepare(portal.SuspendAll, among(h.add("Bob", portal.Manager)))
			return func() error { _, err := h.Job(ctx, h.who(h.ada), "", id); return err }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			works := tt.make(h)
			h.later(-20 * time.Hour)
			if err := works(); err == nil {
				t.Error("it goes on after the clock was set back by 20 hours")
			} else if _, expected := fault.Of(err); !expected {
				t.Error(err)
			}
			h.later(20*time.Hour - ahead)
			h.must(works())
		})
	}
}

func TestWhatRunsGoesOnAfterTheClockWasSetBack(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	id := h.prepare(portal.SuspendAll, among(bob))
	h.must(must(h.StartJob(ctx, h.ada, id, 0)))
	h.later(-20 * time.Hour)
	h.must(h.runAll(ctx))
	if j := h.job(id); j.State != JobDone || j.Done != 1 {
		t.Errorf("%+v", j)
	}
}

func TestPreviewsFromBeforeTheClockWasSetBackTakeNoPlace(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	for range maxPreviews {
		h.prepare(portal.SuspendAll, among(bob))
	}
	h.later(-20 * time.Hour)
	first := h.prepare(portal.SuspendAll, among(bob))
	h.prepare(portal.SuspendAll, among(bob))
	h.job(first)
}

func TestNoWaitOutlivesTheClockThatItWasMadeBy(t *testing.T) {
	for _, tt := range []struct {
		back     time.Duration
		failures int
		want     string // "" for no wait
	}{
		{20 * time.Hour, credential.FreeAccount + 15, ""},
		{ahead + time.Millisecond, credential.FreeAccount + 1, ""},
		{ahead, credential.FreeAccount + 1, "Wait 1 second "},
		{time.Minute, credential.FreeAccount + 15, "Wait 15 minutes "},
		{0, credential.FreeAccount + 15, "Wait 15 minutes "},
	} {
		h := newPortal(t)
		h.failed(accountKey("ada@example.com"), tt.failures-1)
		h.refuse(h.attempt("ada@example.com", "wrong", "192.0.2.1"), fault.Invalid, "")
		h.later(-tt.back)
		err := h.attempt("ada@example.com", "wrong", "192.0.2.2")
		if tt.want != "" {
			h.refuse(err, fault.TooMany, tt.want)
			continue
		}
		h.refuse(err, fault.Invalid, "") // and counted: the next one waits by the clock as it is
		err = h.attempt("ada@example.com", passphrase, "192.0.2.3")
		h.refuse(err, fault.TooMany, "")
		if f, _ := fault.Of(err); f.RetryAfter != credential.Backoff(tt.failures+1, credential.FreeAccount) {
			t.Errorf("%v back: waits %v", tt.back, f.RetryAfter)
		}
	}
}

func TestCodesAreTakenAfterTheClockWasSetBack(t *testing.T) {
	h, session, secret, _ := waiting(t)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.later(-20 * time.Hour)
	session = h.signIn(h.ada)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.refuse(h.VerifyCode(ctx, h.ada, h.signIn(h.ada), h.code(secret)), fault.Invalid, "used before")
	if n := h.number(`SELECT COUNT(*) FROM sessions`); n != 2 { // this one and the one that waits
		t.Errorf("%d sessions", n)
	}
}

func TestLinksCanBeAskedForAfterTheClockWasSetBack(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	u := h.activeUser(acme, "Uma")
	ask := func() {
		h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
		h.must(h.RequestUserPasswordReset(ctx, By{OrganizationID: acme}, u.Username))
	}
	for range maxResets + 1 {
		ask()
	}
	h.later(-20 * time.Hour)
	ask()
	if n := h.number(`SELECT COUNT(*) FROM outbox WHERE created_at <= $1`, h.clock.Load()); n != 2 {
		t.Errorf("%d letters", n)
	}
}

func TestTheLastUseOfAKeyIsNotedAfterTheClockWasSetBack(t *testing.T) {
	h, bob, key := keyed(t)
	h.later(20 * time.Hour)
	_, err := h.KeyOwner(ctx, key)
	h.must(err)
	h.later(-20 * time.Hour)
	_, err = h.KeyOwner(ctx, key)
	h.must(err)
	if k, err := h.APIKey(ctx, bob.AdministratorID); err != nil || !k.LastUsed.Equal(day) {
		t.Errorf("%+v, %v", k, err)
	}
}

// next claims the next letter.
func (h *house) next() bool {
	h.t.Helper()
	_, ok, err := h.NextLetter(ctx)
	h.must(err)
	return ok
}

func TestLettersLeaveAfterTheClockWasSetBack(t *testing.T) {
	h := newPortal(t)
	h.notice()
	for name, before := range map[string]func(){
		"not tried":                func() {},
		"put off":                  func() { h.fail(451) },
		"claimed by who was ended": func() { h.next() },
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			before()
			h.later(-20 * time.Hour)
			if !h.next() {
				t.Error("it is not due")
			}
			h.must(h.ReleaseLetters(ctx))
		})
	}
	// The three days in which it is tried begin now.
	h.fail(451)
	if n := h.number(`SELECT COUNT(*) FROM outbox WHERE created_at = $1`, h.clock.Load()); n != 1 {
		t.Error("it is tried for longer than three days")
	}

	h.noLetters()
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	h.later(-20 * time.Hour)
	if h.next() {
		t.Error("a link that works no more was mailed")
	}
}
