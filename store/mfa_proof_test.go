package store

import (
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
)

// proven are the use cases that ask for a proof, done by Ada.
var proven = map[string]func(h *house, session string, p Proof) error{
	"turning MFA off": func(h *house, session string, p Proof) error { return h.TurnOffMFA(ctx, h.ada, session, p) },
	"new recovery codes": func(h *house, session string, p Proof) error {
		_, err := h.NewRecoveryCodes(ctx, h.ada, session, p)
		return err
	},
	"replacing the app": func(h *house, session string, p Proof) error {
		e, err := h.NewEnrolment(ctx, h.who(h.ada))
		h.must(err)
		_, err = h.Enrol(ctx, h.ada, session, e.Sealed, h.code(e.Secret), p)
		return err
	},
	"changing the password": func(h *house, session string, p Proof) error {
		if p.Password == passphrase && p.Code == "000000" {
			p.Password = "wrong" // it asks for no code
		}
		_, err := h.ChangePassword(ctx, h.ada, session, p.Password, nextPassphrase, nextPassphrase, false)
		return err
	},
}

func TestWrongProofsAreCountedAndMakeTheNextOneWait(t *testing.T) {
	for name, do := range proven {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			session := h.session(h.ada)
			secret, _ := h.enrol(h.ada, session)
			before := h.entries()
			h.unchanged(func() {
				for i := range credential.FreeAccount + 1 {
					wrong := Proof{passphrase, "000000"}
					if i%2 == 0 {
						wrong = Proof{"wrong", h.code(secret)}
					}
					if err := do(h, session, wrong); !fault.Is(err, fault.Invalid) {
						t.Fatalf("wrong proof %d: %v", i+1, err)
					}
				}
				h.refuse(do(h, session, Proof{passphrase, h.code(secret)}), fault.TooMany, "Wait 1 second")
			})
			if e := h.entry(); h.entries() != before+1 || e.Result != Refused || e.ActorName != "Ada Lovelace" {
				t.Errorf("entry %+v", e)
			}
			h.later(time.Second)
			h.must(do(h, session, Proof{passphrase, h.code(secret)}))
			// The password alone must not clear what also guards the codes.
			if left := h.number(`SELECT COUNT(*) FROM throttle`) != 0; left != (name == "changing the password") {
				t.Errorf("what was counted is left: %v", left)
			}
		})
	}
}

func TestOfManyWrongProofsAtOnceOnlySoManyAreLookedAt(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	var all []func() error
	for range 12 {
		all = append(all, func() error {
			_, err := h.ChangePassword(ctx, h.ada, session, "wrong", nextPassphrase, nextPassphrase, false)
			return err
		})
	}
	looked := 0
	for _, err := range atOnce(all...) {
		if !fault.Is(err, fault.TooMany) {
			looked++
		}
	}
	if looked > credential.FreeAccount+1 {
		t.Errorf("%d were looked at", looked)
	}
}

func TestAWrongProofIsNoAnswerToItsForm(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	form := h.ada
	form.FormID = "f"
	_, err := h.ChangePassword(ctx, form, session, "wrong", nextPassphrase, nextPassphrase, false)
	h.refuse(err, fault.Invalid, "not your current password")
	_, err = h.ChangePassword(ctx, form, session, "wrong", nextPassphrase, nextPassphrase, false)
	h.refuse(err, fault.Invalid, "not your current password")
	_, err = h.ChangePassword(ctx, form, session, passphrase, nextPassphrase, nextPassphrase, false)
	h.must(err)
	h.unchanged(func() {
		_, err = h.ChangePassword(ctx, form, session, passphrase, nextPassphrase, nextPassphrase, false)
		h.must(err) // the first answer again
	})
}

func TestWrongProofsDoNotStandInTheWayOfSigningIn(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	for range credential.FreeAccount + 1 {
		_, err := h.ChangePassword(ctx, h.ada, session, "wrong", nextPassphrase, nextPassphrase, false)
		h.refuse(err, fault.Invalid, "")
	}
	h.signIn(h.ada)
}

func TestASignInThatWaitsProvesNothing(t *testing.T) {
	h, session, secret, _ := waiting(t)
	for _, name := range []string{"turning MFA off", "new recovery codes", "replacing the app"} {
		h.unchanged(func() {
			h.refuse(proven[name](h, session, Proof{passphrase, h.code(secret)}), fault.Unauthenticated, "")
		})
	}
}
