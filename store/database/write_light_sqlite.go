package database

import (
	"context"
	"database/sql/driver"
	"time"
)

// WriteLight runs a statement that need not outlive a loss of power: what a browser's
// session holds, and when something was last used. It does not wait for the disk. When
// no connection is free within the patience it is refused as Unavailable.
func (db *DB) WriteLight(ctx context.Context, patience time.Duration, query string, args ...any) error {
	conn, err := db.toWrite(ctx, patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx) // what has begun is finished, so that saves wait for the disk again
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, query, args...)
	if _, back := conn.ExecContext(ctx, `PRAGMA synchronous = FULL`); back != nil {
		return conn.Raw(func(any) error { return driver.ErrBadConn }) // the next connection waits for the disk again
	}
	return err
}
