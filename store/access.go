package store

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Changes are changes to which organizations an administrator may reach, as a
// form carries them: in order, a later one wins over an earlier one. "+id" and
// "-id" add and remove one organization, "+?text" and "-?text" all whose name
// matches the text (all there are when it is empty).
type Changes []string

// MaxChanges is how many changes one form may carry, and maxMatching how many of
// them may be of all that match a text.
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
		return "", nil, fault.New(fault.Invalid, "These are too many single changes for one form. Save them in parts, or use “Add all that match”.")
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
		var ids []string
		for ; i >= 0 && strings.HasPrefix(c[i], sign) && !strings.HasPrefix(c[i], sign+"?") && len(c[i]) > 1; i-- {
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

// moved is what changes of access come to.
type moved struct {
	Added, Removed           int
	AddedNames, RemovedNames []string // the first maxMovedNames in order of name
}

const maxMovedNames = 100

func (m moved) any() bool { return m.Added+m.Removed > 0 }

// accessMoves returns what the changes would add and remove, with names.
func accessMoves(ctx context.Context, q querier, administratorID string, changes Changes) (moved, error) {
	var m moved
	effective, args, err := changes.effective([]any{administratorID})
	if err != nil || len(changes) == 0 {
		return m, err
	}
	rows, err := q.QueryContext(ctx, `SELECT o.name, x.administrator_id IS NULL`+organizationsAnd+
		`WHERE (`+effective+`) <> (x.administrator_id IS NOT NULL) ORDER BY o.search_text, o.id`, args...)
	if err != nil {
		return m, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var added bool
		if err := rows.Scan(&name, &added); err != nil {
			return m, err
		}
		n, names := &m.Removed, &m.RemovedNames
		if added {
			n, names = &m.Added, &m.AddedNames
		}
		if *n++; *n <= maxMovedNames {
			*names = append(*names, name)
		}
	}
	return m, rows.Err()
}

func (t *tx) accessMoves(administratorID string, changes Changes) (moved, error) {
	return accessMoves(t.ctx, t, administratorID, changes)
}

// applyAccess makes the changes, and returns what they came to.
func (t *tx) applyAccess(administratorID string, changes Changes) (moved, error) {
	m, err := t.accessMoves(administratorID, changes)
	if err != nil || !m.any() {
		return m, err
	}
	effective, args, err := changes.effective([]any{administratorID})
	if err != nil {
		return m, err
	}
	granted := append(args[:len(args):len(args)], t.millis())
	added, err := t.exec(fmt.Sprintf(`INSERT INTO access (administrator_id, organization_id, granted_at) SELECT $1, o.id, $%d`, len(granted))+
		organizationsAnd+`WHERE x.administrator_id IS NULL AND (`+effective+`)`, granted...)
	if err != nil {
		return m, err
	}
	removed, err := t.exec(`DELETE FROM access WHERE administrator_id = $1 AND organization_id IN (SELECT o.id`+
		organizationsAnd+`WHERE x.administrator_id IS NOT NULL AND NOT (`+effective+`))`, args...)
	if err != nil {
		return m, err
	}
	if int(added) != m.Added || int(removed) != m.Removed {
		return m, fmt.Errorf("access changed by +%d −%d instead of +%d −%d", added, removed, m.Added, m.Removed)
	}
	return m, one(t.exec(`UPDATE administrators SET organization_count = organization_count + $1 WHERE id = $2`, added-removed, administratorID))
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
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*)`+organizationsAnd+`WHERE (`+effective+`)`, args...).Scan(&page.Chosen); err != nil {
		return page, err
	}
	if page.moved, err = accessMoves(ctx, tx, q.AdministratorID, q.Changes); err != nil {
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
