package store

import (
	"context"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// narrow narrows the entries to those that speak of the organization and hold the text.
// It finds organizations that the actor sees. It reports whether so many fit the name
// that it has to be told more exactly.
func (f ActivityFilter) narrow(ctx context.Context, q database.Querier, t tuning, actor portal.Administrator, k *list.Query) (tooMany bool, err error) {
	if f.Organization != "" {
		of, err := AdministratorFilter{Organization: f.Organization}.organizations(ctx, q, t, actor)
		switch {
		case err != nil:
			return false, err
		case of.none || of.many:
			k.Where("FALSE")
			return of.many, nil
		case of.alone != "": // in the order of its index
			k.From("audit_organizations l CROSS JOIN audit e ON e.seq = l.audit_seq")
			k.Sort(list.Order{Columns: []string{"l.audit_seq"}, Descending: true})
			k.Where("l.organization_id = ?", of.alone)
		default:
			k.Where("e.seq IN ("+ofOrganizations+")", of.ids)
		}
	}
	var words []string
	var args []any
	for _, word := range portal.Words(f.Query) {
		words, args = append(words, `e.search_text LIKE ? ESCAPE '\'`), append(args, list.Like(word))
	}
	if len(words) == 0 {
		return false, nil
	}
	match := strings.Join(words, " AND ")
	of, err := AdministratorFilter{Organization: f.Query}.organizations(ctx, q, t, actor)
	if err != nil {
		return false, err
	}
	if !of.none && !of.many {
		match, args = match+" OR e.seq IN ("+ofOrganizations+")", append(args, of.ids)
	}
	people, err := addressed(ctx, q, f.Query)
	if err != nil {
		return false, err
	}
	if len(people) > 0 {
		match, args = match+" OR e.target_id IN "+database.Values("?"), append(args, database.List(people))
	}
	k.Where("("+match+")", args...)
	return false, nil
}

// ofOrganizations are the entries that speak of one of the organizations of a list.
var ofOrganizations = `SELECT audit_seq FROM audit_organizations WHERE organization_id IN ` + database.Values("?")

// addressed returns the ids of the people who have the email address, or had it when
// they were deleted. Their oldest entries do not hold it.
func addressed(ctx context.Context, q database.Querier, email string) ([]string, error) {
	key := portal.Key(email)
	if !strings.Contains(key, "@") || search.Unsearchable(key) {
		return nil, nil
	}
	return database.All[string](ctx, q, `SELECT id FROM administrators WHERE email_key = $1 AND status <> 'deleted'
		UNION ALL SELECT id FROM administrators WHERE email_key = $1 AND status = 'deleted'
		UNION ALL SELECT u.id FROM users_search w CROSS JOIN users u ON u.search_id = w.rowid WHERE users_search MATCH $2 AND u.email_key = $1`,
		key, search.Phrase(portal.Fold(email)))
}
