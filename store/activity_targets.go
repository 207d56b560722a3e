package store

import (
	"context"
	"fmt"
	"strings"

	"mtp/internal/portal"
)

// markOpen notes which of the entries are about an administrator whose page
// can be opened.
func markOpen(ctx context.Context, q querier, actor portal.Administrator, rows []Entry) error {
	args := []any{actor.AllOrganizations, actor.ID}
	var marks []string
	at := map[string][]int{}
	for i, e := range rows {
		if e.TargetKind != "administrator" {
			continue
		}
		if at[e.TargetID] == nil {
			args = append(args, e.TargetID)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		at[e.TargetID] = append(at[e.TargetID], i)
	}
	if len(marks) == 0 {
		return nil
	}
	found, err := q.QueryContext(ctx, `SELECT a.id FROM administrators a
		WHERE a.id IN (`+strings.Join(marks, ", ")+`) AND a.status <> 'deleted'
			AND (a.organization_id = '' OR $1 OR EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = a.organization_id AND mine.administrator_id = $2))`, args...)
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
