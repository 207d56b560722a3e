package store

import (
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// userSession starts a session without the cost of a password.
func (h *house) userSession(organizationID, id string) string {
	h.t.Helper()
	session, err := change(ctx, h.Store, By{OrganizationID: organizationID, UserID: id}, SignedIn, func(t *tx) (string, error) {
		t.aboutUser(t.asUser)
		return t.startUserSession(t.asUser)
	})
	h.must(err)
	return session
}

func TestASessionOfAUserCountsInItsOrganizationAlone(t *testing.T) {
	h, in := acme(t)
	other := h.organization("Globex")
	h.plantUser(other, "gus", portal.Active)
	una, gus, ada := h.userSession(in, "una"), h.userSession(other, "gus"), h.session(h.ada)
	for _, tt := range []struct{ name, organization, session string }{
		{"another organization", other, una}, {"its neighbour's", in, gus}, {"an administrator's", in, ada}, {"no organization", "", una}, {"none", in, ""},
	} {
		_, err := h.UserSession(ctx, tt.organization, tt.session)
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	_, _, err := h.Session(ctx, una)
	h.refuse(err, fault.Unauthenticated, "")
}

func TestWhatEndsAUsersSession(t *testing.T) {
	h, in := acme(t)
	session := h.userSession(in, "una")
	for status, ended := range map[portal.Status]bool{portal.Suspended: true, portal.Deleted: true, portal.Active: false} {
		h.exec(`UPDATE users SET status = $1`, string(status))
		if _, err := h.UserSession(ctx, in, session); fault.Is(err, fault.Unauthenticated) != ended {
			t.Errorf("%s: %v", status, err)
		}
	}
	h.exec(`UPDATE users SET status = 'active', locked_at = 1`)
	if _, err := h.UserSession(ctx, in, session); err != nil {
		t.Errorf("locked: %v", err)
	}
	used := h.userSession(in, "una")
	for range 23 {
		h.later(30 * time.Minute)
		if _, err := h.UserSession(ctx, in, used); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.UserSession(ctx, in, session)
	h.refuse(err, fault.Unauthenticated, "Log in again")
	h.later(30 * time.Minute)
	_, err = h.UserSession(ctx, in, used)
	h.refuse(err, fault.Unauthenticated, "Log in again")
	h.later(time.Millisecond)
	h.must(h.prune(ctx))
	if n := h.number(`SELECT COUNT(*) FROM user_sessions`); n != 0 {
		t.Errorf("%d sessions are kept", n)
	}
}

func TestTheEleventhSessionOfAUserEndsTheOldest(t *testing.T) {
	h, in := acme(t)
	h.plantUser(in, "uwe", portal.Active)
	other := h.userSession(in, "uwe")
	var ids []string
	for range MaxSessions + 1 {
		ids = append(ids, h.userSession(in, "una"))
		h.later(time.Second)
	}
	_, err := h.UserSession(ctx, in, ids[0])
	h.refuse(err, fault.Unauthenticated, "")
	if _, err := h.UserSession(ctx, in, ids[1]); err != nil {
		t.Error(err)
	}
	if _, err := h.UserSession(ctx, in, other); err != nil {
		t.Error(err)
	}
}

func TestSigningAUserOutEndsThatSessionAndNoOther(t *testing.T) {
	h, in := acme(t)
	one, two := h.userSession(in, "una"), h.userSession(in, "una")
	h.must(h.SignOutUser(ctx, By{OrganizationID: in, UserID: "una"}, one))
	if e := h.entry(); e.Action != SignedOut || e.ActorKind != "user" || e.ActorID != "una" || e.OrganizationID != in {
		t.Errorf("entry %+v", e)
	}
	_, err := h.UserSession(ctx, in, one)
	h.refuse(err, fault.Unauthenticated, "")
	if _, err := h.UserSession(ctx, in, two); err != nil {
		t.Error(err)
	}
	before := h.entries()
	h.must(h.SignOutUser(ctx, By{}, one))
	if h.entries() != before {
		t.Error("a session that had ended is written about")
	}
}

func TestAUserChangesThePasswordWithTheCurrentOne(t *testing.T) {
	h, in := acme(t)
	session, other := h.userSession(in, "una"), h.userSession(in, "una")
	by := By{OrganizationID: in, UserID: "una", Address: "192.0.2.1", FormID: "f"}
	h.must(h.RequestUserPasswordReset(ctx, By{OrganizationID: in}, "una"))
	token := h.letter().Token
	for _, tt := range []struct{ current, password, confirm, words string }{
		{"wrong", nextPassphrase, nextPassphrase, "not your current password"},
		{"", nextPassphrase, nextPassphrase, "not your current password"},
		{passphrase, nextPassphrase, "another", "differ"},
		{passphrase, "short", "short", "15 characters"},
		{passphrase, "una@users.example una", "una@users.example una", "too easy to guess"},
	} {
		_, err := h.ChangeUserPassword(ctx, by, session, tt.current, tt.password, tt.confirm)
		h.refuse(err, fault.Invalid, tt.words)
	}
	for range 2 { // a double submit gets the first answer
		out, err := h.ChangeUserPassword(ctx, by, session, passphrase, nextPassphrase, nextPassphrase)
		if out.Sessions != 1 || out.Links != 1 || out.UserOf != in {
			t.Errorf("outcome %+v, %v", out, err)
		}
		// The current password is looked at first, and no longer the same.
		if err != nil {
			t.Error(err)
		}
	}
	if e := h.entry(); e.Action != PasswordChanged || e.ActorKind != "user" || e.TargetID != "una" || e.OrganizationName != "Acme" {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Kind != mail.PasswordChanged || l.To != "una@users.example" || !l.User {
		t.Errorf("letter %+v", l)
	}
	_, err := h.OpenLink(ctx, token)
	h.refuse(err, fault.Gone, "")
	if _, err := h.UserSession(ctx, in, session); err != nil {
		t.Error(err)
	}
	_, err = h.UserSession(ctx, in, other)
	h.refuse(err, fault.Unauthenticated, "")
	h.refuse(h.attemptAs(in, "una", passphrase), fault.Invalid, "")
	h.must(h.attemptAs(in, "una", nextPassphrase))
}

func TestWrongCurrentPasswordsOfAUserMakeItWait(t *testing.T) {
	h, in := acme(t)
	session := h.userSession(in, "una")
	by := By{OrganizationID: in, UserID: "una"}
	for range credential.FreeAccount + 1 {
		_, err := h.ChangeUserPassword(ctx, by, session, "wrong", nextPassphrase, nextPassphrase)
		h.refuse(err, fault.Invalid, "")
	}
	_, err := h.ChangeUserPassword(ctx, by, session, passphrase, nextPassphrase, nextPassphrase)
	h.refuse(err, fault.TooMany, "Wait 1 second")
	if e := h.entry(); e.Action != PasswordChanged || e.Result != Refused || e.ActorKind != "user" {
		t.Errorf("entry %+v", e)
	}
	h.later(time.Second)
	_, err = h.ChangeUserPassword(ctx, by, session, passphrase, nextPassphrase, nextPassphrase)
	h.must(err)
	h.exec(`UPDATE users SET status = 'suspended'`)
	_, err = h.ChangeUserPassword(ctx, by, session, nextPassphrase, passphrase, passphrase)
	h.refuse(err, fault.Unauthenticated, "")
}
