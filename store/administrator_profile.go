package store

import (
	"context"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// LiveSession is one place where somebody is signed in.
type LiveSession struct {
	ID       string
	Device   string // browser and system in words
	Address  string
	LastUsed time.Time // right to the minute
}

// Sessions returns the live sessions of the administrator, the latest used
// first.
func (s *Store) Sessions(ctx context.Context, administratorID string) ([]LiveSession, error) {
	return database.Rows(ctx, s.db, `SELECT s.id, s.user_agent, s.address, s.last_used_at FROM sessions s
		WHERE s.administrator_id = $1 AND s.stage = 'complete' AND `+live("$2", "$3", "$4", "$5")+` ORDER BY s.last_used_at DESC, s.id`,
		append([]any{administratorID}, since(s.now())...), func(row database.Row) (l LiveSession, err error) {
			var agent string
			var used int64
			err = row.Scan(&l.ID, &agent, &l.Address, &used)
			l.Device, l.LastUsed = device(agent), millisTime(used)
			return l, err
		})
}

// EndOtherSessions ends every session of the one who asks but this one, and
// returns how many they were.
func (s *Store) EndOtherSessions(ctx context.Context, by By, sessionID string) (int, error) {
	return change(ctx, s, by, SessionsEnded, func(t *tx) (int, error) {
		t.about(t.actor)
		n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND id <> $2`, t.actor.ID, sessionID)
		if err != nil {
			return 0, err
		}
		return int(n), t.record(SessionsEnded)
	})
}

// ChangeName changes one's own name.
func (s *Store) ChangeName(ctx context.Context, by By, first, last string) (Outcome, error) {
	return change(ctx, s, by, NameChanged, func(t *tx) (Outcome, error) {
		t.about(t.actor)
		d, problems := portal.Draft{FirstName: first, LastName: last, Email: t.actor.Email}.Person()
		if err := fault.Fields(problems); err != nil {
			return Outcome{}, err
		}
		after := t.actor
		after.FirstName, after.LastName = d.FirstName, d.LastName
		fields := differences(t.actor, after)
		if len(fields) == 0 {
			return outcome(t.actor), nil
		}
		after.Version++
		if err := t.update(t.actor, after); err != nil {
			return Outcome{}, err
		}
		out := outcome(after)
		out.Changes = fields
		return out, t.record(NameChanged, fields...)
	})
}
