package store

import (
	"time"

	"mtp/store/list"
)

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
