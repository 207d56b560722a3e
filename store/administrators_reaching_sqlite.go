package store

import (
	"context"
	"fmt"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// named are the organizations that a list of administrators is narrowed to.
type named struct {
	none, many bool
	ids        string // JSON list of their ids, unless there are many
	alone      string // the id of the only one
	match      string // what they all meet
	args       []any
}

// alone is the organization with the id.
func alone(id string) named {
	return named{ids: database.List([]string{id}), alone: id, match: "o.id = ?", args: []any{id}}
}

// fewOrganizations is up to how many organizations, and fewReaching up to how many
// administrators who are given one of them, it is quicker to gather than to look at
// each administrator of the list in turn.
var fewOrganizations, fewReaching = 200, 5_000

// reachingCounted is how far those who reach all organizations are counted, and up to
// how many of them are gathered and sorted by something else than their names.
var reachingCounted = 2_000

// organizations finds the organization of that name, or else those whose name holds
// the words of the text, among those that the actor sees.
func (f AdministratorFilter) organizations(ctx context.Context, q database.Querier, actor portal.Administrator) (named, error) {
	var n named
	all := actor.AllOrganizations || actor.May(portal.EditOrganizations)
	var ids []string
	words := []string{"TRUE"}
	var held []any
	for _, word := range portal.Words(f.Organization) {
		words, held = append(words, `o.search_text LIKE ? ESCAPE '\'`), append(held, like(word))
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
		k := keyset{from: "organizations o"}
		k.where(n.match, n.args...)
		var err error
		if ids, err = database.All[string](ctx, q, fmt.Sprintf(`SELECT o.id FROM %s LIMIT %d`, k.matching(), fewOrganizations+1), k.args...); err != nil {
			return n, err
		}
		if len(ids) > 0 {
			break
		}
	}
	n.none, n.many, n.ids = len(ids) == 0, len(ids) > fewOrganizations, database.List(ids)
	if len(ids) == 1 {
		n.alone = ids[0]
	}
	return n, nil
}

// narrow narrows the whole list to those who reach one of the organizations.
func (n named) narrow(k *keyset) {
	switch {
	case n.none:
		k.where("FALSE")
	case n.many:
		n.look(k)
	default:
		k.where(`a.id IN (SELECT administrator_id FROM access WHERE organization_id IN `+database.Values("?")+`
			UNION SELECT id FROM administrators WHERE all_organizations AND status <> 'deleted')`, n.ids)
	}
}

// look narrows the list by a look at each administrator. The plus keeps the planner
// from trying each of many organizations for each of them.
func (n named) look(k *keyset) {
	k.where(`(a.all_organizations OR EXISTS (SELECT 1 FROM access theirs
		WHERE theirs.administrator_id = a.id AND +theirs.organization_id IN (SELECT o.id FROM organizations o WHERE `+n.match+`)))`, n.args...)
}

// given is those who are given one of few organizations, for FROM. One organization
// is given to each of them once.
func (n named) given() (from string, arg any) {
	if n.alone != "" {
		return `(SELECT administrator_id FROM access WHERE organization_id = ?) x`, n.alone
	}
	return `(SELECT DISTINCT administrator_id FROM access WHERE organization_id IN ` + database.Values("?") + `) x`, n.ids
}

// narrowPage narrows the list of the portal's administrators to the rows of its page
// who reach one of the organizations and hold the text, and finds out how many there
// are. Nothing else narrows the list unless it is filtered.
func (n named) narrowPage(ctx context.Context, q database.Querier, k *keyset, text string, filtered bool) error {
	if n.none {
		k.where("FALSE")
		return nil
	}
	people := fewReaching + 1
	if !n.many {
		var by keyset
		var err error
		by.rows(n.given())
		if people, err = by.count(ctx, q, fewReaching+1); err != nil {
			return err
		}
	}
	if people <= fewReaching {
		administratorsByWords.look(k, text)
		return n.halves(ctx, q, k, people, filtered || text != "")
	}
	n.look(k)
	if text == "" {
		k.total = &total{more: true}
	}
	return administratorsByWords.narrowPage(ctx, q, k, "", text, true)
}

// halves narrows the list to the rows of its page by a look at those who are given
// one of the organizations, so many people, and at those who reach all, each by
// itself: nobody is both.
func (n named) halves(ctx context.Context, q database.Querier, k *keyset, people int, filtered bool) error {
	all := k.clone()
	all.where("a.all_organizations")
	all.from = everywhere
	rest, err := all.count(ctx, q, reachingCounted+1)
	if err != nil {
		return err
	}
	from, arg := n.given()
	from += ` CROSS JOIN administrators a ON a.id = x.administrator_id`
	if filtered {
		some := k.clone()
		some.rows(from, arg)
		if people, err = some.count(ctx, q, fewReaching); err != nil {
			return err
		}
	}
	k.total = &total{n: people + min(rest, reachingCounted), more: rest > reachingCounted}

	page := k.clone()
	_, backwards, err := page.turn()
	if err != nil {
		return err
	}
	page.rows(from, arg)
	order, columns := page.order(backwards != page.descending), strings.Join(page.columns, ", ")
	half := func(from, and string) string {
		page.from = from
		return fmt.Sprintf(`SELECT * FROM (SELECT a.rowid AS found, %s FROM %s%s ORDER BY %s LIMIT %d)`, columns, page.matching(), and, order, PageSize+1)
	}
	if rest > reachingCounted && page.columns[0] != "a.name_key" {
		all.from = "administrators a"
	}
	numbers, err := database.All[int64](ctx, q, fmt.Sprintf(`SELECT found FROM (%s UNION ALL %s) a ORDER BY %s LIMIT %d`,
		half(page.from, ""), half(all.from, " AND a.all_organizations"), order, PageSize+1), page.args...)
	k.onlyNumbers("administrators", "a", numbers)
	return err
}

// everywhere are the administrators, found by the index of those who reach all
// organizations, in the order of their names.
const everywhere = "administrators a INDEXED BY administrators_reaching_all"
