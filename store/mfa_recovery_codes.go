package store

import (
	"context"

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
