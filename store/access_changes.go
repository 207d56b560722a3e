package store

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// Changes say which organizations an administrator may reach, as a form carries it.
// They are made in order, so that a later one wins. "+id" and "-id" add and remove one
// organization. "+?text" and "-?text" add and remove all whose name matches the text,
// every one when it is empty. "+@id" adds all that the portal's administrator with the
// id reaches by selection.
type Changes []string

// MaxChanges is how many changes one form may carry. maxMatching is how many of them
// may move all that match a text or that somebody reaches.
const (
	MaxChanges  = 500
	maxMatching = 50
)

func unreadableChange() error {
	return fault.New(fault.Invalid, "The form carries a change of access that cannot be read. Open the page again.")
}

// make makes the changes to the chosen ones. An id that does not exist changes nothing.
func (c Changes) make(ctx context.Context, q database.Querier, names *organizationNames, chosen marked) error {
	if len(c) > MaxChanges {
		return fault.New(fault.Invalid, "These are too many changes for one form. Save them in parts, or use “Add all that match”.")
	}
	ofMany := 0
	for _, change := range c {
		if len(change) < 2 || change[0] != '+' && change[0] != '-' {
			return unreadableChange()
		}
		add, what := change[0] == '+', change[1:]
		switch what[0] {
		case '?':
			text := what[1:]
			if ofMany++; ofMany > maxMatching || utf8.RuneCountInString(text) > portal.MaxName {
				return unreadableChange()
			}
			for _, at := range names.placesOf(text) {
				chosen[at] = add
			}
		case '@':
			source := what[1:]
			if ofMany++; ofMany > maxMatching || !add || source == "" {
				return unreadableChange()
			}
			if err := names.mark(ctx, q, chosen, copiedAccess, source); err != nil {
				return err
			}
		default:
			if at, found := names.at[what]; found {
				chosen[at] = add
			}
		}
	}
	return nil
}

const copiedAccess = `SELECT COALESCE(STRING_AGG(c.organization_id, ' '), '') FROM access c JOIN administrators a ON a.id = c.administrator_id
	WHERE c.administrator_id = $1 AND a.organization_id = '' AND a.status <> 'deleted'`

// moves returns what the changes would add and remove.
func (c Changes) moves(t *tx, administratorID string) (accessMoves, error) {
	if len(c) == 0 {
		return accessMoves{}, nil
	}
	a, err := t.savedAccess(administratorID)
	if err != nil {
		return accessMoves{}, err
	}
	chosen := slices.Clone(a.selected)
	err = c.make(t.ctx, t, a.names, chosen)
	return a.names.moves(a.selected, chosen), err
}

// copied refuses to copy the selection of somebody who has none any more. Otherwise
// nothing would be given, and nobody told.
func (t *tx) copied(c Changes) error {
	for _, change := range c {
		source, found := strings.CutPrefix(change, "+@")
		if !found {
			continue
		}
		var n int
		if err := t.scan(`SELECT COUNT(*) FROM administrators WHERE id = $1 AND organization_id = '' AND status <> 'deleted' AND NOT all_organizations`, []any{source}, &n); err != nil {
			return err
		}
		if n == 0 {
			return fault.InField(portal.FieldAccess, "The administrator you copied from was deleted or now reaches all organizations. Copy again, or choose the organizations yourself.")
		}
	}
	return nil
}
