package store

import (
	"mtp/internal/portal"

	"mtp/store/database"
)

const (
	// guesses is for how many names of a file the one that was meant is looked for.
	guesses = 200
	// neighbours is with how many names each is compared on either side of where
	// it would stand in the list.
	neighbours = 50
)

// meant returns the name that was probably meant by one that no organization
// has: the nearest of those that stand around it in the list, "" when none is
// near.
func (p *importPlan) meant(name string) (string, error) {
	key := portal.Order(name)
	if meant, known := p.near[key]; known || len(p.near) >= guesses {
		return meant, nil
	}
	var names []string
	read := func(row database.Row) error {
		var name string
		err := row.Scan(&name)
		names = append(names, name)
		return err
	}
	for _, query := range []string{neighboursAfter, neighboursBefore} {
		if err := database.EachRow(p.ctx, p.q, query, []any{key, neighbours}, read); err != nil {
			return "", err
		}
	}
	p.near[key] = portal.Nearest(name, names)
	return p.near[key], nil
}

const (
	neighboursAfter  = `SELECT name FROM organizations WHERE name_order >= $1 ORDER BY name_order, id LIMIT $2`
	neighboursBefore = `SELECT name FROM organizations WHERE name_order < $1 ORDER BY name_order DESC, id DESC LIMIT $2`
)
