package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// OrganizationFilter says which organizations to list.
type OrganizationFilter struct {
	Query         string // words of the name, or parts of them
	Reached       bool   // those that the actor reaches, also for who sees every one
	Sort          string // name or -name
	After, Before string
}

// OrganizationLine is one organization of the list.
type OrganizationLine struct {
	portal.Organization
	Users          int
	Administrators int  // who may reach it: the portal's and its own
	Reached        bool // by the actor, who may launch it
}

// Organizations returns a page of the organizations that the actor sees: every
// one for who manages them, those within reach for everyone else.
func (s *Store) Organizations(ctx context.Context, actor portal.Administrator, f OrganizationFilter) (List[OrganizationLine], error) {
	var page List[OrganizationLine]
	if err := actor.Require(portal.UsePortal); err != nil {
		return page, err
	}
	k, err := f.query(actor)
	if err != nil {
		return page, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[OrganizationLine], error) {
		page, err := list.Read(ctx, tx, k, "o.name, o.version, o.user_count", func(row database.Row, cursor []any) (OrganizationLine, error) {
			line := OrganizationLine{Reached: actor.AllOrganizations}
			err := row.Scan(append(cursor, &line.Name, &line.Version, &line.Users)...)
			line.ID = list.Text(cursor[1])
			return line, err
		})
		if err != nil || len(page.Rows) == 0 {
			return page, err
		}
		if !actor.AllOrganizations {
			if err := markReached(ctx, tx, actor, page.Rows); err != nil {
				return page, err
			}
		}
		return page, countReaching(ctx, tx, page.Rows)
	})
}

// MatchingOrganizations counts all organizations that match, for those who may
// do something to them all.
func (s *Store) MatchingOrganizations(ctx context.Context, actor portal.Administrator, f OrganizationFilter) (int, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return 0, err
	}
	k, err := f.query(actor)
	if err != nil {
		return 0, err
	}
	var n int
	err = s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+k.Matching(), k.Args()...).Scan(&n)
	return n, err
}

// markReached notes which of the organizations the actor reaches.
func markReached(ctx context.Context, q database.Querier, actor portal.Administrator, rows []OrganizationLine) error {
	at, ids := byPlace(rows)
	mine, err := database.All[string](ctx, q, `SELECT organization_id FROM access WHERE administrator_id = $1 AND organization_id IN `+database.Values("$2"), actor.ID, ids)
	for _, id := range mine {
		rows[at[id]].Reached = true
	}
	return err
}

// byPlace returns where each organization stands in the rows, and the List of their ids.
func byPlace(rows []OrganizationLine) (at map[string]int, list string) {
	at = make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, row := range rows {
		at[row.ID], ids[i] = i, row.ID
	}
	return at, database.List(ids)
}

// query is the list's query, narrowed to what the actor sees.
func (f OrganizationFilter) query(actor portal.Administrator) (list.Query, error) {
	name, descending := strings.CutPrefix(f.Sort, "-")
	if name != "" && name != "name" {
		return list.Query{}, fault.New(fault.Invalid, "The list cannot be sorted by that.")
	}
	k := list.New("organizations o", list.Order{Columns: []string{"o.name_order", "o.id"}, Descending: descending}, f.After, f.Before)
	if (f.Reached || !actor.May(portal.EditOrganizations)) && !actor.AllOrganizations {
		k.Where("EXISTS (SELECT 1 FROM access x WHERE x.organization_id = o.id AND x.administrator_id = ?)", actor.ID)
	}
	k.WordsIn("o.search_text", f.Query)
	return k, nil
}

// countReaching fills in how many administrators reach each organization.
func countReaching(ctx context.Context, q database.Querier, rows []OrganizationLine) error {
	var all int
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM administrators WHERE all_organizations AND status <> 'deleted'`).Scan(&all); err != nil {
		return err
	}
	at, ids := byPlace(rows)
	for i := range rows {
		rows[i].Administrators = all
	}
	these := ` WHERE organization_id IN ` + database.Values("$1")
	return database.EachRow(ctx, q, `SELECT organization_id, COUNT(*) FROM access`+these+` GROUP BY organization_id
		UNION ALL SELECT organization_id, COUNT(*) FROM administrators`+these+` AND status <> 'deleted' GROUP BY organization_id`, []any{ids}, func(row database.Row) error {
		var id string
		var n int
		err := row.Scan(&id, &n)
		rows[at[id]].Administrators += n
		return err
	})
}

// Organization returns the organization for those who may rename it.
func (s *Store) Organization(ctx context.Context, actor portal.Administrator, id string) (portal.Organization, error) {
	if err := actor.Require(portal.EditOrganizations); err != nil {
		return portal.Organization{}, err
	}
	return organization(ctx, s.db, id)
}

// seen returns the organization for who manages them all, or reaches this one.
func seen(ctx context.Context, q database.Querier, actor portal.Administrator, id string) (portal.Organization, error) {
	if id == "" || actor.May(portal.EditOrganizations) {
		return organization(ctx, q, id)
	}
	return reached(ctx, q, actor, id)
}

func organization(ctx context.Context, q database.Querier, id string) (portal.Organization, error) {
	o := portal.Organization{ID: id}
	err := q.QueryRowContext(ctx, `SELECT name, version FROM organizations WHERE id = $1`, id).Scan(&o.Name, &o.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return o, portal.NotFound()
	}
	return o, err
}

const insertOrganization = `INSERT INTO organizations (id, name, name_key, name_alike, name_order, search_text, version, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`

func organizationValues(o portal.Organization, created int64) []any {
	return []any{o.ID, o.Name, portal.Key(o.Name), portal.NameKey(o.Name), portal.Order(o.Name), portal.Fold(o.Name), o.Version, created}
}

// AddOrganization adds an organization. Whoever adds it has access to it.
func (s *Store) AddOrganization(ctx context.Context, by By, name string) (portal.Organization, error) {
	return change(ctx, s, by, OrganizationAdded, func(t *tx) (portal.Organization, error) { return t.addOrganization(name) })
}

func (t *tx) addOrganization(name string) (portal.Organization, error) {
	o := portal.Organization{ID: newID(), Name: name, Version: 1}
	if err := t.actor.Require(portal.EditOrganizations); err != nil {
		return o, err
	}
	var err error
	if o.Name, err = portal.CheckOrganizationName(name); err != nil {
		return o, err
	}
	if err := t.nameFree(o); err != nil {
		return o, err
	}
	if _, err := t.exec(insertOrganization, organizationValues(o, t.millis())...); database.Taken(err) {
		return o, portal.NameTaken()
	} else if err != nil {
		return o, err
	}
	if !t.actor.AllOrganizations {
		if err := t.move(t.actor.ID, accessMoves{Added: 1, added: []string{o.ID}}); err != nil {
			return o, err
		}
	}
	t.target = target{kind: "organization", id: o.ID, name: o.Name, organizationID: o.ID}
	return o, t.record(OrganizationAdded, FieldChange{Field: "Organization Name", After: o.Name})
}

// nameFree refuses a name that another organization has, apart from apostrophes,
// hyphens and spaces. Transactions that write run one after the other, so the name
// stays free. Organizations that had nearly the same name before this rule keep it.
func (t *tx) nameFree(o portal.Organization) error {
	var taken bool
	err := t.scan(`SELECT EXISTS (SELECT 1 FROM organizations WHERE name_alike = $1 AND id <> $2)`, []any{portal.NameKey(o.Name), o.ID}, &taken)
	if err == nil && taken {
		return portal.NameTaken()
	}
	return err
}

// RenameOrganization gives the organization another name. A version that is
// not the organization's is Stale.
func (s *Store) RenameOrganization(ctx context.Context, by By, id string, name string, version int64) (Outcome, error) {
	return change(ctx, s, by, OrganizationRenamed, func(t *tx) (Outcome, error) { return t.renameOrganization(id, name, version) })
}

func (t *tx) renameOrganization(id, name string, version int64) (Outcome, error) {
	if err := t.actor.Require(portal.EditOrganizations); err != nil {
		return Outcome{}, err
	}
	o, err := organization(t.ctx, t, id)
	if err != nil {
		return Outcome{}, err
	}
	t.target = target{kind: "organization", id: o.ID, name: o.Name, organizationID: o.ID}
	if o.Version != version {
		return Outcome{}, fault.New(fault.Stale, "Someone changed this organization after you opened the form. Nothing was saved.")
	}
	if name, err = portal.CheckOrganizationName(name); err != nil {
		return Outcome{}, err
	}
	before := o.Name
	if name == before {
		return Outcome{ID: o.ID, Name: o.Name}, nil
	}
	o.Name, o.Version = name, version+1
	if err := t.nameFree(o); err != nil {
		return Outcome{}, err
	}
	if err := exactlyOne(t.exec(`UPDATE organizations SET name = $1, name_key = $2, name_alike = $3, name_order = $4, search_text = $5, version = $6, updated_at = $7
			WHERE id = $8 AND version = $9`,
		o.Name, portal.Key(o.Name), portal.NameKey(o.Name), portal.Order(o.Name), portal.Fold(o.Name), o.Version, t.millis(), o.ID, version)); database.Taken(err) {
		return Outcome{}, portal.NameTaken()
	} else if err != nil {
		return Outcome{}, err
	}
	t.target.name = o.Name
	fields := []FieldChange{{Field: "Organization Name", Before: before, After: o.Name}}
	return Outcome{ID: o.ID, Name: o.Name, Changes: fields}, t.record(OrganizationRenamed, fields...)
}
