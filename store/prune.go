package store

import (
	"context"
	"time"

	"mtp/store/search"
)

// pruned is what is removed once it is over, and how long it is kept after that.
var pruned = []struct {
	query string
	kept  time.Duration
}{
	{`DELETE FROM session_data WHERE expires_at < $1`, 0},
	{`DELETE FROM sessions WHERE created_at < $1`, SessionLifetime},
	{`DELETE FROM user_sessions WHERE created_at < $1`, SessionLifetime},
	{`DELETE FROM links WHERE expires_at < $1`, 0},
	{`DELETE FROM user_links WHERE expires_at < $1`, 0},
	{`DELETE FROM throttle WHERE failed_at < $1`, failuresKept},
	{`DELETE FROM spent_forms WHERE created_at < $1`, 24 * time.Hour},
	{`DELETE FROM jobs WHERE started_at = 0 AND created_at < $1`, previewKept},
	{`DELETE FROM jobs WHERE ended_at > 0 AND ended_at < $1`, jobKept},
	{`DELETE FROM outbox WHERE failed_at > 0 AND failed_at < $1`, 30 * 24 * time.Hour},
	{`DELETE FROM outbox WHERE delivered_at < $1`, 30 * 24 * time.Hour},
}

// prune removes what is over, as pruned says.
func (s *Store) prune(ctx context.Context) error {
	now := s.now()
	for _, p := range pruned {
		if err := s.db.WriteOne(ctx, p.query, now.Add(-p.kept).UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) tidySearch(ctx context.Context) error { return search.Tidy(ctx, s.db) }

// Prune removes expired sessions, links and answered forms, at once and then every hour
// until ctx ends. Every hour, though not at the start, it also makes searches quick
// again after many changes. It calls failed with each error.
func (s *Store) Prune(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for tasks := []func(context.Context) error{s.prune}; ; tasks = []func(context.Context) error{s.prune, s.tidySearch} {
		for _, task := range tasks {
			if err := task(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
