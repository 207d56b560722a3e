package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// NewSetupLink returns the token of a new set-up link, which voids the one
// before it, while the portal has no administrator; "" once it has one.
func (s *Store) NewSetupLink(ctx context.Context) (token string, err error) {
	err = s.db.Write(s.patience, func(tx *sql.Tx) error {
		if empty, err := neverSetUp(ctx, tx); err != nil || !empty {
			return err
		}
		token = credential.NewToken()
		_, err := tx.ExecContext(ctx, `UPDATE portal SET setup_token_hash = $1 WHERE id = 1`, credential.HashToken(token))
		return err
	})
	return token, database.Unwritable(err)
}

// IsSetUp reports whether the portal ever had an administrator: before, nobody
// can log in.
func (s *Store) IsSetUp(ctx context.Context) (bool, error) {
	empty, err := neverSetUp(ctx, s.db)
	return !empty, err
}

// OpenSetupLink returns nil while the token opens the set-up, and Gone after.
func (s *Store) OpenSetupLink(ctx context.Context, token string) error {
	return openSetup(ctx, s.db, token)
}

func openSetup(ctx context.Context, q database.Querier, token string) error {
	var hash string
	if err := q.QueryRowContext(ctx, `SELECT setup_token_hash FROM portal WHERE id = 1`).Scan(&hash); err != nil {
		return err
	}
	if hash == "" || subtle.ConstantTimeCompare([]byte(hash), []byte(credential.HashToken(token))) != 1 {
		return fault.New(fault.Gone, "This set-up link no longer works. If the portal is set up, log in. If not, start it again: it prints a new link.")
	}
	return nil
}

// SetUp creates the first Administrator with Billing through the set-up link,
// which it spends.
func (s *Store) SetUp(ctx context.Context, by By, token, providerName string, draft portal.Draft, password, confirm string) (Outcome, error) {
	hash := ""
	// A form that was answered before finds its link spent, and its answer below.
	if err := s.OpenSetupLink(ctx, token); err == nil {
		providerName, draft, hash, err = s.checkSetUp(ctx, by, providerName, draft, password, confirm)
		if err != nil {
			return Outcome{}, err
		}
	} else if by.FormID == "" || !fault.Is(err, fault.Gone) {
		return Outcome{}, err
	}
	return change(ctx, s, by, PortalSetUp, func(t *tx) (Outcome, error) {
		if err := openSetup(t.ctx, t, token); err != nil {
			return Outcome{}, err
		}
		if empty, err := neverSetUp(t.ctx, t); err != nil {
			return Outcome{}, err
		} else if !empty {
			return Outcome{}, errors.New("set-up of a portal that has administrators")
		}
		if _, err := t.exec(`UPDATE portal SET provider_name = $1, setup_token_hash = '', created_at = $2 WHERE id = 1`, providerName, t.millis()); err != nil {
			return Outcome{}, err
		}
		a, err := t.insertFirst(draft, hash)
		t.actor = a
		if err != nil {
			return Outcome{}, err
		}
		if err := t.meterAll(); err != nil {
			return Outcome{}, err
		}
		return outcome(a), t.record(PortalSetUp, append(differences(portal.Administrator{}, a), FieldChange{Field: "Provider name", After: providerName})...)
	})
}

// checkSetUp returns what the set-up form says, cleaned, and the password's
// hash, or everything that is wrong with it.
func (s *Store) checkSetUp(ctx context.Context, by By, providerName string, draft portal.Draft, password, confirm string) (string, portal.Draft, string, error) {
	providerName, problems := portal.CheckProviderName(providerName)
	draft, more := draft.Person()
	problems = append(problems, more...)
	if err := credential.CheckPassword(password, confirm, draft.FirstName, draft.LastName, draft.Email, providerName); err != nil {
		f, ok := fault.Of(err)
		if !ok {
			return "", draft, "", err
		}
		problems = append(problems, f.Fields...)
	}
	if err := fault.Fields(problems); err != nil {
		return "", draft, "", err
	}
	hash, err := s.hasher.Hash(ctx, by.Address, password)
	return providerName, draft, hash, err
}

// insertFirst adds an active Administrator with Billing who reaches every
// organization.
func (t *tx) insertFirst(draft portal.Draft, hash string) (portal.Administrator, error) {
	a := portal.Administrator{
		ID: newID(), FirstName: draft.FirstName, LastName: draft.LastName, Email: draft.Email,
		Role: portal.AdministratorWithBilling, Status: portal.Active, HasPassword: true,
		RequireMFA: draft.RequireMFA, AllOrganizations: true, Version: 1,
	}
	t.about(a)
	return a, t.insert(a, hash)
}

// Init creates the first Administrator with Billing for whoever holds the
// machine. It is refused when an active one exists.
func (s *Store) Init(ctx context.Context, draft portal.Draft, password string) (Outcome, error) {
	draft, problems := draft.Person()
	if err := fault.Fields(problems); err != nil {
		return Outcome{}, err
	}
	hash, err := s.newHash(ctx, By{Operator: true}, password, password, draft.FirstName, draft.LastName, draft.Email)
	if err != nil {
		return Outcome{}, err
	}
	return change(ctx, s, By{Operator: true}, PortalSetUp, func(t *tx) (Outcome, error) {
		census, err := readCensus(t.ctx, t, "", upToTwo)
		if err != nil {
			return Outcome{}, err
		}
		if census.WithBilling > 0 {
			return Outcome{}, fault.New(fault.Rule, "The portal has an active Administrator with Billing. Ask that person to add you.")
		}
		if _, err := t.exec(`UPDATE portal SET setup_token_hash = '', created_at = CASE WHEN created_at = 0 THEN $1 ELSE created_at END WHERE id = 1`, t.millis()); err != nil {
			return Outcome{}, err
		}
		a, err := t.insertFirst(draft, hash)
		if err != nil {
			return Outcome{}, err
		}
		if err := t.meterAll(); err != nil {
			return Outcome{}, err
		}
		return outcome(a), t.record(PortalSetUp, differences(portal.Administrator{}, a)...)
	})
}

// Recover makes the administrator with the address an active Administrator
// with Billing again, for whoever holds the machine, and returns the token of
// a link to set a password. The old password, sessions and API key end. A deleted administrator is not found.
func (s *Store) Recover(ctx context.Context, email string) (out Outcome, token string, err error) {
	out, err = change(ctx, s, By{Operator: true}, AdministratorRecover, func(t *tx) (Outcome, error) {
		before, err := findAdministrator(t.ctx, t, byEmail, portal.Key(email))
		if err != nil {
			return Outcome{}, err
		}
		after, err := portal.Recover(before)
		if err != nil {
			return Outcome{}, fault.New(fault.NotFound, "No administrator has this email address, or it was deleted. A deleted administrator cannot be recovered.")
		}
		t.about(after)
		if err := t.update(before, after); err != nil {
			return Outcome{}, err
		}
		if err := t.forgetFactor(after.ID); err != nil {
			return Outcome{}, err
		}
		if err := t.setMFA(after.ID, false); err != nil {
			return Outcome{}, err
		}
		if err := t.unlock(after); err != nil {
			return Outcome{}, err
		}
		// Whoever knows the password or is logged in may be whom the recovery is
		// against: from here on only the printed link counts.
		out := outcome(after)
		if err := t.endAll(after.ID, &out); err != nil {
			return Outcome{}, err
		}
		if after.HasPassword {
			if err := t.setHash(after, unusableHash); err != nil {
				return Outcome{}, err
			}
		}
		if token, err = t.newLink(after, recovery); err != nil {
			return Outcome{}, err
		}
		fields := append(differences(before, after), Outcome{Keys: out.Keys}.endings()...)
		if before.MFAOn {
			fields = append(fields, FieldChange{"MFA", "On", "Off"})
		}
		if err := t.tellChanges(before, after, fields); err != nil {
			return Outcome{}, err
		}
		return out, t.record(AdministratorRecover, append(fields, Outcome{Sessions: out.Sessions, Links: out.Links}.endings()...)...)
	})
	return out, token, err
}
