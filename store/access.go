package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mtp/internal/portal"
	"mtp/store/database"
)

// accessChange is a change of which organizations an administrator reaches.
type accessChange interface {
	// moves returns what it would add and remove.
	moves(t *tx, administratorID string) (accessMoves, error)
}

// accessMoves are the organizations that a change of access adds and removes.
type accessMoves struct {
	Added, Removed           int
	AddedNames, RemovedNames []string // the first maxMovedNames in order of name
	added, removed           []string // ids
}

const maxMovedNames = 100

func (m accessMoves) any() bool { return m.Added+m.Removed > 0 }

// moves returns m, which was worked out before.
func (m accessMoves) moves(*tx, string) (accessMoves, error) { return m, nil }

// exactly are the ids of all organizations that an administrator is to reach.
type exactly []string

func (e exactly) moves(t *tx, administratorID string) (accessMoves, error) {
	now, wanted := map[string]string{}, map[string]string{}
	read := func(places map[string]string) func(database.Row) error {
		return func(row database.Row) error {
			var id, name string
			err := row.Scan(&id, &name)
			places[id] = name
			return err
		}
	}
	if err := database.EachRow(t.ctx, t, `SELECT o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id WHERE x.administrator_id = $1`, []any{administratorID}, read(now)); err != nil {
		return accessMoves{}, err
	}
	err := database.EachRow(t.ctx, t, `SELECT id, name FROM organizations WHERE id IN `+database.Values("$1"), []any{database.List(e)}, read(wanted))
	return difference(now, wanted), err
}

// difference is what turns the organizations reached now, names by id, into those that
// are wanted.
func difference(now, wanted map[string]string) accessMoves {
	added, removed := without(wanted, now), without(now, wanted)
	m := accessMoves{Added: len(added), Removed: len(removed), added: byName(added), removed: byName(removed)}
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
	places := make(map[string]string, len(names))
	for id, name := range names {
		places[id] = portal.Order(name)
	}
	return slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(strings.Compare(places[a], places[b]), strings.Compare(a, b))
	})
}

// moves is what turns the saved organizations into the chosen ones.
func (n *organizationNames) moves(saved, chosen marked) accessMoves {
	var m accessMoves
	for at := range n.list {
		if chosen[at] != saved[at] {
			m.note(n.list[at].id, n.list[at].name, chosen[at])
		}
	}
	return m
}

// note notes the next organization, in order of name, that is added or removed.
func (m *accessMoves) note(id, name string, added bool) {
	n, ids, names := &m.Removed, &m.removed, &m.RemovedNames
	if added {
		n, ids, names = &m.Added, &m.added, &m.AddedNames
	}
	*ids = append(*ids, id)
	if *n++; *n <= maxMovedNames {
		*names = append(*names, name)
	}
}

// byOperator stands for whoever holds the machine, in place of an administrator's id.
const byOperator = "operator"

// grantedBy is who gives access in the transaction, as it is stored.
func (t *tx) grantedBy() string {
	if t.by.Operator {
		return byOperator
	}
	return t.actor.ID
}

// move gives the administrator access to what is added, and takes away what is removed.
// An organization that is reached already, or no longer, is an error.
func (t *tx) move(administratorID string, m accessMoves) error {
	if !m.any() {
		return nil
	}
	t.spokenOf = slices.Concat(t.spokenOf, m.added, m.removed)
	all := func(ids []string, query string, args ...any) error {
		if len(ids) == 0 {
			return nil
		}
		n, err := t.exec(query, append([]any{administratorID, database.List(slices.Sorted(slices.Values(ids)))}, args...)...)
		if err == nil && n != int64(len(ids)) {
			return fmt.Errorf("moved %d organizations instead of %d", n, len(ids))
		}
		return err
	}
	if err := all(m.added, giveOrganizations, t.millis(), t.grantedBy()); err != nil {
		return err
	}
	if err := all(m.removed, takeOrganizations); err != nil {
		return err
	}
	return exactlyOne(t.exec(`UPDATE administrators SET organization_count = organization_count + $1 WHERE id = $2`, m.Added-m.Removed, administratorID))
}

// Granted is when access was given and by whom, if that is known.
type Granted struct {
	At   time.Time // zero when it is not known
	By   string    // a name; "" when it is not known
	ByID string    // of that administrator; "" when it was whoever holds the machine, or is not known
}

// granted is the Granted of a stored time, of who gave it, and of their name.
func granted(at int64, by, name string) Granted {
	if by == byOperator {
		return Granted{millisTime(at), operatorName, ""}
	}
	return Granted{millisTime(at), name, by}
}

// What is done to thousands of organizations is one statement with a JSON list of
// them, in the order of the index that it changes.
var (
	giveOrganizations = `INSERT INTO access (administrator_id, organization_id, granted_at, granted_by) SELECT $1, given.value, $3, $4 FROM ` + database.Values("$2") + ` given`
	takeOrganizations = `DELETE FROM access WHERE administrator_id = $1 AND organization_id IN ` + database.Values("$2")
)
