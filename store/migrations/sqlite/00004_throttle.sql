-- +goose Up

-- Failed sign-ins by what they are counted under: an account, a client address
-- or an account's second factor. Only a hash of the name is kept.
CREATE TABLE throttle (
    key           TEXT   NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL, -- in a row
    blocked_until BIGINT NOT NULL,
    failed_at     BIGINT NOT NULL
);

CREATE INDEX throttle_failed ON throttle (failed_at);

-- Too many wrong passwords: no sign-in by password until a mailed link is used
-- or somebody unlocks the account. 0 when it is not locked.
ALTER TABLE administrators ADD COLUMN locked_at BIGINT NOT NULL DEFAULT 0;
