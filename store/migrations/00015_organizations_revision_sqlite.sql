-- +goose Up

-- Rises with each change of which organizations there are and what they are
-- called, so that who keeps their names in memory knows when to read them anew.
ALTER TABLE portal ADD COLUMN organizations_revision BIGINT NOT NULL DEFAULT 0;

-- In the same transaction, whoever changes them.
-- +goose StatementBegin
CREATE TRIGGER organizations_revision_added AFTER INSERT ON organizations
BEGIN
    UPDATE portal SET organizations_revision = organizations_revision + 1 WHERE id = 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER organizations_revision_changed AFTER UPDATE OF id, name, search_text ON organizations
BEGIN
    UPDATE portal SET organizations_revision = organizations_revision + 1 WHERE id = 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER organizations_revision_removed AFTER DELETE ON organizations
BEGIN
    UPDATE portal SET organizations_revision = organizations_revision + 1 WHERE id = 1;
END;
-- +goose StatementEnd
