package store

import (
	"context"

	"mtp/internal/portal"
	"mtp/store/database"
)

// markOpen notes which entries are about an administrator or a user within the actor's
// reach whose page can be opened. A deleted administrator keeps the page, a deleted
// user does not.
func markOpen(ctx context.Context, q database.Querier, actor portal.Administrator, rows []Entry) error {
	var ids []string
	at := map[string][]int{}
	for i, e := range rows {
		if e.TargetKind != "administrator" && e.TargetKind != "user" {
			continue
		}
		ids, at[e.TargetID] = append(ids, e.TargetID), append(at[e.TargetID], i)
	}
	these := ` x.id IN ` + database.Values("$3")
	const within = `($1 OR EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = x.organization_id AND mine.administrator_id = $2))`
	open, err := database.All[string](ctx, q, `SELECT x.id FROM administrators x WHERE`+these+` AND (x.organization_id = '' OR `+within+`)
		UNION ALL SELECT x.id FROM users x WHERE`+these+` AND x.status <> 'deleted' AND `+within, actor.AllOrganizations, actor.ID, database.List(ids))
	for _, id := range open {
		for _, i := range at[id] {
			rows[i].TargetOpen = true
		}
	}
	return err
}
