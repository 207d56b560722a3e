package store

import (
	"context"
	"fmt"
	"unicode/utf8"

	"mtp/internal/blank"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// MaxSources is how many administrators Sources returns at most.
const MaxSources = 10

// Sources returns administrators whose role and access can be copied: those of the
// portal whose name or email address holds the text, in order of name, or the one whose
// address it is. There may be more when it returns MaxSources and true. It is for those
// who may edit administrators.
func (s *Store) Sources(ctx context.Context, actor portal.Administrator, text string) ([]portal.Administrator, bool, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return nil, false, err
	}
	if text = blank.Trim(text); len(portal.Words(text)) == 0 || utf8.RuneCountInString(text) > maxSourceText {
		return nil, false, nil
	}
	a, err := findAdministrator(ctx, s.db, byEmail, portal.Key(text))
	if err != nil {
		return nil, false, err
	}
	if a.ID != "" && a.OrganizationID == "" {
		return []portal.Administrator{a}, false, nil
	}
	k := list.New("administrators a", list.Order{Columns: sortColumns["name"]}, "", "")
	k.Where("a.organization_id = '' AND a.status <> 'deleted'")
	k.WordsIn("a.search_text", text)
	list, err := database.Rows(ctx, s.db, fmt.Sprintf(`SELECT %s FROM %s ORDER BY %s LIMIT %d`, administratorColumns, k.Matching(), k.OrderBy(false), MaxSources+1), k.Args(),
		func(row database.Row) (a portal.Administrator, err error) {
			err = row.Scan(intoAdministrator(&a))
			return a, err
		})
	return list[:min(len(list), MaxSources)], len(list) > MaxSources, err
}

// maxSourceText is how long a name or an email address can be.
const maxSourceText = 254

// Source returns the administrator of the portal whose role and access are to be
// copied. One that was deleted or belongs to an organization is NotFound.
func (s *Store) Source(ctx context.Context, actor portal.Administrator, id string) (portal.Administrator, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return portal.Administrator{}, err
	}
	a, err := findAdministrator(ctx, s.db, `a.id = $1 AND a.organization_id = '' AND a.status <> 'deleted'`, id)
	if err == nil && a.ID == "" {
		err = portal.NotFound()
	}
	return a, err
}

// CopyOf are the changes that give an administrator the organizations that the
// source reaches by selection, and no others.
func CopyOf(source portal.Administrator) Changes {
	if source.AllOrganizations || source.OrganizationCount == 0 {
		return nil
	}
	return Changes{"+@" + source.ID}
}
