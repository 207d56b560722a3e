-- +goose Up

-- A person may have several open links: an invitation that somebody asked for
-- anew leaves the one that was handed over as it is.
CREATE TABLE links_new (
    token_hash       TEXT   NOT NULL PRIMARY KEY,
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    purpose          TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset', 'recovery')),
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);
INSERT INTO links_new SELECT token_hash, administrator_id, purpose, created_at, expires_at FROM links;
DROP TABLE links;
ALTER TABLE links_new RENAME TO links;
CREATE INDEX links_administrator ON links (administrator_id);
CREATE INDEX links_expiry ON links (expires_at);

CREATE TABLE user_links_new (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id),
    purpose    TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset')),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO user_links_new SELECT token_hash, user_id, purpose, created_at, expires_at FROM user_links;
DROP TABLE user_links;
ALTER TABLE user_links_new RENAME TO user_links;
CREATE INDEX user_links_user ON user_links (user_id);
CREATE INDEX user_links_expiry ON user_links (expires_at);
