// Package sample makes up administrators, organizations and users for trying the portal
// and for measuring it. It writes nothing.
package sample

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"mtp/internal/portal"
)

// Many is how many organizations a few administrators reach.
const Many = 500

// Sample makes up administrators, organizations and users, the same ones in the
// same order for the same seed. No email address and no organization name comes
// twice, and no username within an organization.
type Sample struct {
	*rand.Rand
	emails, names, usernames map[string]bool // keys in use; of usernames with the organization before them
}

// New returns the sample of the seed, in which the email addresses are taken.
func New(seed uint64, emails ...string) *Sample {
	s := &Sample{rand.New(rand.NewPCG(seed, 0)), map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, email := range emails {
		s.emails[portal.Key(email)] = true
	}
	return s
}

func (s *Sample) pick(list []string) string { return list[s.IntN(len(list))] }

// Before returns a time in the three years before the day, in Unix milliseconds.
func (s *Sample) Before(day time.Time) int64 {
	return s.Between(day.AddDate(-3, 0, 0).UnixMilli(), day.UnixMilli())
}

// Between returns a time from one to the other, both included, in Unix milliseconds.
func (s *Sample) Between(from, until int64) int64 { return from + s.Int64N(until-from+1) }

// ID returns an id that looks like those of the portal.
func (s *Sample) ID() string {
	const digits = "abcdefghijklmnopqrstuvwxyz234567"
	var b [26]byte
	for i := range b {
		b[i] = digits[s.IntN(len(digits))]
	}
	return string(b[:])
}

// unused returns the first of name(1), name(2) … whose key is not in use, and
// notes that it is now.
func unused(keys map[string]bool, name func(n int) string) string {
	for n := 1; ; n++ {
		candidate := name(n)
		if key := portal.NameKey(candidate); !keys[key] {
			keys[key] = true
			return candidate
		}
	}
}

// numbered returns "" for 1 and the number behind the separator for others.
func numbered(separator string, n int) string {
	if n == 1 {
		return ""
	}
	return separator + strconv.Itoa(n)
}

// OrganizationName makes up the name of an organization.
func (s *Sample) OrganizationName() string {
	stem, trade, form := s.pick(companyStems), s.pick(companyTrades), s.pick(companyForms)
	return unused(s.names, func(n int) string {
		return strings.TrimSpace(stem + " " + trade + numbered(" ", n) + " " + form)
	})
}

// Administrator makes up the i-th one after the first, and the places of the
// organizations, of so many, that it reaches: on average as many as access says. The
// first few are given what chance might leave out.
func (s *Sample) Administrator(i, access, organizations int) (portal.Administrator, []int) {
	c := cultures[s.IntN(len(cultures))]
	first, last := s.pick(c.first), s.pick(c.last)
	a := portal.Administrator{
		ID: s.ID(), FirstName: native(first), LastName: native(last), Version: 1,
		Role: s.role(), Status: s.status(), RequireMFA: s.IntN(100) < 85, APIAccess: s.IntN(100) < 10,
	}
	domain := s.pick(mailDomains)
	a.Email = unused(s.emails, func(n int) string {
		return latin(first) + "." + latin(last) + numbered("", n) + "@" + domain
	})
	if roles := portal.Roles(); i < len(roles) {
		a.Role = roles[i]
	}
	switch i {
	case 1:
		a.Status = portal.Invited
	case 2:
		a.Status = portal.Suspended
	}
	many := i == 8 || s.IntN(1000) < 1
	if a.AllOrganizations = i == 9 || s.IntN(100) < 1; a.AllOrganizations {
		return a, nil
	}
	n := s.IntN(2*access + 1)
	if many {
		n = Many
	}
	reaches := s.distinct(min(n, organizations), organizations)
	a.OrganizationCount = len(reaches)
	return a, reaches
}

// role returns one of the roles, as common as they are in a portal.
func (s *Sample) role() portal.Role {
	n := s.IntN(1000)
	for _, r := range []struct {
		role   portal.Role
		common int
	}{
		{portal.Manager, 330},
		{portal.HelpDesk, 280},
		{portal.ReadOnlyRole, 180},
		{portal.CommandRunner, 100},
		{portal.AdministratorRole, 45},
		{portal.BillingOnly, 40},
		{portal.CommandRunnerWithBilling, 20},
	} {
		if n -= r.common; n < 0 {
			return r.role
		}
	}
	return portal.AdministratorWithBilling
}

func (s *Sample) status() portal.Status {
	switch n := s.IntN(100); {
	case n < 6:
		return portal.Invited
	case n < 10:
		return portal.Suspended
	}
	return portal.Active
}

// distinct returns n different numbers below limit in ascending order, by
// Floyd's method.
func (s *Sample) distinct(n, limit int) []int {
	chosen := make(map[int]bool, n)
	list := make([]int, 0, n)
	for i := limit - n; i < limit; i++ {
		v := s.IntN(i + 1)
		if chosen[v] {
			v = i
		}
		chosen[v] = true
		list = append(list, v)
	}
	slices.Sort(list)
	return list
}

// native returns a listed name as it is written.
func native(name string) string {
	written, _, _ := strings.Cut(name, "|")
	return written
}

// latin returns a listed name in the letters a to z, for an address: what is
// listed behind the bar, or else the name without its accents.
func latin(name string) string {
	written, letters, found := strings.Cut(name, "|")
	if found {
		return letters
	}
	return strings.Map(func(c rune) rune {
		if c < 'a' || c > 'z' {
			return -1
		}
		return c
	}, portal.Fold(written))
}

// User makes up the i-th user, of the organization with the id. The first few are
// given what chance might leave out.
func (s *Sample) User(organizationID string, i int) portal.User {
	c := cultures[s.IntN(len(cultures))]
	first, last := s.pick(c.first), s.pick(c.last)
	u := portal.User{ID: s.ID(), OrganizationID: organizationID, FirstName: native(first), LastName: native(last), Status: s.status(), Version: 1}
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
