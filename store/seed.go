package store

import (
	"context"
	"database/sql"
	"strconv"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/sample"
	"mtp/store/search"
)

// Seed fills an empty portal with sample data: all of it, or nothing when it
// fails or ctx ends. It calls progress, which may be nil, now and then with the
// number of administrators, organizations and users made so far and of all. A portal
// that has administrators is refused with a Rule fault, a plan that cannot be
// carried out with an Invalid one.
func (s *Store) Seed(ctx context.Context, p SeedPlan, progress func(done, total int)) (SeedResult, error) {
	if p.Administrators < 1 || p.Organizations < 0 || p.Access < 0 || p.Users < 0 {
		return SeedResult{}, fault.New(fault.Invalid, "Ask for at least one administrator, and for no negative number of organizations, access or users.")
	}
	hash, err := s.newHash(ctx, By{Operator: true}, p.Password, p.Password, seedFirst.Name(), seedFirst.Email, seedProvider)
	if err != nil {
		return SeedResult{}, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	result, err := change(ctx, s, By{Operator: true}, PortalSeeded, func(t *tx) (SeedResult, error) {
		t.target, t.unmetered = target{kind: "portal", name: seedProvider}, true
		var used bool
		if err := t.scan(`SELECT EXISTS (SELECT 1 FROM administrators) OR EXISTS (SELECT 1 FROM organizations)`, nil, &used); err != nil {
			return SeedResult{}, err
		}
		if used {
			return SeedResult{}, fault.New(fault.Rule, "This portal holds administrators already. Sample data goes into an empty data folder only.")
		}
		if _, err := t.exec(`UPDATE portal SET provider_name = $1, setup_token_hash = '', created_at = $2 WHERE id = 1`,
			seedProvider, seedDay.AddDate(-3, 0, 0).UnixMilli()); err != nil {
			return SeedResult{}, err
		}
		sow := &sower{tx: t, plan: p, Sample: sample.New(p.RandomSeed, seedFirst.Email), asked: ctx, progress: progress}
		if err := sow.all(hash); err != nil {
			return SeedResult{}, err
		}
		return sow.result, t.record(PortalSeeded,
			FieldChange{Field: "Administrators", After: strconv.Itoa(sow.result.Administrators)},
			FieldChange{Field: "Organizations", After: strconv.Itoa(sow.result.Organizations)},
			FieldChange{Field: "Users", After: strconv.Itoa(sow.result.Users)},
			FieldChange{Field: "Random seed", After: strconv.FormatUint(p.RandomSeed, 10)})
	})
	if err != nil {
		return result, err
	}
	return result, search.Tidy(ctx, s.db)
}

// all writes everything; hash is that of the first administrator's password.
func (s *sower) all(hash string) error {
	for _, p := range []struct {
		into  **sql.Stmt
		query string
	}{
		{&s.addOrganization, insertOrganization},
		{&s.addAdministrator, insertAdministrator},
		{&s.addAccess, `INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ($1, $2, $3)`},
	} {
		var err error
		if *p.into, err = s.PrepareContext(s.ctx, p.query); err != nil {
			return err
		}
		defer (*p.into).Close()
	}
	for range s.plan.Organizations {
		o := portal.Organization{ID: s.ID(), Name: s.OrganizationName(), Version: 1}
		if _, err := s.addOrganization.ExecContext(s.ctx, organizationValues(o, s.Before(seedDay))...); err != nil {
			return err
		}
		s.organizations = append(s.organizations, o.ID)
		s.result.Organizations++
		if err := s.report(); err != nil {
			return err
		}
	}
	first := seedFirst
	first.ID = s.ID()
	s.result.Email = first.Email
	if err := s.administrator(first, hash, nil); err != nil {
		return err
	}
	for i := range s.plan.Administrators - 1 {
		a, reaches := s.Sample.Administrator(i, s.plan.Access, len(s.organizations))
		hash := unusableHash
		if a.Status == portal.Invited {
			hash = ""
		}
		if err := s.administrator(a, hash, reaches); err != nil {
			return err
		}
	}
	if err := s.users(); err != nil {
		return err
	}
	return s.account()
}

// administrator writes one administrator, who reaches the organizations at the
// given places.
func (s *sower) administrator(a portal.Administrator, hash string, reaches []int) error {
	created := s.Before(seedDay)
	updated := s.Between(created, seedDay.UnixMilli())
	login := int64(0)
	if a.Status != portal.Invited && s.IntN(20) < 19 {
		login = s.Between(created, seedDay.UnixMilli())
	}
	all := int64(0)
	if a.AllOrganizations {
		all = created
	}
	if _, err := s.addAdministrator.ExecContext(s.ctx, append(administratorValues(a, hash), login, created, updated, all, "")...); err != nil {
		return err
	}
	for _, place := range reaches {
		if _, err := s.addAccess.ExecContext(s.ctx, a.ID, s.organizations[place], created); err != nil {
			return err
		}
	}
	s.result.Access += len(reaches)
	s.result.Administrators++
	return s.report()
}
