package store

import (
	"context"
	"slices"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// PickerQuery asks for one page of the organizations to choose from.
type PickerQuery struct {
	AdministratorID string  // "" for a new administrator
	Changes         Changes // not saved yet
	Text            string  // words of the name, or parts of them
	After, Before   string  // cursors
}

// PickerPage is one page of it: the chosen organizations first, then by name.
type PickerPage struct {
	List[PickerLine]
	All    int // organizations there are
	Chosen int // of all organizations, once the changes are made
	accessMoves
}

// PickerLine is one organization and whether it is chosen, once the changes are made.
type PickerLine struct {
	portal.Organization
	Chosen bool
}

// Picker returns a page of the organizations that an administrator can be
// given, for those who may edit administrators.
func (s *Store) Picker(ctx context.Context, actor portal.Administrator, q PickerQuery) (PickerPage, error) {
	if err := mayPick(actor); err != nil {
		return PickerPage{}, err
	}
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, tx database.Querier) (page PickerPage, err error) {
		a, err := s.savedAccess(ctx, tx, q.AdministratorID)
		if err != nil {
			return page, err
		}
		return a.picker(ctx, tx, q)
	})
}

func mayPick(actor portal.Administrator) error { return actor.Require(portal.EditAdministrators) }

func (a savedAccess) picker(ctx context.Context, tx database.Querier, q PickerQuery) (PickerPage, error) {
	var page PickerPage
	chosen, names := a.selected, a.names
	if len(q.Changes) > 0 {
		chosen = slices.Clone(chosen)
		if err := q.Changes.make(ctx, tx, names, chosen); err != nil {
			return page, err
		}
		page.accessMoves = names.moves(a.selected, chosen)
	}
	page.All, page.Chosen = len(names.list), chosen.number()
	var err error
	page.List, err = list.Of(chosen.first(names.placesOf(q.Text)), q.After, q.Before, func(at place) []any {
		rest := int64(1)
		if chosen[at] {
			rest = 0
		}
		return []any{rest, names.list[at].order, names.list[at].id}
	}, func(at place) PickerLine {
		return PickerLine{Organization: names.organization(at), Chosen: chosen[at]}
	})
	return page, err
}
