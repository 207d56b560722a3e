package store

import (
	"context"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// VerifyCode completes a sign-in with a code of the authenticator app. Each
// code is good once. Wrong ones are counted with those of VerifyRecoveryCode:
// after some, the next attempt is TooMany until a growing wait is over; of the
// third in a row the person is mailed. The refusal of a code that is right at
// another time, up to ten minutes away, says what time it is.
func (s *Store) VerifyCode(ctx context.Context, by By, sessionID, code string) error {
	return s.verify(ctx, by, sessionID, func(t *tx) (*fault.Error, error) { return t.spendCode("code", code) })
}

// VerifyRecoveryCode completes a sign-in with a recovery code. Each is good once.
func (s *Store) VerifyRecoveryCode(ctx context.Context, by By, sessionID, code string) error {
	return s.verify(ctx, by, sessionID, func(t *tx) (*fault.Error, error) { return t.spendRecoveryCode("code", code) })
}

// toldOf is after how many wrong codes in a row the person is mailed: whoever gives
// them knows the password.
const toldOf = 3

// verify completes the sign-in when spend finds nothing wrong with the code.
func (s *Store) verify(ctx context.Context, by By, sessionID string, spend func(*tx) (wrong *fault.Error, err error)) error {
	by.FormID = ""
	wrong, err := change(ctx, s, by, SecondFactor, func(t *tx) (*fault.Error, error) {
		t.about(t.actor)
		stage, err := t.stage(sessionID)
		if err != nil {
			return nil, err
		}
		switch portal.StageNow(t.actor, stage) {
		case portal.Complete:
			return nil, t.complete(sessionID)
		case portal.EnrolmentDue:
			return nil, fault.New(fault.Unauthenticated, "Set up MFA first.")
		}
		if err := t.wait(secondFactorKey(t.actor.ID)); err != nil {
			return nil, err
		}
		wrong, err := spend(t)
		if err != nil {
			return nil, err
		}
		if wrong == nil {
			if err := t.clear(secondFactorKey(t.actor.ID)); err != nil {
				return nil, err
			}
			return nil, t.complete(sessionID)
		}
		failures, err := t.fail(secondFactorKey(t.actor.ID), credential.FreeAccount)
		if err != nil {
			return nil, err
		}
		if failures == toldOf {
			if _, err := t.send(t.actor, t.actor.Email, mail.Letter{Kind: mail.WrongCodes}, ""); err != nil {
				return nil, err
			}
		}
		return wrong, t.refuse(SecondFactor, "", refusedCode(wrong))
	})
	if err == nil && wrong != nil {
		return wrong
	}
	return err
}
