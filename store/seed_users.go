package store

import (
	"database/sql"
	"math"

	"mtp/internal/credential"
	"mtp/internal/portal"
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
		if err := s.user(add, s.member(s.organizations[place], i), searchID(place, users[place])); err != nil {
			return err
		}
	}
	for place, n := range users {
		if err := s.countUsers(s.organizations[place], n); err != nil {
			return err
		}
	}
	_, err = s.exec(usersByWords.fill())
	return err
}

// user writes one user.
func (s *sower) user(add *sql.Stmt, u portal.User, searchID int64) error {
	created := s.before(seedDay)
	updated := s.between(created, seedDay.UnixMilli())
	hash, locked, failures, login := unusableHash, int64(0), 0, int64(0)
	switch {
	case !u.HasPassword:
		hash = ""
	case s.IntN(20) < 19:
		login = s.between(created, seedDay.UnixMilli())
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

// member makes up the i-th user, of the organization. The first few are given
// what chance might leave out.
func (s *sample) member(organizationID string, i int) portal.User {
	c := cultures[s.IntN(len(cultures))]
	first, last := s.pick(c.first), s.pick(c.last)
	u := portal.User{ID: s.id(), OrganizationID: organizationID, FirstName: native(first), LastName: native(last), Status: s.status(), Version: 1}
	domain := organizationID[:6] + ".example"
	u.Username = unused(s.usernames, func(n int) string { return organizationID + latin(first)[:1] + latin(last) + numbered("", n) })[len(organizationID):]
	u.Email = unused(s.emails, func(n int) string { return latin(first) + "." + latin(last) + numbered("", n) + "@" + domain })
	u.Locked = s.IntN(100) < 1
	switch i {
	case 0:
		u.Status, u.Locked = portal.Active, true
	case 1:
		u.Status = portal.Invited
	case 2:
		u.Status = portal.Suspended
	}
	u.HasPassword = u.Status != portal.Invited
	u.Locked = u.Locked && u.Status == portal.Active
	return u
}
