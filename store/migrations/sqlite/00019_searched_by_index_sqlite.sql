-- +goose Up

-- What the index of letters finds is looked at for the rest of the text without its
-- rows too.
DROP INDEX administrators_words;
CREATE INDEX administrators_words ON administrators (search_id, organization_id, status, name_key, id, search_text);
DROP INDEX users_words;
CREATE INDEX users_words ON users (search_id, organization_id, status, name_key, id, search_text);
