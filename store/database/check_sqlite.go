package database

import (
	"context"
	"strings"
	"time"
)

// Damage returns a line for each fault in the table and its indexes, or in the whole
// database file when table is "". It reads every page of them.
func (db *DB) Damage(ctx context.Context, table string) (faults []string, err error) {
	query, args := `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`, []any(nil)
	if table != "" {
		query, args = `SELECT integrity_check FROM pragma_integrity_check($1) WHERE integrity_check <> 'ok'`, []any{table}
	}
	return All[string](ctx, db, query, args...)
}

// Tables returns the names of the tables that have pages of their own.
func (db *DB) Tables(ctx context.Context) ([]string, error) {
	return All[string](ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name`)
}

// Dangling is the query that counts the rows that point at something that does not
// exist.
const Dangling = `SELECT COUNT(*) FROM pragma_foreign_key_check`

// glanceFor is how long a start looks for damage.
const glanceFor = 15 * time.Millisecond

// Glance looks for damage for as long as a start may spend on it. It returns the first
// fault, "" when it found none by then.
func (db *DB) Glance(ctx context.Context) (fault string, err error) {
	ctx, cancel := context.WithTimeout(ctx, glanceFor)
	defer cancel()
	var line string
	err = db.reader.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&line)
	if ctx.Err() != nil || err == nil && line == "ok" {
		return "", nil
	}
	if Damaged(err) {
		return err.Error(), nil
	}
	return strings.ReplaceAll(line, "\n", " "), err
}
