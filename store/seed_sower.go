package store

import (
	"context"
	"database/sql"
	"time"

	"mtp/internal/portal"
	"mtp/store/sample"
)

// SeedPlan says how much sample data to make. The same RandomSeed and numbers
// give the same data, the password and its hash apart.
type SeedPlan struct {
	Administrators int // the first one included
	Organizations  int
	Access         int // organizations that an administrator reaches, on average
	Users          int // over all organizations
	RandomSeed     uint64
	Password       string // of the first administrator
}

// SeedResult is what was made.
type SeedResult struct {
	Administrators int
	Organizations  int
	Access         int // single organizations given, over all administrators
	Users          int
	Email          string // of the first administrator, the only one who can sign in
}

const (
	seedProvider = "Analytical Managed Services"
	// unusableHash is the hash of no password.
	unusableHash = "!"
)

// seedDay is the day before which all that is seeded has happened.
var seedDay = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)

var seedFirst = portal.Administrator{
	FirstName: "Ada", LastName: "Lovelace", Email: "demo@mtp.example", Role: portal.AdministratorWithBilling,
	Status: portal.Active, HasPassword: true, AllOrganizations: true, Version: 1,
}

// sower writes sample data.
type sower struct {
	*tx
	*sample.Sample
	plan          SeedPlan
	asked         context.Context // the context of who asked; that of the transaction never ends
	progress      func(done, total int)
	organizations []string // ids
	result        SeedResult

	addAdministrator, addOrganization, addAccess *sql.Stmt
}

// report tells the progress now and then, and whether to stop.
func (s *sower) report() error {
	done, total := s.result.Administrators+s.result.Organizations+s.result.Users, s.plan.Administrators+s.plan.Organizations+s.plan.Users
	if done%500 == 0 || done == total {
		s.progress(done, total)
	}
	return s.asked.Err()
}
