-- +goose Up

-- The order of names holds the text that is searched for, as that of people does.
DROP INDEX organizations_name;
CREATE INDEX organizations_name ON organizations (name_order, id, search_text);
