package store

import (
	"context"
	"strconv"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
)

// NewRecoveryCodes makes ten new recovery codes and voids the old ones.
func (s *Store) NewRecoveryCodes(ctx context.Context, by By, sessionID string, proof Proof) ([]string, error) {
	by.FormID = "" // the answer holds secrets
	return proving(ctx, s, by, RecoveryCodesMade, proof.Password, func(t *tx, known string) ([]string, error) {
		if !t.actor.MFAOn {
			return nil, fault.New(fault.Rule, "Recovery codes come with MFA. Turn it on first.")
		}
		if err := t.prove(sessionID, known, proof.Code); err != nil {
			return nil, err
		}
		codes, err := t.newRecoveryCodes()
		if err != nil {
			return nil, err
		}
		if err := t.tell(mail.Change{What: "Recovery codes", After: "10 new ones; the old ones no longer work"}); err != nil {
			return nil, err
		}
		return codes, t.record(RecoveryCodesMade)
	})
}

// RecoveryCodesLeft counts the recovery codes that were not used yet.
func (s *Store) RecoveryCodesLeft(ctx context.Context, administratorID string) (n int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM recovery_codes WHERE administrator_id = $1`, administratorID).Scan(&n)
	return n, err
}

func (t *tx) newRecoveryCodes() ([]string, error) {
	if _, err := t.exec(`DELETE FROM recovery_codes WHERE administrator_id = $1`, t.actor.ID); err != nil {
		return nil, err
	}
	codes := credential.NewRecoveryCodes()
	for _, code := range codes {
		if _, err := t.exec(`INSERT INTO recovery_codes (administrator_id, code_hash, created_at) VALUES ($1, $2, $3)`,
			t.actor.ID, t.recoveryHash(code), t.millis()); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// recoveryHash is what is stored in place of the actor's recovery code: keyed, so
// that the database alone, without the key beside it, lets nobody guess codes.
func (t *tx) recoveryHash(code string) string {
	return t.store.key.MAC("recovery code " + t.actor.ID + " " + credential.PlainRecoveryCode(code))
}

// spendRecoveryCode makes a recovery code of the actor used, and mails the actor
// how many are left. It returns what is wrong with one that is not theirs, or was
// used before.
func (t *tx) spendRecoveryCode(field, code string) (wrong *fault.Error, err error) {
	n, err := t.exec(`DELETE FROM recovery_codes WHERE administrator_id = $1 AND code_hash = $2`, t.actor.ID, t.recoveryHash(code))
	if err != nil {
		return nil, err
	}
	if n != 1 {
		return wrongCode(field), nil
	}
	var left int
	if err := t.scan(`SELECT COUNT(*) FROM recovery_codes WHERE administrator_id = $1`, []any{t.actor.ID}, &left); err != nil {
		return nil, err
	}
	return nil, t.tell(mail.Change{What: "Recovery codes", Before: codesLeft(left + 1), After: codesLeft(left)})
}

func codesLeft(n int) string {
	if n == 1 {
		return "1 code left"
	}
	return strconv.Itoa(n) + " codes left"
}
