package store

import (
	"context"
	"fmt"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// named are the organizations that a list of administrators is narrowed to.
type named struct {
	none, many bool
	ids        string // JSON list of their ids, unless there are many
	alone      string // the id of the only one
	match      string // the condition that finds them, with args
	args       []any
}

// alone are those that an id names: one organization.
func alone(id string) named {
	return named{ids: database.List([]string{id}), alone: id, match: "o.id = ?", args: []any{id}}
}

// organizations finds the organization whose name is f.Organization, or else those
// whose name holds its words. It finds only those that the actor sees.
func (f AdministratorFilter) organizations(ctx context.Context, q database.Querier, t tuning, actor portal.Administrator) (named, error) {
	var n named
	all := actor.AllOrganizations || actor.May(portal.EditOrganizations)
	var ids []string
	words := []string{"TRUE"}
	var held []any
	for _, word := range portal.Words(f.Organization) {
		words, held = append(words, `o.search_text LIKE ? ESCAPE '\'`), append(held, list.Like(word))
	}
	for _, by := range []struct {
		match string
		args  []any
	}{{"o.name_alike = ?", []any{portal.NameKey(f.Organization)}}, {strings.Join(words, " AND "), held}} {
		n.match, n.args = by.match, by.args
		if !all {
			n.match += ` AND EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = o.id AND mine.administrator_id = ?)`
			n.args = append(n.args, actor.ID)
		}
		k := list.Rows("organizations o")
		k.Where(n.match, n.args...)
		var err error
		if ids, err = database.All[string](ctx, q, fmt.Sprintf(`SELECT o.id FROM %s LIMIT %d`, k.Matching(), t.organizations+1), k.Args()...); err != nil {
			return n, err
		}
		if len(ids) > 0 {
			break
		}
	}
	n.none, n.many, n.ids = len(ids) == 0, len(ids) > t.organizations, database.List(ids)
	if len(ids) == 1 {
		n.alone = ids[0]
	}
	return n, nil
}

// narrow narrows the whole list to those who reach one of the organizations.
func (n named) narrow(k *list.Query) {
	switch {
	case n.none:
		k.Where("FALSE")
	case n.many:
		n.along(k)
	default:
		k.Where(`a.id IN (SELECT administrator_id FROM access WHERE organization_id IN `+database.Values("?")+`
			UNION SELECT id FROM administrators WHERE all_organizations AND status <> 'deleted')`, n.ids)
	}
}

// along narrows the list by a look at each administrator. The plus keeps the planner
// from looking up every organization for each administrator.
func (n named) along(k *list.Query) {
	k.Where(`(a.all_organizations OR EXISTS (SELECT 1 FROM access theirs
		WHERE theirs.administrator_id = a.id AND +theirs.organization_id IN (SELECT o.id FROM organizations o WHERE `+n.match+`)))`, n.args...)
}

// given is the SQL, for FROM, of those who are given one of the organizations by
// selection. Nobody is given the same organization twice.
func (n named) given() (from string, arg any) {
	if n.alone != "" {
		return `(SELECT administrator_id FROM access WHERE organization_id = ?) x`, n.alone
	}
	return `(SELECT DISTINCT administrator_id FROM access WHERE organization_id IN ` + database.Values("?") + `) x`, n.ids
}

// narrowPage narrows the list of the portal's administrators to the rows of its page
// who reach one of the organizations and hold the text, and finds out how many there
// are. Nothing else narrows the list unless it is filtered.
func (n named) narrowPage(ctx context.Context, q database.Querier, k *list.Query, t tuning, text string, filtered bool) error {
	if n.none {
		k.Where("FALSE")
		return nil
	}
	people := t.reaching + 1
	if !n.many {
		from, arg := n.given()
		var err error
		if people, err = list.Rows(from, arg).Number(ctx, q, t.reaching+1); err != nil {
			return err
		}
	}
	if people <= t.reaching {
		search.Administrators.Along(k, text)
		return n.mergeTwoLists(ctx, q, k, t, people, filtered || text != "")
	}
	n.along(k)
	if text == "" {
		k.Count(list.Many())
	}
	return search.Administrators.NarrowPage(ctx, q, k, t.search, "", text, true)
}

// mergeTwoLists narrows the list to the rows of its page. It merges a page of those who
// are given one of the organizations, so many people, and a page of those who reach
// all: nobody is in both.
func (n named) mergeTwoLists(ctx context.Context, q database.Querier, k *list.Query, t tuning, people int, filtered bool) error {
	all := k.Clone()
	all.Where("a.all_organizations")
	all.From(reachingAllByName)
	rest, err := all.Number(ctx, q, t.reachingAll+1)
	if err != nil {
		return err
	}
	from, arg := n.given()
	from += ` CROSS JOIN administrators a ON a.id = x.administrator_id`
	if filtered {
		some := k.Clone()
		some.From(from, arg)
		if people, err = some.Number(ctx, q, t.reaching); err != nil {
			return err
		}
	}
	k.Count(list.Known(people+rest, people+t.reachingAll))

	page := k.Clone()
	backwards, err := page.ToPlace()
	if err != nil {
		return err
	}
	page.From(from, arg)
	order, columns := page.OrderBy(backwards), strings.Join(page.Columns(), ", ")
	half := func(of list.Query, and string) string {
		return fmt.Sprintf(`SELECT * FROM (SELECT a.rowid AS found, %s FROM %s%s ORDER BY %s LIMIT %d)`, columns, of.Matching(), and, order, list.PageSize+1)
	}
	given, everyone := page, page.Clone()
	if everyone.From(reachingAllByName); rest > t.reachingAll && page.Columns()[0] != "a.name_key" {
		everyone.From("administrators a")
	}
	numbers, err := database.All[int64](ctx, q, fmt.Sprintf(`SELECT found FROM (%s UNION ALL %s) a ORDER BY %s LIMIT %d`,
		half(given, ""), half(everyone, " AND a.all_organizations"), order, list.PageSize+1), page.Args()...)
	search.Administrators.OnlyNumbers(k, numbers)
	return err
}

// reachingAllByName are those who reach all organizations, in the order of their names:
// that is the order of the index.
const reachingAllByName = "administrators a INDEXED BY administrators_reaching_all"
