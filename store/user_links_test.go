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

// userToken asks for a link of the user, and returns its token.
func (h *house) userToken(organizationID, login string) string {
	h.t.Helper()
	h.noLetters()
	h.must(h.RequestUserPasswordReset(ctx, By{OrganizationID: organizationID, Address: "192.0.2.1"}, login))
	return h.letter().Token
}

func TestAUsersInvitationIsOpenedAnyNumberOfTimesAndUsedOnce(t *testing.T) {
	h, in := acme(t)
	h.plantUser(in, "ivo", portal.Invited)
	token := h.userToken(in, "ivo")
	if e := h.entry(); e.Action != ResetRequested || e.Result != Done || e.ActorKind != "nobody" || e.TargetID != "ivo" || e.OrganizationName != "Acme" {
		t.Errorf("entry %+v", e)
	}
	h.unchanged(func() {
		for range 3 {
			owner, err := h.OpenLink(ctx, token)
			h.must(err)
			if owner.Name != "ivo User" || owner.Username != "ivo" || owner.UserOf.Name != "Acme" || !owner.Invitation {
				t.Errorf("owner %+v", owner)
			}
		}
		_, err := h.SetPassword(ctx, By{}, token, nextPassphrase, "different")
		h.refuse(err, fault.Invalid, "differ")
		_, err = h.SetPassword(ctx, By{}, token, "ivo user ivo user", "ivo user ivo user")
		h.refuse(err, fault.Invalid, "too easy to guess")
	})
	for range 2 { // a double submit gets the first answer
		out, err := h.SetPassword(ctx, By{Address: "192.0.2.3", FormID: "f", Form: "d"}, token, nextPassphrase, nextPassphrase)
		h.must(err)
		if out.UserOf != in || out.Status != portal.Active || out.Name != "ivo User" {
			t.Errorf("outcome %+v", out)
		}
	}
	if u := h.userNow(in, "ivo"); u.Status != portal.Active || !u.HasPassword || u.Version != 2 {
		t.Errorf("%+v", u)
	}
	if e := h.entry(); e.Action != PasswordSet || e.ActorKind != "user" || e.ActorID != "ivo" || e.OrganizationID != in || e.Changes[0] != (FieldChange{"Status", "Invited", "Active"}) {
		t.Errorf("entry %+v", e)
	}
	if h.number(`SELECT COUNT(*) FROM user_sessions`) != 0 {
		t.Error("setting a password signed someone in")
	}
	_, err := h.OpenLink(ctx, token)
	h.refuse(err, fault.Gone, "whoever administers it")
	_, err = h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
	h.refuse(err, fault.Gone, "")
	h.must(h.attemptAs(in, "ivo", nextPassphrase))
}

func TestAUsersResetClearsTheLockEndsAllSessionsAndTellsTheUser(t *testing.T) {
	h, in := acme(t)
	session := h.userSession(in, "una")
	h.exec(`UPDATE users SET locked_at = 1, failures = 10`)
	token := h.userToken(in, "una")
	out, err := h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
	h.must(err)
	if out.Sessions != 1 || h.userNow(in, "una").Locked || h.number(`SELECT failures FROM users`) != 0 {
		t.Errorf("outcome %+v, %+v", out, h.userNow(in, "una"))
	}
	if e := h.entry(); len(e.Changes) != 1 || e.Changes[0] != (FieldChange{"Status", "Locked", "Active"}) {
		t.Errorf("entry %+v", e)
	}
	_, err = h.UserSession(ctx, in, session)
	h.refuse(err, fault.Unauthenticated, "")
	if l := h.letter(); l.Kind != mail.PasswordChanged || !l.User {
		t.Errorf("letter %+v", l)
	}
	h.must(h.attemptAs(in, "una", nextPassphrase))
}

func TestAUsersLinkIsDeadWhen(t *testing.T) {
	for name, kill := range map[string]func(h *house, in string){
		"a newer one was asked for": func(h *house, in string) { h.userToken(in, "una") },
		"it is too old":             func(h *house, in string) { h.later(ResetLifetime) },
		"the user is suspended":     func(h *house, in string) { h.exec(`UPDATE users SET status = 'suspended'`) },
		"the user is deleted":       func(h *house, in string) { h.exec(`UPDATE users SET status = 'deleted'`) },
	} {
		t.Run(name, func(t *testing.T) {
			h, in := acme(t)
			token := h.userToken(in, "una")
			h.later(time.Millisecond)
			kill(h, in)
			h.unchanged(func() {
				_, err := h.OpenLink(ctx, token)
				h.refuse(err, fault.Gone, "whoever administers it")
				_, err = h.SetPassword(ctx, By{FormID: "f"}, token, nextPassphrase, nextPassphrase)
				h.refuse(err, fault.Gone, "")
			})
		})
	}
}

func TestAUsersInvitationLastsThreeDaysAndIsThenForgotten(t *testing.T) {
	h, in := acme(t)
	h.plantUser(in, "ivo", portal.Invited)
	token := h.userToken(in, "ivo")
	h.later(InvitationLifetime - time.Millisecond)
	h.must(h.prune(ctx))
	if _, err := h.OpenLink(ctx, token); err != nil {
		t.Error(err)
	}
	h.later(2 * time.Millisecond)
	_, err := h.OpenLink(ctx, token)
	h.refuse(err, fault.Gone, "")
	h.must(h.prune(ctx))
	if n := h.number(`SELECT COUNT(*) FROM user_links`); n != 0 {
		t.Errorf("%d links are kept", n)
	}
}

func TestAUsersLinkThatIsUsedTwiceAtOnceWorksOnce(t *testing.T) {
	h, in := acme(t)
	other := h.open()
	token := h.userToken(in, "una")
	set := func(s *Store, password string) func() error {
		return func() error {
			_, err := s.SetPassword(ctx, By{}, token, password, password)
			return err
		}
	}
	errs := atOnce(set(h.Store, nextPassphrase), set(other, "walnut ferry almanac drizzle"))
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("%v and %v", errs[0], errs[1])
	}
}

func TestFiveLinksAnHourAreMailedToOneUser(t *testing.T) {
	h, in := acme(t)
	h.plantUser(in, "ivo", portal.Invited)
	for _, login := range []string{"una", "ivo"} {
		for i := range maxResets + 2 {
			h.must(h.RequestUserPasswordReset(ctx, By{OrganizationID: in, Address: fmt.Sprintf("192.0.2.%d", i)}, login))
		}
		if n := h.number(`SELECT COUNT(*) FROM outbox WHERE user_id = $1`, login); n != maxResets {
			t.Errorf("%d letters to %s", n, login)
		}
		if e := h.entry(); e.Result != Refused || e.TargetName != "" || e.OrganizationName != "Acme" {
			t.Errorf("entry %+v", e)
		}
	}
	h.later(time.Hour + time.Millisecond)
	h.must(h.RequestUserPasswordReset(ctx, By{OrganizationID: in}, "una"))
	if n := h.number(`SELECT COUNT(*) FROM outbox WHERE user_id = 'una'`); n != maxResets+1 {
		t.Errorf("%d letters after an hour", n)
	}
}

func TestLinksThatUsersAndAdministratorsAskForAreOneCountForAnAddress(t *testing.T) {
	h, in := acme(t)
	by := By{OrganizationID: in, Address: "192.0.2.1"}
	for i := range credential.FreeAddress + 1 {
		if i%2 == 0 {
			h.must(h.RequestUserPasswordReset(ctx, by, "nobody"))
		} else {
			h.must(h.RequestPasswordReset(ctx, By{Address: "192.0.2.1"}, "nobody@example.com"))
		}
	}
	h.unchanged(func() {
		h.refuse(h.RequestUserPasswordReset(ctx, by, "una"), fault.TooMany, "Wait 1 second")
		h.refuse(h.RequestPasswordReset(ctx, By{Address: "192.0.2.1"}, "ada@example.com"), fault.TooMany, "Wait 1 second")
		h.refuse(h.RequestUserPasswordReset(ctx, By{OrganizationID: "nowhere"}, "una"), fault.NotFound, "")
	})
}
