-- +goose Up

-- A number for each user, in one range for each organization, so that the index
-- of words below can be asked about one organization alone. 0 until the trigger
-- has given one; a number is never used twice.
ALTER TABLE users ADD COLUMN search_id BIGINT NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX users_search_id ON users (search_id) WHERE search_id > 0;
CREATE INDEX users_words ON users (organization_id, search_id, status, search_text);

-- Each three letters in a row of the search text, which was folded in Go. Two
-- line ends come after it, so that each letter begins three of them; the words
-- that there are in the index are a table of their own.
CREATE VIRTUAL TABLE users_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE users_search_words USING fts5vocab (users_search, row);

UPDATE users SET search_id = numbered.search_id
FROM (SELECT id, DENSE_RANK() OVER (ORDER BY organization_id) * 4294967296 + ROW_NUMBER() OVER (PARTITION BY organization_id ORDER BY created_at, id) AS search_id FROM users) numbered
WHERE numbered.id = users.id;
INSERT INTO users_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM users WHERE status <> 'deleted';

-- The index changes with the row, in the same transaction, whoever changes it.
-- Who adds very many rows with numbers of their own fills it at once afterwards.
-- +goose StatementBegin
CREATE TRIGGER users_search_added AFTER INSERT ON users WHEN NEW.search_id = 0
BEGIN
    UPDATE users SET search_id = COALESCE(
        (SELECT MAX(u.search_id) + 1 FROM users u WHERE u.organization_id = NEW.organization_id AND u.search_id > 0),
        (SELECT (COALESCE(MAX(u.search_id), 0) / 4294967296 + 1) * 4294967296 + 1 FROM users u WHERE u.search_id > 0))
    WHERE id = NEW.id;
    INSERT INTO users_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM users WHERE id = NEW.id AND status <> 'deleted';
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER users_search_changed AFTER UPDATE OF search_text, status ON users
WHEN OLD.search_text <> NEW.search_text OR (OLD.status = 'deleted') <> (NEW.status = 'deleted')
BEGIN
    DELETE FROM users_search WHERE rowid = NEW.search_id;
    INSERT INTO users_search (rowid, text) SELECT NEW.search_id, NEW.search_text || char(10, 10) WHERE NEW.status <> 'deleted';
END;
-- +goose StatementEnd
