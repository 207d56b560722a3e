package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

const nextPassphrase = "orchid tunnel marble sparrow"

// link invites Bob, or sends an active Bob a reset, and returns its token.
func (h *house) link(p purpose) (By, string) {
	h.t.Helper()
	var bob By
	if p == invitation {
		bob = h.invite("Bob", portal.Manager)
	} else {
		bob = h.add("Bob", portal.Manager)
		_, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
		h.must(err)
	}
	return bob, h.letter().Token
}

func TestAnInvitationIsOpenedAnyNumberOfTimesAndUsedOnce(t *testing.T) {
	h := newPortal(t)
	bob, token := h.link(invitation)
	h.unchanged(func() {
		for range 3 {
			owner, err := h.OpenLink(ctx, token)
			h.must(err)
			if owner.Name != "Bob Tester" || owner.Email != "bob@example.com" || !owner.Invitation {
				t.Errorf("owner %+v", owner)
			}
		}
		_, err := h.SetPassword(ctx, By{}, token, nextPassphrase, "different")
		h.refuse(err, fault.Invalid, "differ")
		_, err = h.SetPassword(ctx, By{}, token, "bob tester bob tester", "bob tester bob tester")
		h.refuse(err, fault.Invalid, "too easy to guess")
	})
	out, err := h.SetPassword(ctx, By{Address: "192.0.2.3"}, token, nextPassphrase, nextPassphrase)
	h.must(err)
	if a := h.who(bob); a.Status != portal.Active || out.Status != portal.Active || out.ID != a.ID {
		t.Errorf("%+v, outcome %+v", a, out)
	}
	if e := h.entry(); e.Action != PasswordSet || e.ActorID != bob.AdministratorID || len(e.Changes) != 1 || e.Changes[0] != (FieldChange{"Status", "Invited", "Active"}) {
		t.Errorf("entry %+v", e)
	}
	if h.number(`SELECT COUNT(*) FROM sessions`) != 0 {
		t.Error("setting a password signed someone in")
	}
	if _, ok, _ := h.NextLetter(ctx); ok {
		t.Error("an invitation that was used is mailed about")
	}
	_, err = h.OpenLink(ctx, token)
	h.refuse(err, fault.Gone, "Ask an Administrator with Billing")
	_, err = h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
	h.refuse(err, fault.Gone, "")
	h.signInWith("bob@example.com", nextPassphrase)
}

func (h *house) signInWith(email, password string) string {
	h.t.Helper()
	id, err := h.SignIn(ctx, By{}, email, password, "browser")
	h.must(err)
	return id
}

func TestAResetEndsAllSessionsAndTellsThePerson(t *testing.T) {
	h := newPortal(t)
	bob, token := h.link(reset)
	session, other := h.session(bob), h.session(h.ada)
	out, err := h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
	h.must(err)
	if out.Sessions != 1 {
		t.Errorf("outcome %+v", out)
	}
	_, _, err = h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "")
	if _, _, err := h.Session(ctx, other); err != nil {
		t.Error(err)
	}
	if l := h.letter(); l.Kind != mail.PasswordChanged || l.To != "bob@example.com" {
		t.Errorf("letter %+v", l)
	}
}

func TestLinksExpire(t *testing.T) {
	for p, lifetime := range map[purpose]time.Duration{invitation: 72 * time.Hour, reset: time.Hour} {
		h := newPortal(t)
		_, token := h.link(p)
		h.later(lifetime - time.Millisecond)
		if _, err := h.OpenLink(ctx, token); err != nil {
			t.Errorf("%s, just before: %v", p, err)
		}
		h.later(time.Millisecond)
		_, err := h.OpenLink(ctx, token)
		h.refuse(err, fault.Gone, "too old")
		_, err = h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
		h.refuse(err, fault.Gone, "too old")
	}
}

func TestALinkIsVoidedBy(t *testing.T) {
	for _, tt := range []struct {
		name    string
		purpose purpose
		do      func(h *house, bob By) error
	}{
		{"a newer invitation", invitation, func(h *house, bob By) error {
			_, err := h.ResendInvitation(ctx, h.ada, bob.AdministratorID)
			return err
		}},
		{"a newer reset", reset, func(h *house, bob By) error {
			_, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
			return err
		}},
		{"one's own request", reset, func(h *house, bob By) error {
			return h.RequestPasswordReset(ctx, By{}, "bob@example.com")
		}},
		{"a recovery", reset, func(h *house, bob By) error {
			_, _, err := h.Recover(ctx, "bob@example.com")
			return err
		}},
		{"another address", invitation, func(h *house, bob By) error {
			out, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Email = "rob@example.com" }), nil)
			if out.Links != 1 {
				h.t.Errorf("outcome %+v", out)
			}
			return err
		}},
		{"suspending", reset, func(h *house, bob By) error {
			out, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
			if out.Links != 1 {
				h.t.Errorf("outcome %+v", out)
			}
			return err
		}},
		{"deleting", invitation, func(h *house, bob By) error {
			out, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
			if out.Links != 1 {
				h.t.Errorf("outcome %+v", out)
			}
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			bob, token := h.link(tt.purpose)
			h.must(tt.do(h, bob))
			_, err := h.OpenLink(ctx, token)
			h.refuse(err, fault.Gone, "")
			h.unchanged(func() {
				_, err = h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
				h.refuse(err, fault.Gone, "")
			})
		})
	}
}

func TestAnUnknownLinkIsGone(t *testing.T) {
	h := newPortal(t)
	for _, token := range []string{"", "UNKNOWN", "'; DROP TABLE links"} {
		_, err := h.OpenLink(ctx, token)
		h.refuse(err, fault.Gone, "")
		_, err = h.SetPassword(ctx, By{FormID: "f"}, token, nextPassphrase, nextPassphrase)
		h.refuse(err, fault.Gone, "")
	}
}

func TestASetPasswordThatIsSubmittedTwiceGetsTheFirstAnswer(t *testing.T) {
	h := newPortal(t)
	_, token := h.link(invitation)
	first, err := h.SetPassword(ctx, By{FormID: "f"}, token, nextPassphrase, nextPassphrase)
	h.must(err)
	h.unchanged(func() {
		again, err := h.SetPassword(ctx, By{FormID: "f"}, token, nextPassphrase, nextPassphrase)
		h.must(err)
		if !cmp.Equal(again, first) {
			t.Errorf("first %+v, then %+v", first, again)
		}
	})
}

func TestAskingForAResetMailsALinkToWhoCanUseOne(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	sam := h.add("Sam", portal.Manager)
	_, err := h.SuspendAdministrator(ctx, h.ada, sam.AdministratorID)
	h.must(err)
	h.noLetters()
	for _, tt := range []struct {
		email string
		kind  mail.Kind
	}{
		{"ADA@example.com ", mail.PasswordReset},
		{"ivy@example.com", mail.Invitation},
		{"sam@example.com", ""},
		{"nobody@example.com", ""},
		{"", ""},
	} {
		before := h.entries()
		h.must(h.RequestPasswordReset(ctx, By{Address: "198.51.100.7"}, tt.email))
		e := h.entry()
		if h.entries() != before+1 || e.Action != ResetRequested || e.ActorKind != "nobody" || (e.Result == Done) != (tt.kind != "") {
			t.Errorf("%s: entry %+v", tt.email, e)
		}
		l, ok, err := h.NextLetter(ctx)
		h.must(err)
		if l.Kind != tt.kind || ok != (tt.kind != "") {
			t.Errorf("%s: letter %+v", tt.email, l)
		}
		if ok {
			if _, err := h.OpenLink(ctx, l.Token); err != nil || l.From != "198.51.100.7" || l.By != "" {
				t.Errorf("%s: %v, letter %+v", tt.email, err, l)
			}
			h.must(h.LetterDelivered(ctx, l.ID))
		}
	}
}

func TestFiveResetsAnHourAreMailedToOneAccount(t *testing.T) {
	h := newPortal(t)
	h.add("Bob", portal.Manager)
	var last mail.Letter
	for range maxResets {
		h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
		last = h.letter()
		h.later(time.Minute)
	}
	h.unchanged(func() { h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com")) })
	if e := h.entry(); e.Result != Refused {
		t.Errorf("entry %+v", e)
	}
	if _, err := h.OpenLink(ctx, last.Token); err != nil {
		t.Errorf("the fifth link: %v", err)
	}
	h.must(h.RequestPasswordReset(ctx, By{}, "bob@example.com"))
	if l := h.letter(); l.To != "bob@example.com" {
		t.Errorf("letter %+v", l)
	}
	h.later(time.Hour - maxResets*time.Minute)
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	if l := h.letter(); l.To != "ada@example.com" {
		t.Errorf("letter %+v", l)
	}
}

func TestALetterWhoseLinkIsVoidIsTakenBack(t *testing.T) {
	h := newPortal(t)
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	if l := h.letter(); l.Kind != mail.PasswordReset {
		t.Errorf("letter %+v", l)
	} else if _, err := h.OpenLink(ctx, l.Token); err != nil {
		t.Errorf("the newer link: %v", err)
	}
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("the older letter is still due: %v, %v", ok, err)
	}
	if n := h.number(`SELECT COUNT(*) FROM outbox WHERE sealed_token IS NOT NULL`); n != 0 {
		t.Errorf("%d sealed tokens are left", n)
	}
}

func TestALetterThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	h := newPortal(t)
	h.add("Bob", portal.Manager)
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	h.exec(`UPDATE outbox SET sealed_token = $1 WHERE delivered_at IS NULL`, []byte("not what was sealed"))
	h.later(time.Second)
	h.must(h.RequestPasswordReset(ctx, By{}, "bob@example.com"))
	if _, ok, err := h.NextLetter(ctx); !ok || err == nil {
		t.Errorf("a letter that cannot be read: %v, %v", ok, err)
	}
	if l := h.letter(); l.To != "bob@example.com" {
		t.Errorf("letter %+v", l)
	}
}

func TestAStrangerCannotVoidTheLinkThatTheOperatorPrinted(t *testing.T) {
	h := newPortal(t)
	_, token, err := h.Recover(ctx, "ada@example.com")
	h.must(err)
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	if _, err := h.OpenLink(ctx, token); err != nil {
		t.Errorf("the printed link: %v", err)
	}
}

func TestAskingForAnInvitationAgainVoidsNoneThatIsOpen(t *testing.T) {
	h := newPortal(t)
	bob, handed := h.link(invitation)
	h.must(h.RequestPasswordReset(ctx, By{}, "bob@example.com"))
	mailed := h.letter().Token
	for _, token := range []string{handed, mailed} {
		if owner, err := h.OpenLink(ctx, token); err != nil || owner.Name != "Bob Tester" {
			t.Errorf("%+v, %v", owner, err)
		}
	}
	_, err := h.SetPassword(ctx, By{}, handed, nextPassphrase, nextPassphrase)
	h.must(err)
	if h.who(bob).Status != portal.Active {
		t.Error("Bob is not active")
	}
	_, err = h.OpenLink(ctx, mailed)
	h.refuse(err, fault.Gone, "")
}
