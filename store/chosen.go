package store

import (
	"context"
	"fmt"
	"strings"

	"mtp/internal/portal"
)

// Chosen returns which of the organizations are chosen for the administrator
// once the changes are made, for those who may edit administrators.
func (s *Store) Chosen(ctx context.Context, actor portal.Administrator, administratorID string, changes Changes, ids []string) (map[string]bool, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return nil, err
	}
	effective, args, err := changes.effective([]any{administratorID})
	if err != nil {
		return nil, err
	}
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, id)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT o.id`+organizationsAnd+`WHERE o.id IN (`+strings.Join(marks, ", ")+`) AND (`+effective+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	chosen := make(map[string]bool, len(ids))
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		chosen[id] = true
	}
	return chosen, rows.Err()
}
