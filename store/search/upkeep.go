package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"mtp/store/database"
)

const (
	// mergedAtOnce is how many pages of an index of letters are merged before a change
	// that waits has its turn.
	mergedAtOnce = 64
	// scatteredPages is how many of its pages may stand apart. Up to so many, it need
	// not be known how common letters are.
	scatteredPages = 16
	// commonLetters is how many rows at least hold three letters whose number is kept.
	commonLetters = 100
)

// Tidy keeps searches quick. What was changed stands apart in an index of letters until
// it is merged with the rest. Then it is counted anew how common letters are.
func Tidy(ctx context.Context, db *database.DB) error {
	for _, x := range []Index{Administrators, Users} {
		var pages, largest int
		var known bool
		if err := db.QueryRowContext(ctx, fmt.Sprintf(`SELECT COALESCE(SUM(n), 0), COALESCE(MAX(n), 0), EXISTS (SELECT 1 FROM %[1]s_letters)
			FROM (SELECT COUNT(*) AS n FROM %[1]s_search_idx GROUP BY segid) parts`, x.table)).Scan(&pages, &largest, &known); err != nil {
			return err
		}
		apart := pages - largest
		if apart <= max(scatteredPages, pages/10) && (known || pages <= scatteredPages) {
			continue
		}
		// The first step, negative, begins to merge all; each one merges some of it.
		for step, more := -mergedAtOnce, true; more; step = mergedAtOnce {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if more, err = x.merge(db, step); err != nil {
				return err
			}
		}
		if err := x.CountLetters(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// merge merges some of the index of letters, and reports whether there was something
// to merge.
func (x Index) merge(db *database.DB, step int) (more bool, err error) {
	err = db.Write(database.Patient, func(t *sql.Tx) error {
		var before, after int
		const changes = `SELECT total_changes()`
		if err := t.QueryRow(changes).Scan(&before); err != nil {
			return err
		}
		if _, err := t.Exec(fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search, rank) VALUES ('merge', $1)`, x.table), step); err != nil {
			return err
		}
		err := t.QueryRow(changes).Scan(&after)
		more = after-before >= 2 // the statement itself is one
		return err
	})
	return more, err
}

// CountLetters notes how many rows hold each three letters that are common.
func (x Index) CountLetters(ctx context.Context, db *database.DB) error {
	held := map[string]int{}
	if err := database.EachRow(ctx, db, `SELECT term, doc FROM `+x.table+`_search_words WHERE doc >= $1`, []any{commonLetters}, func(row database.Row) error {
		var letters string
		var n int
		err := row.Scan(&letters, &n)
		held[letters] = n
		return err
	}); err != nil {
		return err
	}
	encoded, err := json.Marshal(held)
	if err != nil {
		return err
	}
	return db.Write(database.Patient, func(t *sql.Tx) error {
		if _, err := t.Exec(`DELETE FROM ` + x.table + `_letters`); err != nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO `+x.table+`_letters (letters, n) SELECT key, value FROM json_each($1)`, string(encoded))
		return err
	})
}
