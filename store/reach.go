package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"mtp/internal/portal"
)

// ReachFilter asks for organizations from the side of one administrator.
type ReachFilter struct {
	Query         string // part of the name; "" for those that are reached
	After, Before string
}

// ReachLine is one organization and whether the administrator is given it alone.
type ReachLine struct {
	portal.Organization
	Selected bool
	Since    time.Time // when it was given; zero unless Selected
}

// Reach returns a page of the organizations that one of the portal's
// administrators reaches or, with a text to search for, of all that match. Who
// does not manage organizations sees only those that they reach themselves.
func (s *Store) Reach(ctx context.Context, actor portal.Administrator, administratorID string, f ReachFilter) (List[ReachLine], error) {
	var list List[ReachLine]
	if err := actor.Require(portal.ViewAdministrators); err != nil {
		return list, err
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return list, err
	}
	defer tx.Rollback()
	var all bool
	err = tx.QueryRowContext(ctx, `SELECT all_organizations FROM administrators WHERE id = $1 AND organization_id = '' AND status <> 'deleted'`, administratorID).Scan(&all)
	if errors.Is(err, sql.ErrNoRows) {
		return list, portal.NotFound()
	}
	if err != nil {
		return list, err
	}
	names, err := s.organizationNames(ctx, tx)
	if err != nil {
		return list, err
	}
	selected, err := names.reachedBy(ctx, tx, administratorID)
	if err != nil {
		return list, err
	}
	places := names.matching(f.Query)
	if f.Query == "" && !all {
		places = selected.among(places)
	}
	if !actor.AllOrganizations && !actor.May(portal.EditOrganizations) {
		mine, err := names.reachedBy(ctx, tx, actor.ID)
		if err != nil {
			return list, err
		}
		places = mine.among(places)
	}
	list, err = pageOf(places, f.After, f.Before, func(at place) []any {
		return []any{names.list[at].folded, names.list[at].id}
	}, func(at place) ReachLine {
		return ReachLine{Organization: names.organization(at), Selected: selected[at]}
	})
	if err != nil {
		return list, err
	}
	return list, markSince(ctx, tx, administratorID, list.Rows)
}

// markSince notes when the administrator was given each of the selected organizations.
func markSince(ctx context.Context, q querier, administratorID string, rows []ReachLine) error {
	at, marks, args := map[string]int{}, []string{}, []any{administratorID}
	for i, row := range rows {
		if row.Selected {
			at[row.ID], args = i, append(args, row.ID)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
	}
	if len(marks) == 0 {
		return nil
	}
	return eachRow(ctx, q, `SELECT organization_id, granted_at FROM access WHERE administrator_id = $1 AND organization_id IN (`+strings.Join(marks, ", ")+`)`, args, func(row scanner) error {
		var id string
		var since int64
		err := row.Scan(&id, &since)
		rows[at[id]].Since = millisTime(since)
		return err
	})
}
