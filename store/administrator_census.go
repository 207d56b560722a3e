package store

import (
	"context"
	"math"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// How far a census counts each role. For one change, no rule asks whether there are
// more than two. For many changes in a row all are counted.
const (
	upToTwo      = 2
	withoutLimit = math.MaxInt32
)

// censusRoles are those that a rule speaks of.
var censusRoles = [...]portal.Role{portal.AdministratorWithBilling, portal.AdministratorRole, portal.CommandRunnerWithBilling, portal.BillingOnly}

// roleCounts is how many active administrators have each of censusRoles.
type roleCounts [len(censusRoles)]int

// roleCountsOf are the columns of roleCounts in an organization, counted up to most;
// both are parameters.
func roleCountsOf(organization, most string) string {
	var columns []string
	for _, role := range censusRoles {
		columns = append(columns, activeWith(role, organization, most))
	}
	return strings.Join(columns, ", ")
}

// activeWith counts the active administrators with the role, up to most.
func activeWith(role portal.Role, organization, most string) string {
	return `(SELECT COUNT(*) FROM (SELECT 1 FROM administrators WHERE organization_id = ` + organization +
		` AND status = 'active' AND role = '` + role.Key() + `' LIMIT ` + most + `) counted)`
}

func (n *roleCounts) pointers() (all []any) {
	for i := range n {
		all = append(all, &n[i])
	}
	return all
}

func (n roleCounts) census() (c portal.Census) {
	for i, role := range censusRoles {
		c = c.Count(portal.Administrator{Role: role, Status: portal.Active}, n[i])
	}
	return c
}

func readCensus(ctx context.Context, q database.Querier, organizationID string, most int) (portal.Census, error) {
	var n roleCounts
	err := q.QueryRowContext(ctx, `SELECT `+roleCountsOf("$1", "$2"), organizationID, most).Scan(n.pointers()...)
	return n.census(), err
}
