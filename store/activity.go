package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// Entry is one entry of the audit trail.
type Entry struct {
	Seq                              int64
	At                               time.Time
	RequestID, Address               string
	ActorKind                        string // administrator, user, operator or nobody
	ActorID, ActorName, ActorEmail   string
	Action                           Action
	TargetKind, TargetID, TargetName string
	TargetOpen                       bool   // an administrator or a user who has a page, where the actor reaches
	OrganizationID, OrganizationName string // that it is about; "" for the portal itself
	Result, Reason                   string
	Changes                          []FieldChange
}

// ActivityFilter says which entries to list. Zero values do not filter.
type ActivityFilter struct {
	Query         string // words, or parts of them, of who, what, whom, the address or the request id, or an organization or email
	Organization  string // that it is about or speaks of: its name, or a part of the name
	Action        Action
	Result        string
	JobID         string    // of one bulk action
	From, Until   time.Time // From inclusive, Until exclusive
	After, Before string
}

func (f ActivityFilter) query() list.Query {
	k := list.New("audit e", list.Order{Columns: []string{"e.seq"}, Descending: true}, f.After, f.Before)
	if f.Action != "" {
		k.Where("e.action = ?", string(f.Action))
	}
	if f.Result != "" {
		k.Where("e.result = ?", f.Result)
	}
	if f.JobID != "" {
		k.Where("e.job_id <> '' AND e.job_id = ?", f.JobID)
	}
	if !f.From.IsZero() {
		k.Where("e.at >= ?", f.From.UnixMilli())
	}
	if !f.Until.IsZero() {
		k.Where("e.at < ?", f.Until.UnixMilli())
	}
	return k
}

const entryColumns = `e.at, e.request_id, e.address, e.actor_kind, e.actor_id, e.actor_name, e.actor_email, e.action,
	e.target_kind, e.target_id, e.target_name, e.organization_id, e.organization_name, e.result, e.reason, e.changes`

func readEntry(row database.Row, cursor []any) (Entry, error) {
	var e Entry
	var at int64
	var changes string
	err := row.Scan(append(cursor, &at, &e.RequestID, &e.Address, &e.ActorKind, &e.ActorID, &e.ActorName, &e.ActorEmail, &e.Action,
		&e.TargetKind, &e.TargetID, &e.TargetName, &e.OrganizationID, &e.OrganizationName, &e.Result, &e.Reason, &changes)...)
	if err != nil {
		return e, err
	}
	e.Seq = list.Int(cursor[0])
	e.At = millisTime(at)
	return e, json.Unmarshal([]byte(changes), &e.Changes)
}

// tooManyNamed is the refusal of a name that fits more organizations than entries
// are gathered of.
func tooManyNamed(most int) error {
	return fault.InField("organization", fmt.Sprintf("More than %d organizations have this in their name. Type more of it.", most))
}

// Activity returns a page of the audit trail, newest first. An actor who does
// not manage organizations is shown entries about those within reach only, finds
// entries by those only, and is told of the access of others the number. What changed in the account is told to
// those alone who may see the account.
func (s *Store) Activity(ctx context.Context, actor portal.Administrator, f ActivityFilter) (List[Entry], error) {
	if err := actor.Require(portal.ViewActivity); err != nil {
		return List[Entry]{}, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[Entry], error) {
		k := f.query()
		if tooMany, err := f.look(ctx, tx, s.tuning, actor, &k); err != nil || tooMany {
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

// bare leaves of listed organizations their number, for those to whom the
// access of others is a number only.
func (f FieldChange) bare() FieldChange {
	if f.Field == accessAdded || f.Field == accessRemoved {
		f.Before, _, _ = strings.Cut(f.Before, ": ")
		f.After, _, _ = strings.Cut(f.After, ": ")
	}
	return f
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

// RecordDenied writes to the audit trail that someone opened what their role
// does not allow, and returns the refusal.
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
