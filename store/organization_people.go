package store

import (
	"context"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// Rule is why an administrator reaches an organization. It is stable: URLs rely on it.
type Rule string

// The rules.
const (
	AnyRule     Rule = ""
	ByAll       Rule = "all"      // all organizations, also those added later
	BySelection Rule = "selected" // this one is among those selected
)

// reachingBy narrows the list to the portal's administrators who reach the
// organization by the rule.
func reachingBy(k *list.Query, organizationID string, rule Rule) {
	const bySelection, byAll = `SELECT administrator_id FROM access WHERE organization_id = ?`, `SELECT id FROM administrators WHERE all_organizations AND status <> 'deleted'`
	switch rule {
	case BySelection:
		k.Where(`a.id IN (`+bySelection+`)`, organizationID)
	case ByAll:
		k.Where(`a.id IN (` + byAll + `)`)
	default:
		k.Where(`a.id IN (`+bySelection+` UNION `+byAll+`)`, organizationID)
	}
}

// PeopleFilter says which of those who reach an organization to list.
type PeopleFilter struct {
	Query         string // words, or parts of them, of the name or the email address
	Rule          Rule
	After, Before string
}

// query is the list's query, by name.
func (f PeopleFilter) query(organizationID string) (list.Query, error) {
	k, err := AdministratorFilter{After: f.After, Before: f.Before}.query("")
	if err != nil {
		return k, err
	}
	search.Administrators.Along(&k, f.Query)
	if f.Rule != AnyRule && f.Rule != ByAll && f.Rule != BySelection {
		return k, fault.New(fault.Invalid, "The list cannot be filtered by that.")
	}
	reachingBy(&k, organizationID, f.Rule)
	return k, nil
}

// PeopleLine is one of those who reach an organization.
type PeopleLine struct {
	portal.Administrator
	Granted
}

// People is who reaches an organization, a page of those that match.
type People struct {
	portal.Organization
	List[PeopleLine]
	Selected   int // who reach it by selection
	All        int // who reach it with all others
	Selectable int // who match and reach it by selection: it can be taken from them only
}

// People returns the organization and a page of the portal's administrators who
// reach it, by name, for those who manage organizations, and for those who may see
// them and reach this one.
func (s *Store) People(ctx context.Context, actor portal.Administrator, id string, f PeopleFilter) (People, error) {
	var r People
	if err := actor.Require(portal.ViewOrganizations); err != nil {
		return r, err
	}
	k, err := f.query(id)
	if err != nil {
		return r, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (People, error) {
		if r.Organization, err = seen(ctx, tx, actor, id); err != nil {
			return r, err
		}
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM access WHERE organization_id = $1),
		(SELECT COUNT(*) FROM administrators WHERE all_organizations AND status <> 'deleted')`, id).Scan(&r.Selected, &r.All); err != nil {
			return r, err
		}
		switch {
		case f.Rule == ByAll:
		case f.Query == "":
			r.Selectable = r.Selected
		default:
			some, err := PeopleFilter{Query: f.Query, Rule: BySelection}.query(id)
			if err != nil {
				return r, err
			}
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+some.Matching(), some.Args()...).Scan(&r.Selectable); err != nil {
				return r, err
			}
		}
		r.List, err = peoplePage(ctx, tx, k, id)
		return r, err
	})
}

func peoplePage(ctx context.Context, q database.Querier, k list.Query, organizationID string) (List[PeopleLine], error) {
	k.From(`administrators a LEFT JOIN access x ON x.administrator_id = a.id AND x.organization_id = ?
		LEFT JOIN administrators g ON g.id = COALESCE(x.granted_by, a.all_granted_by)`, organizationID)
	return list.Read(ctx, q, k, administratorColumns+`, COALESCE(x.granted_at, a.all_granted_at), COALESCE(x.granted_by, a.all_granted_by),
			COALESCE(g.first_name || ' ' || g.last_name, '')`, func(row database.Row, cursor []any) (PeopleLine, error) {
		var line PeopleLine
		var since int64
		var by, name string
		err := row.Scan(append(cursor, intoAdministrator(&line.Administrator), &since, &by, &name)...)
		line.Granted = granted(since, by, name)
		return line, err
	})
}

// TakeAway makes a job that takes the organization from those who reach it by
// selection: the ones chosen one by one, or all that match the text. It is
// previewed at once, and its id returned. Nobody is changed yet.
func (s *Store) TakeAway(ctx context.Context, by By, organizationID string, ids []string, matching *string) (string, error) {
	id, err := change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.newJob(portal.RemoveAccess, "")
		if err != nil {
			return "", err
		}
		o, err := organization(t.ctx, t, organizationID)
		if err != nil {
			return "", err
		}
		if err := t.selectWhich(j.ID, OrganizationSelection{IDs: []string{o.ID}}); err != nil {
			return "", err
		}
		k, err := AdministratorFilter{}.query("")
		if matching != nil {
			k, err = PeopleFilter{Query: *matching, Rule: BySelection}.query(o.ID)
		} else if err == nil {
			err = amongIDs(&k, "a.id", ids)
		}
		if err != nil {
			return "", err
		}
		if err := t.makeItems(j.ID, k); err != nil {
			return "", err
		}
		return j.ID, t.prepared(j)
	})
	if err != nil {
		return "", err
	}
	return id, s.plan(ctx, by, id, 1)
}
