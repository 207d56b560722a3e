package store

import (
	"context"

	"mtp/internal/portal"
)

// export notes in the audit trail that a list was taken along, and then calls
// each for every page of it, so that an export of everything needs little memory
// and holds no transaction open. Before each page the permission is asked for
// again.
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
		if actor, err = findAdministrator(ctx, s.reader, byID, actor.ID); err != nil {
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

// aboutPlace is the organization worked in, as the target of an audit entry.
func aboutPlace(t *tx) target {
	o := t.organization
	return target{kind: "organization", id: o.ID, name: o.Name, organizationID: o.ID}
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
// item of the job, a page at a time.
func (s *Store) ExportJob(ctx context.Context, by By, id string, each func([]JobItem) error) error {
	by.JobID = id
	about := func(*tx) target { return target{kind: "portal", name: "Results of a bulk action"} }
	return export(ctx, s, by, JobExported, portal.EditAdministrators, about, func(actor portal.Administrator, after string) (List[JobItem], error) {
		return s.JobItems(ctx, actor, id, ItemFilter{After: after})
	}, each)
}
