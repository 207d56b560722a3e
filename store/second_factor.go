package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// VerifyCode completes a sign-in with a code of the authenticator app. Each
// code is good once. Wrong ones are counted with those of VerifyRecoveryCode:
// after some, the next attempt is TooMany until a growing wait is over; of the
// third in a row the person is mailed.
func (s *Store) VerifyCode(ctx context.Context, by By, sessionID, code string) error {
	return s.verify(ctx, by, sessionID, func(t *tx) (bool, error) { return t.spendCode(code) })
}

// VerifyRecoveryCode completes a sign-in with a recovery code. Each is good once.
func (s *Store) VerifyRecoveryCode(ctx context.Context, by By, sessionID, code string) error {
	return s.verify(ctx, by, sessionID, func(t *tx) (bool, error) { return t.spendRecoveryCode(code) })
}

// toldOf is how many wrong codes in a row the person is mailed about: whoever
// gives them knows the password.
const toldOf = 3

func (s *Store) verify(ctx context.Context, by By, sessionID string, spend func(*tx) (bool, error)) error {
	by.FormID = ""
	ok, err := change(ctx, s, by, SecondFactor, func(t *tx) (bool, error) {
		t.about(t.actor)
		stage, err := t.stage(sessionID)
		if err != nil {
			return false, err
		}
		switch portal.StageNow(t.actor, stage) {
		case portal.Complete:
			return true, t.complete(sessionID)
		case portal.EnrolmentDue:
			return false, fault.New(fault.Unauthenticated, "Set up MFA first.")
		}
		if err := t.wait(secondFactorKey(t.actor.ID)); err != nil {
			return false, err
		}
		ok, err := spend(t)
		if err != nil {
			return false, err
		}
		if ok {
			if err := t.clear(secondFactorKey(t.actor.ID)); err != nil {
				return false, err
			}
			return true, t.complete(sessionID)
		}
		failures, err := t.fail(secondFactorKey(t.actor.ID), credential.FreeAccount)
		if err != nil {
			return false, err
		}
		if failures == toldOf {
			if _, err := t.send(t.actor, t.actor.Email, mail.Letter{Kind: mail.WrongCodes}, ""); err != nil {
				return false, err
			}
		}
		return false, t.write(SecondFactor, Refused, "The code was wrong, too old or used before.", nil)
	})
	if err == nil && !ok {
		return wrongCode("code")
	}
	return err
}

// wrongCode is the refusal of a code, whatever was wrong with it.
func wrongCode(field string) *fault.Error {
	return fault.InField(field, "This code is not right, or it was used before. Try the next one.")
}

// spendCode reports whether the code is one of the actor's app that was not
// used before, and makes it used.
func (t *tx) spendCode(code string) (bool, error) {
	var sealed []byte
	var last int64
	if err := t.scan(`SELECT sealed_secret, last_step FROM totp WHERE administrator_id = $1`, []any{t.actor.ID}, &sealed, &last); err != nil {
		return false, err
	}
	secret, err := t.store.key.Open(sealed, "totp "+t.actor.ID)
	if err != nil {
		return false, err
	}
	step, ok := credential.MatchTOTP(string(secret), code, t.now, last)
	if !ok {
		return false, nil
	}
	return true, one(t.exec(`UPDATE totp SET last_step = $1 WHERE administrator_id = $2 AND last_step < $1`, step, t.actor.ID))
}

// stage returns how far the actor's session had come. One that has ended or is
// somebody else's is Unauthenticated.
func (t *tx) stage(sessionID string) (stage portal.Stage, err error) {
	err = t.scan(`SELECT s.stage FROM sessions s WHERE s.id = $1 AND s.administrator_id = $2 AND `+live("$3", "$4", "$5"),
		append([]any{sessionID, t.actor.ID}, since(t.now)...), &stage)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.Unauthenticated, "Your session has ended. Log in again.")
	}
	return stage, err
}

// complete ends the sign-in of the session, unless it is complete already.
func (t *tx) complete(sessionID string) error {
	stage, err := t.stage(sessionID)
	if err != nil || stage == portal.Complete {
		return err
	}
	if err := t.makeRoom(t.actor.ID, portal.Complete); err != nil {
		return err
	}
	if err := one(t.exec(`UPDATE sessions SET stage = 'complete' WHERE id = $1`, sessionID)); err != nil {
		return err
	}
	return t.signedIn(t.actor, sessionID)
}
