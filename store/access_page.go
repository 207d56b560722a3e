package store

import (
	"context"

	"mtp/internal/portal"
	"mtp/store/database"
)

// Access returns what Reach and Picker do, of the same administrator, at once.
func (s *Store) Access(ctx context.Context, actor portal.Administrator, f ReachFilter, q PickerQuery) (reach List[ReachLine], picker PickerPage, err error) {
	if err := mayReach(actor); err != nil {
		return reach, picker, err
	}
	if err := mayPick(actor); err != nil {
		return reach, picker, err
	}
	picker, err = database.Read(ctx, s.db, database.Short, func(ctx context.Context, tx database.Querier) (picker PickerPage, err error) {
		a, err := s.savedAccess(ctx, tx, q.AdministratorID)
		if err != nil {
			return picker, err
		}
		if reach, err = a.reach(ctx, tx, actor, f); err != nil {
			return picker, err
		}
		return a.picker(ctx, tx, q)
	})
	return reach, picker, err
}
