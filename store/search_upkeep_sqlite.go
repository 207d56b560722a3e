package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"mtp/store/database"
)

const (
	// mergedAtOnce is how many pages of an index of letters are merged before whoever
	// waits to save something has a turn.
	mergedAtOnce = 64
	// scatteredPages is how many pages of it are left apart, and up to how many of
	// them it does not matter how common letters are.
	scatteredPages = 16
	// commonLetters is from how many rows on the number that hold three letters is kept.
	commonLetters = 100
)

// tidySearch keeps searches quick: what was changed is apart in an index of letters
// until it is merged with the rest, and how common letters are is known about.
func (s *Store) tidySearch(ctx context.Context) error {
	for _, w := range []wordIndex{administratorsByWords, usersByWords} {
		var pages, largest int
		var known bool
		if err := s.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT COALESCE(SUM(n), 0), COALESCE(MAX(n), 0), EXISTS (SELECT 1 FROM %[1]s_letters)
			FROM (SELECT COUNT(*) AS n FROM %[1]s_search_idx GROUP BY segid) parts`, w.table)).Scan(&pages, &largest, &known); err != nil {
			return err
		}
		apart := pages - largest
		if apart <= max(scatteredPages, pages/10) && (known || pages <= scatteredPages) {
			continue
		}
		// All is begun to be merged at first, and some of it is with each step.
		for step, more := -mergedAtOnce, true; more; step = mergedAtOnce {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if more, err = s.merge(w, step); err != nil {
				return err
			}
		}
		if err := s.countLetters(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// merge merges some of the index of letters, and reports whether there was something
// to merge.
func (s *Store) merge(w wordIndex, step int) (more bool, err error) {
	err = s.db.Write(database.Patient, func(t *sql.Tx) error {
		var before, after int
		const changes = `SELECT total_changes()`
		if err := t.QueryRow(changes).Scan(&before); err != nil {
			return err
		}
		if _, err := t.Exec(fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search, rank) VALUES ('merge', $1)`, w.table), step); err != nil {
			return err
		}
		err := t.QueryRow(changes).Scan(&after)
		more = after-before >= 2 // the statement itself is one
		return err
	})
	return more, err
}

// countLetters keeps how many rows hold each three letters that many do.
func (s *Store) countLetters(ctx context.Context, w wordIndex) error {
	held := map[string]int{}
	if err := database.EachRow(ctx, s.db, `SELECT term, doc FROM `+w.table+`_search_words WHERE doc >= $1`, []any{commonLetters}, func(row database.Row) error {
		var letters string
		var n int
		err := row.Scan(&letters, &n)
		held[letters] = n
		return err
	}); err != nil {
		return err
	}
	list, err := json.Marshal(held)
	if err != nil {
		return err
	}
	return s.db.Write(database.Patient, func(t *sql.Tx) error {
		if _, err := t.Exec(`DELETE FROM ` + w.table + `_letters`); err != nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO `+w.table+`_letters (letters, n) SELECT key, value FROM json_each($1)`, string(list))
		return err
	})
}
