-- +goose Up

-- One key a person; only its hash is kept.
CREATE TABLE api_keys (
    administrator_id TEXT   NOT NULL PRIMARY KEY REFERENCES administrators (id),
    key_hash         TEXT   NOT NULL UNIQUE,
    hint             TEXT   NOT NULL, -- how the key begins
    created_at       BIGINT NOT NULL,
    last_used_at     BIGINT NOT NULL, -- 0 for never
    expires_at       BIGINT NOT NULL
);

-- Browsers that somebody signed in with before: another one is told of by mail.
CREATE TABLE devices (
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    device_hash      TEXT   NOT NULL,
    seen_at          BIGINT NOT NULL,
    PRIMARY KEY (administrator_id, device_hash)
);
