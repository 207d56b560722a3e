package store

import (
	"context"
	"errors"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Proof is what someone gives to show that the second factor that is on is
// theirs, before it is changed. Code is one of the app or a recovery code.
type Proof struct{ Password, Code string }

// errUnproven marks the refusal of a wrong password or code.
var errUnproven = errors.New("the proof is wrong")

// proving is change for what needs a proof. do is given the hash of the actor's
// password, "" when another one was given, and looks at the proof before it writes
// anything. Wrong proofs are counted like wrong codes at sign-in: after some, the next
// is TooMany until a growing wait is over.
func proving[T any](ctx context.Context, s *Store, by By, action Action, password string, do func(t *tx, known string) (T, error)) (answer T, err error) {
	key := proofKey(by.person())
	if wait, err := blocked(ctx, s.db, s.now(), key); err != nil {
		return answer, err
	} else if wait > 0 {
		return answer, tooFast(wait)
	}
	known, err := s.knows(ctx, by, password)
	if err != nil {
		return answer, err
	}
	var unproven error
	answer, err = change(ctx, s, by, action, func(t *tx) (T, error) {
		var none T
		if t.asUser.ID != "" {
			t.aboutUser(t.asUser)
		} else {
			t.about(t.actor)
		}
		// Of many attempts at once, only as many count as are free.
		if err := t.wait(key); err != nil {
			return none, err
		}
		answer, err := do(t, known)
		if !errors.Is(err, errUnproven) {
			return answer, err
		}
		// The count must stay, so this is committed; the form is not spent.
		unproven, t.by.FormID = err, ""
		if _, err := t.fail(key, credential.FreeAccount); err != nil {
			return none, err
		}
		return none, t.refuse(action, "", "The password or the code given as proof was wrong.")
	})
	return answer, errors.Join(err, unproven)
}

// knows returns the password hash of who asks, "" when the password is not theirs.
func (s *Store) knows(ctx context.Context, by By, password string) (string, error) {
	if password == "" {
		return "", nil
	}
	var hash string
	query := `SELECT password_hash FROM administrators WHERE id = $1`
	if by.UserID != "" {
		query = `SELECT password_hash FROM users WHERE id = $1`
	}
	if err := s.db.QueryRowContext(ctx, query, by.person()).Scan(&hash); err != nil {
		return "", err
	}
	ok, _, err := s.hasher.Verify(ctx, by.Address, password, hash)
	if err != nil || !ok {
		return "", err
	}
	return hash, nil
}

// provePassword returns nil when the password was the actor's and still is.
func (t *tx) provePassword(known string) error {
	_, hash, err := t.credentials(t.actor.ID)
	if err != nil {
		return err
	}
	if known == "" || known != hash {
		return unproven(fault.InField("current_password", "This is not your current password."))
	}
	return nil
}

// prove returns nil when the session is complete, the password was right and
// the code is one of the factor that is on.
func (t *tx) prove(sessionID, known, code string) error {
	stage, err := t.stage(sessionID)
	if err != nil {
		return err
	}
	if stage != portal.Complete {
		return fault.New(fault.Unauthenticated, "Log in first.")
	}
	if err := t.provePassword(known); err != nil {
		return err
	}
	wrong, err := t.spendCode("current_code", code)
	if err == nil && wrong != nil { // who lost the app can still replace it
		var unknown *fault.Error
		if unknown, err = t.spendRecoveryCode("current_code", code); unknown == nil {
			wrong = nil
		}
	}
	if err != nil {
		return err
	}
	if wrong != nil {
		return unproven(wrong)
	}
	return t.clear(proofKey(t.actor.ID))
}

func unproven(f *fault.Error) error {
	f.Err = errUnproven
	return f
}
