package store

import (
	"bytes"
	"encoding/base32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// code is what an authenticator app with the secret shows now.
func (h *house) code(secret string) string {
	h.t.Helper()
	code, err := totp.GenerateCode(secret, h.now())
	h.must(err)
	return code
}

// enrol turns MFA on in a session that has it off, and returns the app's secret
// and the recovery codes. The code that was used up is over.
func (h *house) enrol(by By, session string) (secret string, codes []string) {
	h.t.Helper()
	e, err := h.NewEnrolment(ctx, h.who(by))
	h.must(err)
	codes, err = h.Enrol(ctx, by, session, e.Sealed, h.code(e.Secret), Proof{})
	h.must(err)
	h.later(30 * time.Second)
	return e.Secret, codes
}

// at fails unless the session's sign-in has come to the stage.
func (h *house) at(session string, want portal.Stage) {
	h.t.Helper()
	if _, stage, err := h.Session(ctx, session); stage != want || err != nil {
		h.t.Fatalf("the sign-in is at %q (%v), want %q", stage, err, want)
	}
}

// require sets Require MFA.
func (h *house) require(by By, on bool) {
	h.t.Helper()
	_, err := h.EditAdministrator(ctx, h.ada, by.AdministratorID, h.form(by, func(d *portal.Draft) { d.RequireMFA = on }), nil)
	h.must(err)
}

func TestWhoMustSetUpMFAIsLedToItAtTheNextSignIn(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	before := h.session(bob)
	h.require(bob, true)
	h.at(before, portal.Complete) // acts at the next sign-in
	due := h.signIn(bob)
	h.at(due, portal.EnrolmentDue)
	if h.number(`SELECT COUNT(*) FROM audit WHERE action = $1 AND actor_name = 'Bob Tester' AND at > $2`, string(SignedIn), day.UnixMilli()) != 0 {
		t.Error("a sign-in that waits counts as one")
	}
	h.noLetters()
	_, codes := h.enrol(bob, due)
	h.at(due, portal.Complete)
	if a := h.who(bob); !a.MFAOn || len(codes) != 10 {
		t.Errorf("%+v, %d codes", a, len(codes))
	}
	if l := h.letter(); l.Kind != mail.AccountChanged || l.To != "bob@example.com" || !cmp.Equal(l.Changes, []mail.Change{{What: "MFA", Before: "Off", After: "On"}}) {
		t.Errorf("letter %+v", l)
	}
	if e := h.entry(); e.Action != SignedIn || e.ActorName != "Bob Tester" {
		t.Errorf("entry %+v", e)
	}
	h.at(h.signIn(bob), portal.CodeAsked)
}

func TestOneWithoutTheRequirementTurnsMFAOnAndOff(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	secret, _ := h.enrol(h.ada, session)
	h.noLetters()
	h.must(h.TurnOffMFA(ctx, h.ada, session, Proof{passphrase, h.code(secret)}))
	if h.who(h.ada).MFAOn || h.number(`SELECT (SELECT COUNT(*) FROM totp) + (SELECT COUNT(*) FROM recovery_codes)`) != 0 {
		t.Error("something of the factor is left")
	}
	if e := h.entry(); e.Action != MFATurnedOff || !cmp.Equal(e.Changes, []FieldChange{{"MFA", "On", "Off"}}) {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Kind != mail.AccountChanged || l.By != "" {
		t.Errorf("letter %+v", l)
	}
	h.refuse(h.TurnOffMFA(ctx, h.ada, session, Proof{passphrase, ""}), fault.Rule, "off already")
	h.at(h.signIn(h.ada), portal.Complete)
}

func TestMFAThatIsRequiredIsNotTurnedOff(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	secret, _ := h.enrol(h.ada, session)
	h.require(h.ada, true)
	h.unchanged(func() {
		h.refuse(h.TurnOffMFA(ctx, h.ada, session, Proof{passphrase, h.code(secret)}), fault.Rule, "required for you")
	})
}

func TestReplacingAFactorNeedsPasswordAndCodeOfTheOneThatIsOn(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	old, codes := h.enrol(h.ada, session)
	e, err := h.NewEnrolment(ctx, h.who(h.ada))
	h.must(err)
	h.unchanged(func() {
		_, err := h.Enrol(ctx, h.ada, session, e.Sealed, h.code(e.Secret), Proof{})
		h.refuse(err, fault.Invalid, "not your current password")
		_, err = h.Enrol(ctx, h.ada, session, e.Sealed, h.code(e.Secret), Proof{passphrase, h.code(e.Secret)})
		h.refuse(err, fault.Invalid, "This code is not right")
		_, err = h.Enrol(ctx, h.ada, session, e.Sealed, "000000", Proof{passphrase, h.code(old)})
		h.refuse(err, fault.Invalid, "This code is not right")
	})
	fresh, err := h.Enrol(ctx, h.ada, session, e.Sealed, h.code(e.Secret), Proof{passphrase, h.code(old)})
	h.must(err)
	if entry := h.entry(); entry.Action != MFATurnedOn || entry.Changes[0].Before != "On, with another key" {
		t.Errorf("entry %+v", entry)
	}
	h.later(30 * time.Second)
	waiting := h.signIn(h.ada)
	h.refuse(h.VerifyCode(ctx, h.ada, waiting, h.code(old)), fault.Invalid, "")
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, waiting, codes[0]), fault.Invalid, "")
	h.must(h.VerifyCode(ctx, h.ada, waiting, h.code(e.Secret)))

	lost, err := h.NewEnrolment(ctx, h.who(h.ada))
	h.must(err)
	_, err = h.Enrol(ctx, h.ada, session, lost.Sealed, h.code(lost.Secret), Proof{passphrase, fresh[0]})
	if err != nil {
		t.Errorf("who lost the app, with a recovery code: %v", err)
	}
}

func TestASetupKeyIsOnesOwnAndOnlyForAnHour(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	session := h.session(h.ada)
	theirs, err := h.NewEnrolment(ctx, h.who(bob))
	h.must(err)
	mine, err := h.NewEnrolment(ctx, h.who(h.ada))
	h.must(err)
	h.unchanged(func() {
		for _, sealed := range []string{theirs.Sealed, "", "?", mine.Sealed[1:]} {
			_, err := h.Enrol(ctx, h.ada, session, sealed, h.code(theirs.Secret), Proof{})
			h.refuse(err, fault.Invalid, "Scan the new one")
			_, err = h.OpenEnrolment(ctx, h.who(h.ada), sealed)
			h.refuse(err, fault.Invalid, "Scan the new one")
		}
		_, err := h.Enrol(ctx, bob, session, theirs.Sealed, h.code(theirs.Secret), Proof{})
		h.refuse(err, fault.Unauthenticated, "") // another's session
	})
	again, err := h.OpenEnrolment(ctx, h.who(h.ada), mine.Sealed)
	h.must(err)
	if again.Secret != mine.Secret || again.Address != mine.Address || !strings.HasPrefix(mine.Address, "otpauth://totp/Multi-Tenant%20Portal:ada%40example.com?") {
		t.Errorf("opened %+v, made %+v", again, mine)
	}
	h.later(30 * time.Minute)
	h.at(session, portal.Complete)
	h.later(30 * time.Minute)
	if _, err := h.OpenEnrolment(ctx, h.who(h.ada), again.Sealed); err != nil {
		t.Errorf("just before: %v", err)
	}
	h.later(31 * time.Minute)
	_, err = h.OpenEnrolment(ctx, h.who(h.ada), mine.Sealed)
	h.refuse(err, fault.Invalid, "too old")
}

func TestTheSecretOfAnAppIsNotInTheFiles(t *testing.T) {
	h := newPortal(t)
	secret, codes := h.enrol(h.ada, h.session(h.ada))
	raw, err := base32.StdEncoding.DecodeString(secret)
	h.must(err)
	h.must(h.Store.Close())
	files, err := filepath.Glob(filepath.Join(h.folder, DatabaseFile+"*"))
	h.must(err)
	for _, name := range files {
		b, err := os.ReadFile(name)
		h.must(err)
		for _, plain := range append(codes, secret, string(raw), strings.ReplaceAll(codes[0], "-", "")) {
			if bytes.Contains(b, []byte(plain)) {
				t.Errorf("%s holds a secret in plain", name)
			}
		}
	}
}

func TestResettingMFAEndsTheSessionsTellsThePersonAndForcesEnrolment(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	h.require(bob, true)
	session := h.signIn(bob)
	secret, codes := h.enrol(bob, session)
	h.session(bob)
	h.noLetters()
	out, err := h.ResetMFA(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	if out.Sessions != 2 || out.Name != "Bob Tester" {
		t.Errorf("outcome %+v", out)
	}
	_, _, err = h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "")
	if e := h.entry(); e.Action != MFAReset || e.ActorName != "Ada Lovelace" || e.TargetName != "Bob Tester" || !cmp.Equal(e.Changes, []FieldChange{{"MFA", "On", "Off"}}) {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Kind != mail.AccountChanged || l.To != "bob@example.com" || l.By != "Ada Lovelace" {
		t.Errorf("letter %+v", l)
	}
	due := h.signIn(bob)
	h.at(due, portal.EnrolmentDue)
	h.refuse(h.VerifyCode(ctx, bob, due, h.code(secret)), fault.Unauthenticated, "")
	h.refuse(h.VerifyRecoveryCode(ctx, bob, due, codes[0]), fault.Unauthenticated, "")
	h.enrol(bob, due)
	h.at(due, portal.Complete)
}

func TestWhoMayResetMFA(t *testing.T) {
	h := newPortal(t)
	bob, eve, al := h.add("Bob", portal.Manager), h.add("Eve", portal.Manager), h.add("Al", portal.AdministratorRole)
	h.enrol(bob, h.session(bob))
	h.enrol(h.ada, h.session(h.ada))
	for _, tt := range []struct {
		name  string
		by    By
		id    string
		kind  fault.Kind
		words string
	}{
		{"oneself", h.ada, h.ada.AdministratorID, fault.Rule, "your own MFA"},
		{"one without", h.ada, eve.AdministratorID, fault.Rule, "has not set up MFA"},
		{"by an Administrator", al, bob.AdministratorID, fault.Forbidden, ""},
		{"by oneself without the role", bob, bob.AdministratorID, fault.Forbidden, ""},
		{"an unknown one", h.ada, "unknown", fault.NotFound, ""},
	} {
		h.unchanged(func() {
			_, err := h.ResetMFA(ctx, tt.by, tt.id)
			if f, _ := fault.Of(err); f == nil || f.Kind != tt.kind || !strings.Contains(f.Text, tt.words) {
				t.Errorf("%s: %v", tt.name, err)
			}
		})
	}
}

func TestRecoveringClearsMFAAndKeepsTheRequirement(t *testing.T) {
	h := newPortal(t)
	h.enrol(h.ada, h.session(h.ada))
	h.require(h.ada, true)
	_, token, err := h.Recover(ctx, "ada@example.com")
	h.must(err)
	if a := h.who(h.ada); a.MFAOn || !a.RequireMFA {
		t.Errorf("%+v", a)
	}
	if e := h.entry(); !cmp.Equal(e.Changes, []FieldChange{{"MFA", "On", "Off"}, {"Sessions", "1", "0"}}) {
		t.Errorf("entry %+v", e)
	}
	_, err = h.SetPassword(ctx, By{}, token, passphrase, passphrase)
	h.must(err)
	h.at(h.signIn(h.ada), portal.EnrolmentDue)
}

func TestWhatASignInWaitsForIsDecidedAnewAtEachRequest(t *testing.T) {
	t.Run("the requirement is gone", func(t *testing.T) {
		h := newPortal(t)
		bob := h.add("Bob", portal.Manager)
		h.require(bob, true)
		due := h.signIn(bob)
		h.require(bob, false)
		h.at(due, portal.Complete)
		if e := h.entry(); e.Action != SignedIn || e.ActorName != "Bob Tester" || e.Address != "192.0.2.9" {
			t.Errorf("entry %+v", e)
		}
		h.enrol(bob, due)
		h.at(due, portal.Complete)
	})
	t.Run("a factor was set up elsewhere", func(t *testing.T) {
		h := newPortal(t)
		bob := h.add("Bob", portal.Manager)
		h.require(bob, true)
		due, elsewhere := h.signIn(bob), h.signIn(bob)
		secret, _ := h.enrol(bob, elsewhere)
		h.at(due, portal.CodeAsked)
		e, err := h.NewEnrolment(ctx, h.who(bob))
		h.must(err)
		_, err = h.Enrol(ctx, bob, due, e.Sealed, h.code(e.Secret), Proof{passphrase, h.code(secret)})
		h.refuse(err, fault.Unauthenticated, "")
		h.must(h.VerifyCode(ctx, bob, due, h.code(secret)))
		h.at(due, portal.Complete)
	})
	t.Run("the factor was turned off elsewhere", func(t *testing.T) {
		h := newPortal(t)
		session := h.session(h.ada)
		secret, _ := h.enrol(h.ada, session)
		waiting := h.signIn(h.ada)
		h.at(waiting, portal.CodeAsked)
		h.must(h.TurnOffMFA(ctx, h.ada, session, Proof{passphrase, h.code(secret)}))
		h.at(waiting, portal.Complete)
	})
	t.Run("the factor was cleared and is required", func(t *testing.T) {
		h := newPortal(t)
		h.enrol(h.ada, h.session(h.ada))
		h.require(h.ada, true)
		waiting := h.signIn(h.ada)
		_, _, err := h.Recover(ctx, "ada@example.com")
		h.must(err)
		_, _, err = h.Session(ctx, waiting)
		h.refuse(err, fault.Unauthenticated, "")
	})
}
