package main

import (
	"errors"
	"net/http"
)

// newOrigin returns the check of where a change comes from.
func newOrigin() *http.CrossOriginProtection { return http.NewCrossOriginProtection() }

// own is what the floor adds to the portal's schema so that each work is found by
// index: how many administrators there are of each role, status and MFA is kept
// with them, so that any count is a sum of some rows; and how common each three
// letters are is known, about, so that a long text is looked for by its rarest.
var own = []string{
	`CREATE TABLE floor_sessions (token_hash TEXT NOT NULL PRIMARY KEY, data BLOB NOT NULL, expires_at BIGINT NOT NULL, administrator_id TEXT NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE floor_counts (role TEXT NOT NULL, status TEXT NOT NULL, require_mfa BOOLEAN NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (role, status, require_mfa)) WITHOUT ROWID`,
	`INSERT INTO floor_counts (role, status, require_mfa, n)
		SELECT role, status, require_mfa, COUNT(*) FROM administrators WHERE ` + listed + ` GROUP BY 1, 2, 3`,
	`CREATE TRIGGER floor_counts_changed AFTER UPDATE OF role, status, require_mfa ON administrators
		WHEN OLD.role <> NEW.role OR OLD.status <> NEW.status OR OLD.require_mfa <> NEW.require_mfa
		BEGIN
			UPDATE floor_counts SET n = n - 1 WHERE role = OLD.role AND status = OLD.status AND require_mfa = OLD.require_mfa;
			INSERT INTO floor_counts (role, status, require_mfa, n) VALUES (NEW.role, NEW.status, NEW.require_mfa, 1)
				ON CONFLICT DO UPDATE SET n = n + 1;
		END`,
	`CREATE INDEX floor_role_status ON administrators (role, status, name_key, id) WHERE ` + listed,
	`CREATE INDEX floor_mfa ON administrators (require_mfa, name_key, id) WHERE ` + listed + ` AND NOT mfa_on`,
	`CREATE INDEX floor_everywhere ON administrators (name_key, id) WHERE ` + listed + ` AND all_organizations`,
	`CREATE INDEX floor_words ON administrators (name_key, id, search_text) WHERE ` + listed,
	`CREATE INDEX floor_found ON administrators (search_id, name_key, id, search_text) WHERE ` + listed,
	`CREATE INDEX floor_organizations ON organizations (id, search_text, name)`,
	`CREATE VIRTUAL TABLE floor_organizations_search USING fts5 (text, content = '', tokenize = 'trigram case_sensitive 1')`,
	`INSERT INTO floor_organizations_search (rowid, text) SELECT rowid, search_text FROM organizations`,
	`CREATE TABLE floor_letters (letters TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) WITHOUT ROWID`,
	`CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, administrators_search, row)`,
	`INSERT INTO floor_letters (letters, n) SELECT term, doc FROM temp.words`,
	`DROP TABLE temp.words`,
	`ANALYZE`,
}

// listed is the condition that all rows of the list meet.
const listed = `organization_id = '' AND status <> 'deleted'`

// searched is the index of words, for a database that has none yet.
var searched = []string{
	`ALTER TABLE administrators ADD COLUMN search_id BIGINT NOT NULL DEFAULT 0`,
	`UPDATE administrators SET search_id = rowid`,
	`CREATE UNIQUE INDEX administrators_search_id ON administrators (search_id) WHERE search_id > 0`,
	`CREATE VIRTUAL TABLE administrators_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1')`,
	`INSERT INTO administrators_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM administrators WHERE status <> 'deleted' ORDER BY search_id`,
	`CREATE TRIGGER administrators_search_changed AFTER UPDATE OF search_text ON administrators WHEN OLD.search_text <> NEW.search_text
		BEGIN
			DELETE FROM administrators_search WHERE rowid = NEW.search_id;
			INSERT INTO administrators_search (rowid, text) VALUES (NEW.search_id, NEW.search_text || char(10, 10));
		END`,
}

// prepare adds what is the floor's own to the database.
func prepare(path string) error {
	conn, err := connect(path)
	if err != nil {
		return err
	}
	c := &connection{conn: conn}
	find, err := c.prepare(`SELECT COUNT(*) FROM sqlite_master WHERE name = 'administrators_search'`)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	found, err := c.count(find)
	if err = errors.Join(err, find.Close()); err != nil {
		return errors.Join(err, conn.Close())
	}
	steps := own
	if found == 0 {
		steps = append(searched, own...)
	}
	for _, step := range steps {
		if err := c.run(step); err != nil {
			return errors.Join(err, conn.Close())
		}
	}
	return conn.Close()
}
