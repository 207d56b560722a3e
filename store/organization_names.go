package store

import (
	"context"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// organizationNames are all organizations in the order of their names, as they were at
// one revision. They change seldom and are kept in memory, where thousands are
// searched, compared and paged in less time than the database takes to find the first.
// Before, the form of an administrator took 37 ms of processor time.
type organizationNames struct {
	revision int64
	list     []namedOrganization
	pairs    []uint64         // of each name
	places   []place          // all of them
	at       map[string]place // by id
}

// place is where an organization stands in the order of names.
type place int32

type namedOrganization struct{ id, name, folded, order string }

// pairs sets one of 64 bits for each two neighbouring bytes of the text. A name that
// holds a text has all its bits, so most names need not be read. It brought this part
// of a search from 66 to 9 µs.
func pairs(text string) (bits uint64) {
	for i := 1; i < len(text); i++ {
		bits |= 1 << ((uint(text[i-1])*31 + uint(text[i])) % 64)
	}
	return bits
}

const allByName = `SELECT id, name, search_text, name_order FROM organizations ORDER BY name_order, id`

// readNames reads the names of all organizations, which are at the revision.
func readNames(ctx context.Context, q database.Querier, revision int64) (*organizationNames, error) {
	n := &organizationNames{revision: revision, at: map[string]place{}}
	err := database.EachRow(ctx, q, allByName, nil, func(row database.Row) error {
		var o namedOrganization
		err := row.Scan(&o.id, &o.name, &o.folded, &o.order)
		at := place(len(n.list))
		n.list, n.pairs, n.places, n.at[o.id] = append(n.list, o), append(n.pairs, pairs(o.folded)), append(n.places, at), at
		return err
	})
	return n, err
}

// organization is the one at a place, without its version.
func (n *organizationNames) organization(at place) portal.Organization {
	return portal.Organization{ID: n.list[at].id, Name: n.list[at].name}
}

// marked says of each organization, by its place among the names, whether it is one of
// a set.
type marked []bool

// reachedBy returns the ids of the organizations that an administrator reaches by
// selection.
const reachedBy = `SELECT COALESCE(STRING_AGG(organization_id, ' '), '') FROM access WHERE administrator_id = $1`

// mark marks the organizations whose ids the query returns, in one text.
func (n *organizationNames) mark(ctx context.Context, q database.Querier, m marked, query string, arg any) error {
	var ids string
	if err := q.QueryRowContext(ctx, query, arg).Scan(&ids); err != nil {
		return err
	}
	for id := range strings.FieldsSeq(ids) {
		if at, found := n.at[id]; found {
			m[at] = true
		}
	}
	return nil
}

// number returns how many are marked.
func (m marked) number() (n int) {
	for _, is := range m {
		if is {
			n++
		}
	}
	return n
}

// among returns the places that are marked.
func (m marked) among(places []place) (some []place) {
	for _, at := range places {
		if m[at] {
			some = append(some, at)
		}
	}
	return some
}

// first returns the places with the marked ones first.
func (m marked) first(places []place) []place {
	ordered, i, j := make([]place, len(places)), 0, 0
	for _, at := range places {
		if m[at] {
			j++
		}
	}
	for _, at := range places {
		if m[at] {
			ordered[i] = at
			i++
		} else {
			ordered[j] = at
			j++
		}
	}
	return ordered
}

// placesOf returns the places of the organizations whose names hold the words of the
// text, in order. The caller must not change the slice.
func (n *organizationNames) placesOf(text string) []place {
	words := portal.Words(text)
	if len(words) == 0 {
		return n.places
	}
	var found []place
	var wanted uint64
	for _, word := range words {
		wanted |= pairs(word)
	}
	for at, held := range n.pairs {
		if held&wanted == wanted && n.list[at].holds(words) {
			found = append(found, place(at))
		}
	}
	return found
}

func (o namedOrganization) holds(words []string) bool {
	for _, word := range words {
		if !strings.Contains(o.folded, word) {
			return false
		}
	}
	return true
}
