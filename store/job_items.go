package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// Turn is how many people change from one role to another. Before is NoRole for new
// ones.
type Turn struct {
	Before, After portal.Role
	Count         int
}

// JobTurns returns which roles the job would change, and of how many.
func (s *Store) JobTurns(ctx context.Context, actor portal.Administrator, id string) ([]Turn, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT changes, COUNT(*) FROM job_items WHERE job_id = $1 AND fate IN ('create', 'change') GROUP BY changes`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Turn
	for rows.Next() {
		var encoded string
		var changes []FieldChange
		var n int
		if err := rows.Scan(&encoded, &n); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(encoded), &changes); err != nil {
			return nil, err
		}
		for _, ch := range changes {
			if ch.Field != "Role" {
				continue
			}
			turn := Turn{Count: n}
			turn.Before, _ = portal.ParseRole(ch.Before)
			turn.After, _ = portal.ParseRole(ch.After)
			if at := slices.IndexFunc(list, func(t Turn) bool { return t.Before == turn.Before && t.After == turn.After }); at >= 0 {
				list[at].Count += n
			} else {
				list = append(list, turn)
			}
		}
	}
	slices.SortFunc(list, func(a, b Turn) int { return cmp.Or(cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After)) })
	return list, rows.Err()
}

// JobItem is one person or line of a job.
type JobItem struct {
	Position    int
	Line        int    // of the file; 0 when there is none
	SubjectID   string // of the administrator, organization or user; "" for a new one
	Name, Email string
	Username    string // of a user
	Fate        Fate   // what the preview says of it; "" before
	Result      string // Done, Refused, or "" until it was tried
	Reason      string // why it is skipped or was refused
	Changes     []FieldChange

	version int64
	detail  string
}

const itemColumns = `i.position, i.line, i.subject_id, i.name, i.email, i.username, i.version, i.fate, i.result, i.reason, i.changes, i.detail`

func scanItem(row database.Row, before ...any) (JobItem, error) {
	var i JobItem
	var changes string
	if err := row.Scan(append(before, &i.Position, &i.Line, &i.SubjectID, &i.Name, &i.Email, &i.Username, &i.version, &i.Fate, &i.Result, &i.Reason, &changes, &i.detail)...); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(changes), &i.Changes)
}

// ItemFilter says which items of a job to list.
type ItemFilter struct {
	Fate          Fate   // "" for all
	Result        string // Done, or Refused for those that were refused when they were tried
	Left          bool   // those that were not tried
	After, Before string
}

// JobItems returns a page of the items of the job, which Job would return, in their
// order.
func (s *Store) JobItems(ctx context.Context, actor portal.Administrator, in, id string, f ItemFilter) (List[JobItem], error) {
	var none List[JobItem]
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[JobItem], error) {
		if _, err := seenJob(ctx, tx, s.now(), actor, in, id); err != nil {
			return none, err
		}
		k := list.New("job_items i", list.Order{Columns: []string{"i.position"}}, f.After, f.Before)
		k.Where("i.job_id = ?", id)
		if f.Fate != "" {
			k.Where("i.fate = ?", string(f.Fate))
		}
		if f.Result != "" {
			k.Where("i.result = ?", f.Result)
		}
		if f.Left {
			k.Where("i.fate IN ('create', 'change') AND i.result = ''")
		}
		return list.Read(ctx, tx, k, itemColumns, func(row database.Row, cursor []any) (JobItem, error) { return scanItem(row, cursor...) })
	})
}

// Why is a reason for which items are skipped or were refused.
type Why struct {
	Reason string
	Count  int
	Names  []string // the first MaxJobNames, in their order
}

// JobReasons returns why items of the job are skipped and were refused, the most
// frequent reasons first, at most 20.
func (s *Store) JobReasons(ctx context.Context, actor portal.Administrator, in, id string) ([]Why, error) {
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) ([]Why, error) {
		if _, err := seenJob(ctx, tx, s.now(), actor, in, id); err != nil {
			return nil, err
		}
		var list []Why
		err := database.EachRow(ctx, tx, `SELECT w.reason, w.n, i.name FROM
			(SELECT reason, COUNT(*) AS n FROM job_items WHERE job_id = $1 AND reason <> '' GROUP BY reason ORDER BY n DESC, reason LIMIT 20) w
		JOIN (SELECT reason, name, position, ROW_NUMBER() OVER (PARTITION BY reason ORDER BY position) AS place FROM job_items WHERE job_id = $1 AND reason <> '') i
			ON i.reason = w.reason AND i.place <= $2
		ORDER BY w.n DESC, w.reason, i.position`, []any{id, MaxJobNames}, func(row database.Row) error {
			var w Why
			var name string
			err := row.Scan(&w.Reason, &w.Count, &name)
			if len(list) == 0 || list[len(list)-1].Reason != w.Reason {
				list = append(list, w)
			}
			last := &list[len(list)-1]
			last.Names = append(last.Names, name)
			return err
		})
		return list, err
	})
}
