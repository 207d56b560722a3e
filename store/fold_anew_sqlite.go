package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/search"
)

// folding is the migration that folds anew what an older program folded. After it,
// names are searched, sorted and told apart as this program does.
var folding = goose.NewGoMigration(21, &goose.GoFunc{RunTx: foldAnew}, nil)

// foldable is a table with columns that are folded in Go.
type foldable struct {
	table   string
	columns string        // that are read, after the row id
	set     []string      // the folded ones
	words   *search.Index // its index of letters, if it has one
	fold    func(database.Row) (refolded, error)
}

// refolded is what the folded columns of a row are to hold.
type refolded struct {
	rowid  int64
	values []any
	same   bool // the columns hold it already
}

var foldables = []foldable{
	{"administrators", "first_name, last_name, email, name_key, search_text", []string{"name_key", "search_text"}, &search.Administrators, foldAdministrator},
	{"users", "first_name, last_name, username, email, name_key, search_text", []string{"name_key", "search_text"}, &search.Users, foldUser},
	{"organizations", "name", []string{"name_alike", "name_order", "search_text"}, nil, foldOrganization},
	{"audit", "search_text", []string{"search_text"}, nil, foldEntry},
}

// foldAnew folds all tables. Of an entry of the audit trail it changes only the text by
// which it is found, never what it says.
func foldAnew(ctx context.Context, tx *sql.Tx) error {
	var guard string
	if err := tx.QueryRowContext(ctx, `SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_never_updated'`).Scan(&guard); err != nil {
		return err
	}
	if err := runAll(ctx, tx, []string{`DROP TRIGGER audit_never_updated`}); err != nil {
		return err
	}
	for _, f := range foldables {
		if err := f.anew(ctx, tx); err != nil {
			return err
		}
	}
	return runAll(ctx, tx, []string{guard})
}

const (
	// foldedAtOnce is how many rows are read before those that change are written.
	foldedAtOnce = 5_000
	// oneByOne is how many rows, at most, are changed more quickly with their indexes
	// in place than with these made anew.
	oneByOne = 1_000
)

// anew writes the rows whose folded columns change.
func (f foldable) anew(ctx context.Context, tx *sql.Tx) error {
	var update string
	for i, column := range f.set {
		update += fmt.Sprintf("%s = $%d, ", column, i+1)
	}
	statement, err := tx.PrepareContext(ctx, fmt.Sprintf(`UPDATE %s SET %s WHERE rowid = $%d`, f.table, update[:len(update)-2], len(f.set)+1))
	if err != nil {
		return err
	}
	defer statement.Close()
	var again []string // makes what was dropped
	for n, last := 0, int64(0); ; {
		var changed []refolded
		read := 0
		if err := database.EachRow(ctx, tx, `SELECT rowid, `+f.columns+` FROM `+f.table+` WHERE rowid > $1 ORDER BY rowid LIMIT $2`, []any{last, foldedAtOnce}, func(row database.Row) error {
			r, err := f.fold(row)
			if read, last = read+1, r.rowid; !r.same {
				changed = append(changed, r)
			}
			return err
		}); err != nil {
			return err
		}
		if n += len(changed); n > oneByOne && again == nil {
			if again, err = f.bare(ctx, tx); err != nil {
				return err
			}
		}
		for _, r := range changed {
			if _, err := statement.ExecContext(ctx, append(r.values, r.rowid)...); err != nil {
				return err
			}
		}
		if read < foldedAtOnce {
			return runAll(ctx, tx, again)
		}
	}
}

// bare drops the indexes of what is folded, and the trigger that keeps the index of
// letters. It returns the SQL that makes them again.
func (f foldable) bare(ctx context.Context, tx *sql.Tx) (again []string, err error) {
	again = []string{}
	var drop []string
	err = database.EachRow(ctx, tx, `SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_master WHERE tbl_name = $1
			AND (type = 'index' AND (INSTR(sql, 'name_key') > 0 OR INSTR(sql, 'search_text') > 0) OR type = 'trigger' AND name = $2)`,
		[]any{f.table, f.table + "_search_changed"}, func(row database.Row) error {
			var without, with string
			err := row.Scan(&without, &with)
			drop, again = append(drop, without), append(again, with)
			return err
		})
	if err != nil {
		return nil, err
	}
	if f.words != nil {
		again = append(again, f.words.Clear(), f.words.Fill())
	}
	return again, runAll(ctx, tx, drop)
}

func runAll(ctx context.Context, tx *sql.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func foldAdministrator(row database.Row) (refolded, error) {
	var r refolded
	var a portal.Administrator
	var order, text string
	err := row.Scan(&r.rowid, &a.FirstName, &a.LastName, &a.Email, &order, &text)
	r.values = []any{portal.Order(a.Name()), searchText(a)}
	r.same = r.values[0] == order && r.values[1] == text
	return r, err
}

func foldUser(row database.Row) (refolded, error) {
	var r refolded
	var u portal.User
	var order, text string
	err := row.Scan(&r.rowid, &u.FirstName, &u.LastName, &u.Username, &u.Email, &order, &text)
	r.values = []any{portal.Order(u.Name()), userSearchText(u)}
	r.same = r.values[0] == order && r.values[1] == text
	return r, err
}

func foldOrganization(row database.Row) (refolded, error) {
	var r refolded
	var name string
	err := row.Scan(&r.rowid, &name)
	r.values = []any{portal.NameKey(name), portal.Order(name), portal.Fold(name)}
	return r, err
}

func foldEntry(row database.Row) (refolded, error) {
	var r refolded
	var text string
	err := row.Scan(&r.rowid, &text)
	r.values = []any{portal.Fold(text)}
	r.same = r.values[0] == text
	return r, err
}
