-- +goose Up

-- The order of names holds the text that is searched for, so that a page of what
-- is common is found on the way.
DROP INDEX administrators_name;
CREATE INDEX administrators_name ON administrators (organization_id, name_key, id, search_text) WHERE status <> 'deleted';
DROP INDEX users_name;
CREATE INDEX users_name ON users (organization_id, name_key, id, search_text) WHERE status <> 'deleted';

-- What the index of letters finds is put in the order of names without its rows,
-- and the numbers of one organization are a range.
DROP INDEX administrators_words;
CREATE INDEX administrators_words ON administrators (search_id, organization_id, status, name_key, id);
CREATE INDEX administrators_numbers ON administrators (organization_id, search_id) WHERE search_id > 0;
DROP INDEX users_words;
CREATE INDEX users_words ON users (search_id, organization_id, status, name_key, id);
CREATE INDEX users_numbers ON users (organization_id, search_id) WHERE search_id > 0;

-- Those who reach every organization, in the order of names.
CREATE INDEX administrators_reaching_all ON administrators (organization_id, name_key, id) WHERE all_organizations AND status <> 'deleted';

-- About how many rows hold the three letters, when many do: a long text is looked
-- up by its rarest letters. Made anew now and then; nothing but speed depends on it.
CREATE TABLE administrators_letters (
    letters TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL
);
CREATE TABLE users_letters (
    letters TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL
);
