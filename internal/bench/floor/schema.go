package main

import (
	"errors"
	"net/http"
)

// newOrigin returns the check of where a change comes from.
func newOrigin() *http.CrossOriginProtection { return http.NewCrossOriginProtection() }

// own is what the floor adds to the portal's schema so that each work is found by
// index. How common each three letters are is known, about, so that a long text is
// looked for by its rarest.
var own = []string{
	`CREATE TABLE floor_sessions (token_hash TEXT NOT NULL PRIMARY KEY, data BLOB NOT NULL, expires_at BIGINT NOT NULL, administrator_id TEXT NOT NULL) WITHOUT ROWID`,
	`CREATE INDEX floor_everywhere ON administrators (name_key, id) WHERE ` + listed + ` AND all_organizations`,
	`CREATE INDEX floor_words ON administrators (name_key, id, search_text) WHERE ` + listed,
	`CREATE INDEX floor_order ON administrators (search_id, name_key, id) WHERE ` + listed,
	`CREATE INDEX floor_found ON administrators (search_id, name_key, id, search_text) WHERE ` + listed,
	`CREATE INDEX floor_organizations ON organizations (id, name_order, name)`,
	`CREATE VIRTUAL TABLE floor_organizations_search USING fts5 (text, content = '', tokenize = 'trigram case_sensitive 1')`,
	`INSERT INTO floor_organizations_search (rowid, text) SELECT rowid, search_text FROM organizations`,
	`CREATE TABLE floor_letters (letters TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) WITHOUT ROWID`,
	`INSERT INTO floor_letters (letters, n) SELECT term, doc FROM administrators_search_words`,
	`INSERT INTO administrators_search (administrators_search) VALUES ('optimize')`,
	`INSERT INTO floor_organizations_search (floor_organizations_search) VALUES ('optimize')`,
	`ANALYZE`,
}

// listed is the condition that all rows of the list meet.
const listed = `organization_id = '' AND status <> 'deleted'`

// prepare adds what is the floor's own to the database.
func prepare(path string) error {
	conn, err := connect(path)
	if err != nil {
		return err
	}
	c := &connection{conn: conn}
	for _, step := range own {
		if err := c.run(step); err != nil {
			return errors.Join(err, conn.Close())
		}
	}
	return conn.Close()
}
