package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// OrganizationRow is what a line of a file says about an organization.
type OrganizationRow struct {
	Line int
	ID   string // of the one that is renamed; "" for one that is found by its name, or added
	Name string
	// Problems are why the line cannot be read, in sentences.
	Problems []string
}

// PreviewOrganizations says of each line what importing it comes to, and keeps
// that as a job, whose id it returns. Nothing is changed yet. A line with an id
// renames; one without adds the organization unless there is one of that name.
func (s *Store) PreviewOrganizations(ctx context.Context, by By, rows []OrganizationRow, note string) (string, error) {
	items, err := s.planOrganizations(ctx, rows)
	if err != nil {
		return "", err
	}
	return s.previewImport(ctx, by, ImportOrganizations, items, note)
}

func (s *Store) planOrganizations(ctx context.Context, rows []OrganizationRow) ([]JobItem, error) {
	if err := tooMany(len(rows)); err != nil {
		return nil, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) ([]JobItem, error) {
		var ids, names []string
		for _, r := range rows {
			ids, names = append(ids, r.ID), append(names, portal.NameKey(portal.Clean(r.Name)))
		}
		byID, byName := map[string]portal.Organization{}, namesakes{}
		read := func(row database.Row) error {
			var o portal.Organization
			err := row.Scan(&o.ID, &o.Name, &o.Version)
			if _, known := byID[o.ID]; !known {
				byName.add(o)
			}
			byID[o.ID] = o
			return err
		}
		if err := errors.Join(database.EachRow(ctx, tx, `SELECT id, name, version FROM organizations WHERE id IN `+database.Values("$1"), []any{database.List(ids)}, read),
			database.EachRow(ctx, tx, `SELECT id, name, version FROM organizations WHERE name_alike IN `+database.Values("$1"), []any{database.List(names)}, read)); err != nil {
			return nil, err
		}
		seen := map[string]int{}
		items := make([]JobItem, len(rows))
		for at, r := range rows {
			items[at] = planOrganization(r, byID, byName, seen)
		}
		return items, nil
	})
}

// planOrganization says what comes of a line; seen are the lines before by what
// they are about.
func planOrganization(r OrganizationRow, byID map[string]portal.Organization, byName namesakes, seen map[string]int) JobItem {
	i := JobItem{Line: r.Line, Name: r.Name, Fate: IsRefused, Changes: []FieldChange{}}
	problems := slices.Clone(r.Problems)
	name, err := portal.CheckOrganizationName(r.Name)
	if f, refused := fault.Of(err); refused {
		problems = append(problems, refusalTexts(f, cell{field: portal.FieldName, column: "Name", value: &r.Name})...)
	} else {
		i.Name, i.detail = name, name
	}
	key := portal.NameKey(name)
	holder, taken, unclear := byName.find(key, name)
	before, found := byID[r.ID]
	if r.ID == "" {
		before, found = holder, taken
	}
	same := cmp.Or(seen["name "+key], seen["id "+before.ID])
	switch {
	case r.ID == "" && unclear != "":
		problems = append(problems, unclear)
	case r.ID != "" && !found:
		problems = append(problems, "There is no organization with this Id.")
	case same > 0 && (r.ID != "" || before.ID == ""):
		problems = append(problems, fmt.Sprintf("Line %d is about the same organization.", same))
	case r.ID != "" && before.Name != name && byName.others(key, before.ID):
		problems = append(problems, portal.NameTaken().Error())
	}
	switch {
	case len(problems) > 0:
		i.Reason = strings.Join(problems, " ")
		return i
	case r.ID == "" && !taken:
		i.Fate, i.Changes = WillCreate, append(i.Changes, FieldChange{Field: "Organization Name", After: name})
	case before.Name == name, r.ID == "":
		i.SubjectID, i.Fate = before.ID, StaysAsIs
	default:
		i.SubjectID, i.version, i.Fate = before.ID, before.Version, WillChange
		i.Changes = append(i.Changes, FieldChange{Field: "Organization Name", Before: before.Name, After: name})
	}
	if before.ID != "" {
		seen["id "+before.ID] = r.Line
	}
	if i.Fate != StaysAsIs { // the lines below find it by its new name
		seen["name "+key] = r.Line
		byName.remove(before)
		byName.add(portal.Organization{ID: before.ID, Name: name, Version: before.Version})
	}
	return i
}

// importOrganization does a line, as its preview said.
func (t *tx) importOrganization(_ Job, i JobItem) (err error) {
	if i.Fate == WillCreate {
		_, err = t.addOrganization(i.detail)
	} else {
		_, err = t.renameOrganization(i.SubjectID, i.detail, i.version)
	}
	if fault.Is(err, fault.Stale) {
		return fault.New(fault.Stale, "Someone changed this organization after the preview.")
	}
	return err
}
