package store

import (
	"context"

	"mtp/internal/credential"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// Enrol turns MFA on with the first code of a setup key, completes the sign-in, and
// returns ten recovery codes, which are never shown again. Who has MFA on already
// proves to be its owner first, and replaces it.
func (s *Store) Enrol(ctx context.Context, by By, sessionID, sealed, code string, proof Proof) (codes []string, err error) {
	// The answer holds secrets: it is given once and not kept.
	by.FormID = ""
	return proving(ctx, s, by, MFATurnedOn, proof.Password, func(t *tx, known string) ([]string, error) {
		stage, err := t.stage(sessionID)
		if err != nil {
			return nil, err
		}
		if err := portal.EnrolMFA(t.actor, stage); err != nil {
			return nil, err
		}
		e, err := s.openEnrolment(t.actor, sealed)
		if err != nil {
			return nil, err
		}
		if t.actor.MFAOn {
			if err := t.prove(sessionID, known, proof.Code); err != nil {
				return nil, err
			}
		}
		step, ok := credential.MatchTOTP(e.Key, code, t.now, 0)
		if !ok {
			if step, ok := credential.StepOfWrongClock(e.Key, code, t.now); ok {
				return nil, wrongClock("code", t.now, credential.TimeOfStep(step))
			}
			return nil, wrongCode("code")
		}
		if err := t.forgetFactor(t.actor.ID); err != nil {
			return nil, err
		}
		if _, err := t.exec(`INSERT INTO totp (administrator_id, sealed_secret, last_step, created_at) VALUES ($1, $2, $3, $4)`,
			t.actor.ID, s.key.Seal([]byte(e.Key), "totp "+t.actor.ID), step, t.millis()); err != nil {
			return nil, err
		}
		if err := t.setMFA(t.actor.ID, true); err != nil {
			return nil, err
		}
		codes, err := t.newRecoveryCodes()
		if err != nil {
			return nil, err
		}
		before := "Off"
		if t.actor.MFAOn {
			before = "On, with another key"
		}
		if err := t.tell(mail.Change{What: "MFA", Before: before, After: "On"}); err != nil {
			return nil, err
		}
		if err := t.record(MFATurnedOn, FieldChange{"MFA", before, "On"}); err != nil {
			return nil, err
		}
		return codes, t.complete(sessionID)
	})
}

// TurnOffMFA turns one's own MFA off, unless it is required.
func (s *Store) TurnOffMFA(ctx context.Context, by By, sessionID string, proof Proof) error {
	_, err := proving(ctx, s, by, MFATurnedOff, proof.Password, func(t *tx, known string) (struct{}, error) {
		if err := portal.TurnOffMFA(t.actor); err != nil {
			return struct{}{}, err
		}
		if err := t.prove(sessionID, known, proof.Code); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.turnOff(t.actor, MFATurnedOff)
	})
	return err
}

// turnOff clears the second factor of the administrator and tells them.
func (t *tx) turnOff(a portal.Administrator, action Action) error {
	if err := t.forgetFactor(a.ID); err != nil {
		return err
	}
	if err := t.setMFA(a.ID, false); err != nil {
		return err
	}
	if _, err := t.send(a, a.Email, mail.Letter{Kind: mail.AccountChanged, Changes: []mail.Change{{What: "MFA", Before: "On", After: "Off"}}}, ""); err != nil {
		return err
	}
	return t.record(action, FieldChange{"MFA", "On", "Off"})
}

// ResetMFA clears the second factor of somebody else, and ends their sessions.
func (s *Store) ResetMFA(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, MFAReset, func(t *tx) (Outcome, error) {
		a, err := t.administrator(id)
		if err != nil {
			return Outcome{}, err
		}
		if err := portal.ResetMFA(t.actor, a); err != nil {
			return Outcome{}, err
		}
		out := outcome(a)
		n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1`, id)
		if err != nil {
			return Outcome{}, err
		}
		out.Sessions = int(n)
		return out, t.turnOff(a, MFAReset)
	})
}

// forgetFactor removes the app's secret and the recovery codes, and what was
// counted against them.
func (t *tx) forgetFactor(id string) error {
	if err := t.clear(secondFactorKey(id)); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM early_codes WHERE administrator_id = $1`, id); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM totp WHERE administrator_id = $1`, id); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM recovery_codes WHERE administrator_id = $1`, id)
	return err
}

func (t *tx) setMFA(id string, on bool) error {
	return exactlyOne(t.exec(`UPDATE administrators SET mfa_on = $1, updated_at = $2 WHERE id = $3`, on, t.millis(), id))
}
