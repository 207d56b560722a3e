package store

import (
	"context"

	"mtp/store/database"
)

// Pressure is how much the portal has to do at the moment.
type Pressure struct {
	database.Pressure
	Hashing int // passwords that are hashed or wait for it
	Letters int // mails that are still to leave
	Jobs    int // bulk actions and imports that run
}

// Pressure looks at what waits and what runs. With an error the numbers that
// need the database are 0 and the others hold.
func (s *Store) Pressure(ctx context.Context) (Pressure, error) {
	p := Pressure{Pressure: s.db.Pressure(), Hashing: s.hasher.Waiting()}
	err := s.db.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL AND failed_at = 0),
		(SELECT COUNT(*) FROM jobs WHERE state = 'running')`).Scan(&p.Letters, &p.Jobs)
	return p, err
}
