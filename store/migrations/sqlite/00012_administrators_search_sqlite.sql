-- +goose Up

-- As users have it: a number for each administrator, in one range for each
-- organization and one for the portal's own, and an index of each three letters
-- in a row of the search text.
ALTER TABLE administrators ADD COLUMN search_id BIGINT NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX administrators_search_id ON administrators (search_id) WHERE search_id > 0;
CREATE INDEX administrators_words ON administrators (organization_id, search_id, status, search_text);

CREATE VIRTUAL TABLE administrators_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE administrators_search_words USING fts5vocab (administrators_search, row);

UPDATE administrators SET search_id = numbered.search_id
FROM (SELECT id, DENSE_RANK() OVER (ORDER BY organization_id) * 4294967296 + ROW_NUMBER() OVER (PARTITION BY organization_id ORDER BY created_at, id) AS search_id FROM administrators) numbered
WHERE numbered.id = administrators.id;
INSERT INTO administrators_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM administrators WHERE status <> 'deleted';

-- +goose StatementBegin
CREATE TRIGGER administrators_search_added AFTER INSERT ON administrators WHEN NEW.search_id = 0
BEGIN
    UPDATE administrators SET search_id = COALESCE(
        (SELECT MAX(a.search_id) + 1 FROM administrators a WHERE a.organization_id = NEW.organization_id AND a.search_id > 0),
        (SELECT (COALESCE(MAX(a.search_id), 0) / 4294967296 + 1) * 4294967296 + 1 FROM administrators a WHERE a.search_id > 0))
    WHERE id = NEW.id;
    INSERT INTO administrators_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM administrators WHERE id = NEW.id AND status <> 'deleted';
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER administrators_search_changed AFTER UPDATE OF search_text, status ON administrators
WHEN OLD.search_text <> NEW.search_text OR (OLD.status = 'deleted') <> (NEW.status = 'deleted')
BEGIN
    DELETE FROM administrators_search WHERE rowid = NEW.search_id;
    INSERT INTO administrators_search (rowid, text) SELECT NEW.search_id, NEW.search_text || char(10, 10) WHERE NEW.status <> 'deleted';
END;
-- +goose StatementEnd
