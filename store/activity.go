package store

import (
	"cmp"
	"context"
	"fmt"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// tooManyNamed is the refusal of a name that so many organizations hold that their
// entries cannot be found.
func tooManyNamed(most int) error {
	return fault.InField("organization", fmt.Sprintf("More than %d organizations have this in their name. Type more of it.", most))
}

// Activity returns a page of the audit trail, newest first. An actor who does not
// manage organizations sees entries about those within reach only, finds entries by
// those only, and sees the access of others as a number. Only who may see the account
// sees what changed in it.
func (s *Store) Activity(ctx context.Context, actor portal.Administrator, f ActivityFilter) (List[Entry], error) {
	if err := actor.Require(portal.ViewActivity); err != nil {
		return List[Entry]{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[Entry], error) {
		k := f.query()
		if tooMany, err := f.narrow(ctx, tx, s.tuning, actor, &k); err != nil || tooMany {
			return List[Entry]{}, cmp.Or(err, tooManyNamed(s.tuning.organizations))
		}
		every := actor.May(portal.EditOrganizations)
		if !every && !actor.AllOrganizations {
			k.Where(`(e.organization_id = '' OR EXISTS (SELECT 1 FROM access mine
			WHERE mine.organization_id = e.organization_id AND mine.administrator_id = ?))`, actor.ID)
		}
		list, err := list.Read(ctx, tx, k, entryColumns, readEntry)
		if err != nil {
			return list, err
		}
		for at, e := range list.Rows {
			if (e.TargetKind == "account" || e.TargetKind == "invoice") && !actor.May(portal.ViewAccount) {
				list.Rows[at].Changes = nil
				continue
			}
			for i := range e.Changes {
				if !every {
					e.Changes[i] = e.Changes[i].bare()
				}
			}
		}
		return list, markOpen(ctx, tx, actor, list.Rows)
	})
}

// ExportActivity notes the export in the audit trail, and then calls each for
// every entry that matches, newest first, a page at a time.
func (s *Store) ExportActivity(ctx context.Context, by By, f ActivityFilter, each func([]Entry) error) error {
	f.Before = ""
	about := func(*tx) target { return target{kind: "portal", name: "Activity"} }
	return export(ctx, s, by, ActivityExported, portal.ExportActivity, about, func(actor portal.Administrator, after string) (List[Entry], error) {
		f.After = after
		return s.Activity(ctx, actor, f)
	}, each)
}

// RecordDenied returns the refusal of what someone's role does not allow, and writes it
// to the audit trail.
func (s *Store) RecordDenied(ctx context.Context, by By, p portal.Permission) error {
	by.FormID = "" // a form may be denied that was answered before
	_, err := change(ctx, s, by, PermissionDenied, func(t *tx) (struct{}, error) {
		t.target = target{kind: "portal", name: p.String()}
		if err := t.actor.Require(p); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, fault.New(fault.Forbidden, "Your role has changed. Open the page again.")
	})
	return err
}
