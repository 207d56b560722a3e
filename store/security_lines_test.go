package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestAPersonIsToldOfEachChangeOfTheirWaysIn(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	session := h.signIn(bob)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.APIAccess = true }), nil)
	h.must(err)
	var secret string
	for _, step := range []struct {
		what string // of the letter's change; "" when the kind of letter says it
		kind mail.Kind
		do   func() error
	}{
		{"Safari", mail.NewLogin, func() error {
			_, err := h.SignIn(ctx, By{Address: "192.0.2.9"}, h.who(bob).Email, passphrase, "Safari/17.0 (Macintosh)")
			return err
		}},
		{"API key", mail.AccountChanged, func() error {
			_, err := h.NewAPIKey(ctx, bob)
			return err
		}},
		{"MFA", mail.AccountChanged, func() error {
			secret, _ = h.enrol(bob, session)
			return nil
		}},
		{"Recovery codes", mail.AccountChanged, func() error {
			_, err := h.NewRecoveryCodes(ctx, bob, session, Proof{Password: passphrase, Code: h.code(secret)})
			return err
		}},
		{"", mail.PasswordChanged, func() error {
			_, err := h.ChangePassword(ctx, bob, session, passphrase, nextPassphrase, nextPassphrase, false)
			return err
		}},
	} {
		h.noLetters()
		h.must(step.do())
		l := h.letter()
		var what string
		if len(l.Changes) > 0 {
			what = l.Changes[0].What
		}
		got := []any{l.Kind, l.To, what, l.Token}
		if diff := cmp.Diff([]any{step.kind, h.who(bob).Email, step.what, ""}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
