-- +goose Up

-- What somebody is about to import into an organization, between looking at it
-- and doing it; kept for a day.
CREATE TABLE user_imports (
    id               TEXT   NOT NULL PRIMARY KEY,
    organization_id  TEXT   NOT NULL REFERENCES organizations (id),
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    plan             TEXT   NOT NULL, -- JSON
    created_at       BIGINT NOT NULL
);

CREATE INDEX user_imports_created ON user_imports (created_at);
