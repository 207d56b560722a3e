package store

import (
	"database/sql"
	"math"

	"mtp/internal/credential"
	"mtp/internal/portal"
	"mtp/store/search"
)

// users writes the users of the plan: many in the first organizations, few in
// most, none in the rest.
func (s *sower) users() error {
	if s.plan.Users == 0 || len(s.organizations) == 0 {
		return nil
	}
	add, err := s.PrepareContext(s.ctx, insertNumberedUser)
	if err != nil {
		return err
	}
	defer add.Close()
	users := make([]int, max(1, len(s.organizations)*7/10)) // by place of the organization
	for i := range s.plan.Users {
		place := int(math.Pow(s.Float64(), 3) * float64(len(users)))
		users[place]++
		if err := s.user(add, s.User(s.organizations[place], i), search.ID(place, users[place])); err != nil {
			return err
		}
	}
	for place, n := range users {
		if err := s.countUsers(s.organizations[place], n); err != nil {
			return err
		}
	}
	_, err = s.exec(search.Users.Fill())
	return err
}

// user writes one user.
func (s *sower) user(add *sql.Stmt, u portal.User, searchID int64) error {
	created := s.Before(seedDay)
	updated := s.Between(created, seedDay.UnixMilli())
	hash, locked, failures, login := unusableHash, int64(0), 0, int64(0)
	switch {
	case !u.HasPassword:
		hash = ""
	case s.IntN(20) < 19:
		login = s.Between(created, seedDay.UnixMilli())
	}
	if u.Locked {
		locked, failures = updated, credential.LockUserAfter
	}
	if _, err := add.ExecContext(s.ctx, append(userValues(u, hash), locked, failures, login, created, updated, searchID)...); err != nil {
		return err
	}
	s.result.Users++
	return s.report()
}
