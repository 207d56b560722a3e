package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
)

func TestEachOfTenRecoveryCodesIsGoodOnceAndTheNumberLeftIsKnown(t *testing.T) {
	h, _, _, codes := waiting(t)
	for i, code := range codes {
		typed := []string{code, strings.ToLower(code), " " + strings.ReplaceAll(code, "-", "") + " "}[i%3]
		session := h.signIn(h.ada)
		h.must(h.VerifyRecoveryCode(ctx, h.ada, session, typed))
		if left, err := h.RecoveryCodesLeft(ctx, h.ada.AdministratorID); left != 9-i || err != nil {
			t.Errorf("%d left after %d, %v", left, i+1, err)
		}
		if l := h.letter(); l.Kind != mail.AccountChanged || l.Changes[0].What != "Recovery codes" || !strings.HasPrefix(l.Changes[0].After, fmt.Sprint(9-i)) {
			t.Errorf("letter %+v", l)
		}
		h.noLetters()
	}
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, h.signIn(h.ada), codes[0]), fault.Invalid, "used before")
}

func TestNewRecoveryCodesVoidTheOldOnes(t *testing.T) {
	h, session, secret, old := waiting(t)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.later(30 * time.Second)
	h.noLetters()
	fresh, err := h.NewRecoveryCodes(ctx, h.ada, session, Proof{passphrase, h.code(secret)})
	h.must(err)
	if e := h.entry(); e.Action != RecoveryCodesMade || e.ActorName != "Ada Lovelace" {
		t.Errorf("entry %+v", e)
	}
	if l := h.letter(); l.Changes[0].What != "Recovery codes" {
		t.Errorf("letter %+v", l)
	}
	next := h.signIn(h.ada)
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, next, old[0]), fault.Invalid, "")
	h.must(h.VerifyRecoveryCode(ctx, h.ada, next, fresh[0]))
}

func TestWithoutMFAThereAreNoRecoveryCodes(t *testing.T) {
	h := newPortal(t)
	_, err := h.NewRecoveryCodes(ctx, h.ada, h.session(h.ada), Proof{passphrase, "000000"})
	h.refuse(err, fault.Rule, "Turn it on first")
}

func TestAStolenDatabaseAloneLetsNobodyGuessRecoveryCodes(t *testing.T) {
	h, _, _, codes := waiting(t)
	for _, code := range codes {
		plain := credential.PlainRecoveryCode(code)
		for _, guess := range []string{code, plain, h.ada.AdministratorID + " " + plain, "recovery code " + h.ada.AdministratorID + " " + plain} {
			if h.number(`SELECT COUNT(*) FROM recovery_codes WHERE code_hash = $1`, credential.HashToken(guess)) != 0 {
				t.Error("a code is stored under a hash without the key")
			}
		}
		if h.number(`SELECT COUNT(*) FROM recovery_codes WHERE code_hash = $1`, h.key.MAC("recovery code "+h.ada.AdministratorID+" "+plain)) != 1 {
			t.Error("a code is not stored under the key")
		}
	}
}
