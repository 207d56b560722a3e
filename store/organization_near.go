package store

const (
	// guesses is for how many names of a file the one that was meant is looked for.
	guesses = 200
	// neighbours is with how many names each is compared on either side of where
	// it would stand in the list.
	neighbours = 50
)

const (
	neighboursAfter  = `SELECT name FROM organizations WHERE name_order >= $1 ORDER BY name_order, id LIMIT $2`
	neighboursBefore = `SELECT name FROM organizations WHERE name_order < $1 ORDER BY name_order DESC, id DESC LIMIT $2`
)
