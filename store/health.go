package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtp/internal/credential"
	"mtp/store/database"
)

// Ready reports whether the database answers.
func (s *Store) Ready(ctx context.Context) error {
	var one int
	return s.db.QueryRowContext(ctx, `SELECT 1 FROM portal WHERE id = 1`).Scan(&one)
}

// KeyFault says what is wrong with the key file now, "" when it is the one that the
// portal works with. Without it the portal cannot start again.
func (s *Store) KeyFault() string {
	const restore = "The portal works on until it stops and cannot start again; put back the key file that belongs to this database."
	key, err := credential.LoadKey(s.keyPath)
	switch {
	case err != nil:
		return fmt.Sprintf("The key file %s is gone or cannot be read. %s", keyFile, restore)
	case key.Fingerprint() != s.key.Fingerprint():
		return fmt.Sprintf("The key file %s was changed. %s", keyFile, restore)
	}
	return ""
}

// WatchKey calls told with what is wrong with the key file at each tick, until ctx
// ends.
func (s *Store) WatchKey(ctx context.Context, tick <-chan time.Time, told func(fault string)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if fault := s.KeyFault(); fault != "" {
				told(fault)
			}
		}
	}
}

// CheckBeside checks as Check does while the portal serves, one table at a time, so
// that no reading holds the log back for long. Faults tells what it found.
func (s *Store) CheckBeside(ctx context.Context) ([]string, error) {
	faults, err := s.lookThrough(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && (database.Damaged(err) || len(faults) > 0) { // the damage can be too large to look further
		faults, err = append(faults, ofDatabase+err.Error()), nil
	}
	s.faults.Store(&faults)
	return faults, err
}

func (s *Store) lookThrough(ctx context.Context) (faults []string, err error) {
	names, err := s.db.Tables(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		some, err := s.damage(ctx, name)
		if faults = append(faults, some...); err != nil {
			return faults, err
		}
	}
	more, err := s.brokenRules(ctx)
	return append(faults, more...), err
}

// Faults are what CheckBeside found. damaged says that the database itself is damaged:
// what is read or written may be wrong.
func (s *Store) Faults() (faults []string, damaged bool) {
	if found := s.faults.Load(); found != nil {
		faults = *found
	}
	return faults, slices.ContainsFunc(faults, func(fault string) bool { return strings.HasPrefix(fault, ofDatabase) })
}
