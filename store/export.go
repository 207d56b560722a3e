package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// export notes the export of a list in the audit trail, and then calls each for every
// page of it. So an export of everything needs little memory and holds no transaction
// open. The permission is asked for again before each page.
func export[T any](ctx context.Context, s *Store, by By, action Action, needs portal.Permission, about func(*tx) target,
	page func(actor portal.Administrator, after string) (List[T], error), each func([]T) error) error {
	actor, err := change(ctx, s, by, action, func(t *tx) (portal.Administrator, error) {
		t.target = about(t)
		if err := t.actor.Require(needs); err != nil {
			return t.actor, err
		}
		return t.actor, t.record(action)
	})
	if err != nil {
		return err
	}
	for after := ""; ; {
		if actor, err = findAdministrator(ctx, s.db, byID, actor.ID); err != nil {
			return err
		}
		if err := actor.Require(needs); err != nil {
			return err
		}
		list, err := page(actor, after)
		if err != nil {
			return err
		}
		if err := each(list.Rows); err != nil {
			return err
		}
		if after = list.Next; after == "" {
			return nil
		}
	}
}

// ExportUsers notes the export in the audit trail, and then calls each for every
// user of the organization that matches, in the order of the list, a page at a
// time.
func (s *Store) ExportUsers(ctx context.Context, by By, f UserFilter, each func([]UserLine) error) error {
	f.Before = ""
	return export(ctx, s, by, UsersExported, portal.ExportUsers, aboutPlace, func(actor portal.Administrator, after string) (List[UserLine], error) {
		f.After = after
		return s.users(ctx, actor, by.OrganizationID, portal.ExportUsers, f, 0)
	}, each)
}

// ExportJob notes the export in the audit trail, and then calls each for every
// item of the job of the organization that by works in, a page at a time.
func (s *Store) ExportJob(ctx context.Context, by By, id string, each func([]JobItem) error) error {
	by.JobID = id
	about := func(t *tx) target {
		if t.organization.ID != "" {
			return aboutPlace(t)
		}
		return target{kind: "portal", name: "Results of a bulk action"}
	}
	return export(ctx, s, by, JobExported, needsJobs(by.OrganizationID), about, func(actor portal.Administrator, after string) (List[JobItem], error) {
		return s.JobItems(ctx, actor, by.OrganizationID, id, ItemFilter{After: after})
	}, each)
}

// AdministratorExport is an administrator with what a file says of them.
type AdministratorExport struct {
	portal.Administrator
	Organizations []string // names, in their order, of those reached by selection
}

// ExportAdministrators notes the export in the audit trail, and then calls each
// for every administrator of the portal that matches, in the order of the list, a
// page at a time.
func (s *Store) ExportAdministrators(ctx context.Context, by By, f AdministratorFilter, each func([]AdministratorExport) error) error {
	f.Before = ""
	about := func(*tx) target { return target{kind: "portal", name: "Administrators"} }
	return export(ctx, s, by, AdministratorsExported, portal.ExportAdministrators, about, func(actor portal.Administrator, after string) (List[AdministratorLine], error) {
		f.After = after
		return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[AdministratorLine], error) {
			return f.page(ctx, tx, s.tuning, actor, "", true)
		})
	}, func(lines []AdministratorLine) error {
		rows, err := withOrganizations(ctx, s.db, lines)
		if err != nil {
			return err
		}
		return each(rows)
	})
}

// ExportTooLong returns the first n names of administrators whom long reports, in the
// order of the list, and whether there are more. It asks only about those who reach at
// least reach organizations by selection.
func (s *Store) ExportTooLong(ctx context.Context, by By, f AdministratorFilter, reach, n int, long func(AdministratorExport) bool) (names []string, more bool, err error) {
	names, err = database.Read(ctx, s.db, database.Long, func(ctx context.Context, q database.Querier) (names []string, err error) {
		actor, err := findAdministrator(ctx, q, byID, by.AdministratorID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(portal.ExportAdministrators); err != nil {
			return nil, err
		}
		k, err := f.narrowed(ctx, q, s.tuning, actor, "")
		if err != nil {
			return nil, err
		}
		k.Where("a.organization_count >= ? AND a.all_organizations = FALSE", reach)
		var lines []AdministratorLine
		if err := database.EachRow(ctx, q, `SELECT `+administratorColumns+` FROM `+k.Matching()+` ORDER BY `+k.OrderBy(false), k.Args(), func(row database.Row) error {
			var line AdministratorLine
			err := row.Scan(intoAdministrator(&line.Administrator))
			lines = append(lines, line)
			return err
		}); err != nil {
			return nil, err
		}
		for some := range slices.Chunk(lines, list.PageSize) {
			rows, err := withOrganizations(ctx, q, some)
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				if long(row) {
					names = append(names, row.Name())
				}
				if len(names) > n {
					return names, nil
				}
			}
		}
		return names, nil
	})
	return names[:min(len(names), n)], len(names) > n, err
}

// withOrganizations adds the organizations that the administrators reach by selection.
func withOrganizations(ctx context.Context, q database.Querier, lines []AdministratorLine) ([]AdministratorExport, error) {
	rows, at, ids := make([]AdministratorExport, len(lines)), map[string]int{}, make([]string, len(lines))
	for i, line := range lines {
		rows[i].Administrator, ids[i], at[line.ID] = line.Administrator, line.ID, i
	}
	places := map[string]string{} // by name
	err := database.EachRow(ctx, q, `SELECT x.administrator_id, o.name, o.name_order FROM access x JOIN organizations o ON o.id = x.organization_id WHERE x.administrator_id IN `+database.Values("$1"), []any{database.List(ids)}, func(row database.Row) error {
		var id, name, place string
		err := row.Scan(&id, &name, &place)
		places[name] = place
		rows[at[id]].Organizations = append(rows[at[id]].Organizations, name)
		return err
	})
	for _, row := range rows {
		slices.SortFunc(row.Organizations, func(a, b string) int { return cmp.Or(strings.Compare(places[a], places[b]), strings.Compare(a, b)) })
	}
	return rows, err
}

// ExportOrganizations notes the export in the audit trail, and then calls each for
// every organization that matches, in the order of the list, a page at a time.
func (s *Store) ExportOrganizations(ctx context.Context, by By, f OrganizationFilter, each func([]OrganizationLine) error) error {
	f.Before = ""
	about := func(*tx) target { return target{kind: "portal", name: "Organizations"} }
	return export(ctx, s, by, OrganizationsExported, portal.ExportOrganizations, about, func(actor portal.Administrator, after string) (List[OrganizationLine], error) {
		f.After = after
		return s.Organizations(ctx, actor, f)
	}, each)
}
