package store

import (
	"context"
	"fmt"
	"strings"

	"mtp/internal/portal"
)

// markOpen notes which of the entries are about an administrator or a user
// whose page can be opened, within the actor's reach: that of an administrator stays
// when they are deleted, that of a user does not.
func markOpen(ctx context.Context, q querier, actor portal.Administrator, rows []Entry) error {
	args := []any{actor.AllOrganizations, actor.ID}
	var list []string
	at := map[string][]int{}
	for i, e := range rows {
		if e.TargetKind != "administrator" && e.TargetKind != "user" {
			continue
		}
		if at[e.TargetID] == nil {
			args = append(args, e.TargetID)
			list = append(list, fmt.Sprintf("$%d", len(args)))
		}
		at[e.TargetID] = append(at[e.TargetID], i)
	}
	if len(list) == 0 {
		return nil
	}
	these := ` x.id IN (` + strings.Join(list, ", ") + `)`
	const within = `($1 OR EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = x.organization_id AND mine.administrator_id = $2))`
	found, err := q.QueryContext(ctx, `SELECT x.id FROM administrators x WHERE`+these+` AND (x.organization_id = '' OR `+within+`)
		UNION ALL SELECT x.id FROM users x WHERE`+these+` AND x.status <> 'deleted' AND `+within, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			return err
		}
		for _, i := range at[id] {
			rows[i].TargetOpen = true
		}
	}
	return found.Err()
}
