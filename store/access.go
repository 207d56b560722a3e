package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Changes are changes to which organizations an administrator may reach, as a
// form carries them: in order, a later one wins over an earlier one. "+id" and
// "-id" add and remove one organization, "+?text" and "-?text" all whose name
// matches the text (all there are when it is empty), and "+@id" adds all that the
// portal's administrator with the id reaches by selection.
type Changes []string

// MaxChanges is how many changes one form may carry, and maxMatching how many of
// them may be of all that match a text or that somebody reaches.
const (
	MaxChanges  = 500
	maxMatching = 50
)

func unreadableChange() error {
	return fault.New(fault.Invalid, "The form carries a change of access that cannot be read. Open the page again.")
}

// effective returns an SQL expression that says whether organization o is
// chosen once the changes are made to access row x, and the arguments with
// those of the expression appended. Ids that do not exist match nothing.
func (c Changes) effective(args []any) (string, []any, error) {
	if len(c) > MaxChanges {
		return "", nil, fault.New(fault.Invalid, "These are too many changes for one form. Save them in parts, or use “Add all that match”.")
	}
	var when []string
	matching := 0
	bind := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	for i := len(c) - 1; i >= 0; {
		sign, rest := "", ""
		if len(c[i]) > 1 {
			sign, rest = c[i][:1], c[i][1:]
		}
		truth, ok := map[string]string{"+": "TRUE", "-": "FALSE"}[sign]
		if !ok {
			return "", nil, unreadableChange()
		}
		if text, all := strings.CutPrefix(rest, "?"); all {
			if matching++; matching > maxMatching || utf8.RuneCountInString(text) > portal.MaxName {
				return "", nil, unreadableChange()
			}
			when = append(when, "WHEN o.search_text LIKE "+bind(like(text))+` ESCAPE '\' THEN `+truth)
			i--
			continue
		}
		if id, copied := strings.CutPrefix(rest, "@"); copied {
			if matching++; matching > maxMatching || sign != "+" || id == "" {
				return "", nil, unreadableChange()
			}
			when = append(when, `WHEN o.id IN (SELECT c.organization_id FROM access c JOIN administrators a ON a.id = c.administrator_id
				WHERE c.administrator_id = `+bind(id)+` AND a.organization_id = '' AND a.status <> 'deleted') THEN `+truth)
			i--
			continue
		}
		var ids []string
		for ; i >= 0 && len(c[i]) > 1 && c[i][:1] == sign && c[i][1] != '?' && c[i][1] != '@'; i-- {
			ids = append(ids, bind(c[i][1:]))
		}
		when = append(when, "WHEN o.id IN ("+strings.Join(ids, ", ")+") THEN "+truth)
	}
	if len(when) == 0 {
		return "(x.administrator_id IS NOT NULL)", args, nil
	}
	return "CASE " + strings.Join(when, " ") + " ELSE x.administrator_id IS NOT NULL END", args, nil
}

// organizationsAnd joins each organization to the access row of administrator $1.
const organizationsAnd = ` FROM organizations o LEFT JOIN access x ON x.organization_id = o.id AND x.administrator_id = $1 `

// access is a change of which organizations an administrator reaches.
type access interface {
	// moves returns what it would add and remove.
	moves(ctx context.Context, q querier, administratorID string) (moved, error)
}

// copied refuses changes that copy the selection of somebody who has none by now:
// nothing would be given without a word.
func (t *tx) copied(c Changes) error {
	for _, change := range c {
		source, found := strings.CutPrefix(change, "+@")
		if !found {
			continue
		}
		var n int
		if err := t.scan(`SELECT COUNT(*) FROM administrators WHERE id = $1 AND organization_id = '' AND status <> 'deleted' AND NOT all_organizations`, []any{source}, &n); err != nil {
			return err
		}
		if n == 0 {
			return fault.InField(portal.FieldAccess, "The administrator you copied from was deleted or now reaches all organizations. Copy again, or choose the organizations yourself.")
		}
	}
	return nil
}

// moved is what changes of access come to.
type moved struct {
	Added, Removed           int
	AddedNames, RemovedNames []string // the first maxMovedNames in order of name
	added, removed           []string // ids
}

const maxMovedNames = 100

func (m moved) any() bool { return m.Added+m.Removed > 0 }

// moves returns what was worked out already.
func (m moved) moves(context.Context, querier, string) (moved, error) { return m, nil }

func (c Changes) moves(ctx context.Context, q querier, administratorID string) (moved, error) {
	effective, args, err := c.effective([]any{administratorID})
	if err != nil || len(c) == 0 {
		return moved{}, err
	}
	return movedBy(ctx, q, `SELECT o.id, o.name, x.administrator_id IS NULL`+organizationsAnd+
		`WHERE (`+effective+`) <> (x.administrator_id IS NOT NULL) ORDER BY o.search_text, o.id`, args...)
}

// exactly are the ids of all organizations that an administrator is to reach.
type exactly []string

func (e exactly) moves(ctx context.Context, q querier, administratorID string) (moved, error) {
	now, wanted := map[string]string{}, map[string]string{}
	read := func(places map[string]string) func(scanner) error {
		return func(row scanner) error {
			var id, name string
			err := row.Scan(&id, &name)
			places[id] = name
			return err
		}
	}
	if err := eachOf(ctx, q, `SELECT o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id WHERE x.administrator_id IN `, []string{administratorID}, read(now)); err != nil {
		return moved{}, err
	}
	err := eachOf(ctx, q, `SELECT id, name FROM organizations WHERE id IN `, e, read(wanted))
	return difference(now, wanted), err
}

// difference is what must move so that the organizations reached now, names by
// id, become those that are wanted.
func difference(now, wanted map[string]string) moved {
	added, removed := without(wanted, now), without(now, wanted)
	m := moved{Added: len(added), Removed: len(removed), added: byName(added), removed: byName(removed)}
	for _, id := range m.added[:min(m.Added, maxMovedNames)] {
		m.AddedNames = append(m.AddedNames, added[id])
	}
	for _, id := range m.removed[:min(m.Removed, maxMovedNames)] {
		m.RemovedNames = append(m.RemovedNames, removed[id])
	}
	return m
}

// without returns those of all that are not among the others.
func without(all, others map[string]string) map[string]string {
	rest := map[string]string{}
	for id, name := range all {
		if _, found := others[id]; !found {
			rest[id] = name
		}
	}
	return rest
}

// byName returns the ids in order of their names.
func byName(names map[string]string) []string {
	folded := make(map[string]string, len(names))
	for id, name := range names {
		folded[id] = portal.Fold(name)
	}
	return slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(strings.Compare(folded[a], folded[b]), strings.Compare(a, b))
	})
}

// movedBy gathers the rows of a query for id and name of each organization that
// moves, and whether it is added.
func movedBy(ctx context.Context, q querier, query string, args ...any) (moved, error) {
	var m moved
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return m, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		var added bool
		if err := rows.Scan(&id, &name, &added); err != nil {
			return m, err
		}
		n, ids, names := &m.Removed, &m.removed, &m.RemovedNames
		if added {
			n, ids, names = &m.Added, &m.added, &m.AddedNames
		}
		*ids = append(*ids, id)
		if *n++; *n <= maxMovedNames {
			*names = append(*names, name)
		}
	}
	return m, rows.Err()
}

// move gives the administrator access to what is added, and takes away what is
// removed. All must be as moves said.
func (t *tx) move(administratorID string, m moved) error {
	if !m.any() {
		return nil
	}
	each := func(ids []string, query string, args ...any) error {
		if len(ids) == 0 {
			return nil
		}
		statement, err := t.PrepareContext(t.ctx, query)
		if err != nil {
			return err
		}
		defer statement.Close()
		for _, id := range ids {
			result, err := statement.ExecContext(t.ctx, append([]any{administratorID, id}, args...)...)
			if err != nil {
				return err
			}
			if err := one(result.RowsAffected()); err != nil {
				return err
			}
		}
		return nil
	}
	if err := each(m.added, `INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ($1, $2, $3)`, t.millis()); err != nil {
		return err
	}
	if err := each(m.removed, `DELETE FROM access WHERE administrator_id = $1 AND organization_id = $2`); err != nil {
		return err
	}
	return one(t.exec(`UPDATE administrators SET organization_count = organization_count + $1 WHERE id = $2`, m.Added-m.Removed, administratorID))
}

// PickerQuery asks for one page of the organizations to choose from.
type PickerQuery struct {
	AdministratorID string  // "" for a new administrator
	Changes         Changes // not saved yet
	Text            string  // part of the name
	After, Before   string  // cursors
}

// PickerPage is one page of it: the chosen organizations first, then by name.
type PickerPage struct {
	List[PickerLine]
	All    int // organizations there are
	Chosen int // of all organizations, once the changes are made
	moved
}

// PickerLine is one organization and whether it is chosen, once the changes are made.
type PickerLine struct {
	portal.Organization
	Chosen bool
}

// Picker returns a page of the organizations that an administrator can be
// given, for those who may edit administrators.
func (s *Store) Picker(ctx context.Context, actor portal.Administrator, q PickerQuery) (PickerPage, error) {
	var page PickerPage
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return page, err
	}
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return page, err
	}
	defer tx.Rollback()
	effective, args, err := q.Changes.effective([]any{q.AdministratorID})
	if err != nil {
		return page, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN `+effective+` THEN 1 ELSE 0 END), 0)`+organizationsAnd, args...).Scan(&page.All, &page.Chosen); err != nil {
		return page, err
	}
	if page.moved, err = q.Changes.moves(ctx, tx, q.AdministratorID); err != nil {
		return page, err
	}
	k := keyset{
		from:    `(SELECT o.id, o.name, o.search_text, CASE WHEN ` + effective + ` THEN 0 ELSE 1 END AS rest` + organizationsAnd + `) o`,
		columns: []string{"o.rest", "o.search_text", "o.id"},
		args:    args, after: q.After, before: q.Before,
	}
	if q.Text != "" {
		k.where("o.search_text LIKE ? ESCAPE '\\'", like(q.Text))
	}
	page.List, err = listPage(ctx, tx, k, `o.name, o.rest = 0`, func(row scanner, cursor []any) (PickerLine, error) {
		var line PickerLine
		err := row.Scan(append(cursor, &line.Name, &line.Chosen)...)
		line.ID = cursorText(cursor[2])
		return line, err
	})
	return page, err
}
