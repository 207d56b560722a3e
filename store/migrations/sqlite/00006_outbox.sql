-- +goose Up

-- When the letter was given up: it is not tried again unless somebody sends it
-- again. 0 until then. last_error says why, for people.
ALTER TABLE outbox ADD COLUMN failed_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX outbox_undelivered ON outbox (created_at, id) WHERE delivered_at IS NULL AND attempts > 0;
